"""PostgreSQL's errors in our words. None of them carries content, a value or a password, and none of psycopg's own
leaves this room.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from ipt_notes.errors import (
    DiskFull,
    IptNotesError,
    UsageProblem,
    VaultBusy,
    VaultDamaged,
    VaultMoved,
    VaultReadOnly,
    VaultUnreachable,
    WorldProblem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.vault.postgres_address import Address

_RUN_AGAIN = "nothing half-written is left; run the command again when the server answers"
_NEVER_THERE = "check the name and the port in the address, and that the server runs; nothing was changed"


class NoPrivilege(WorldProblem):
    """The server does not let this user do that in the vault at {where}."""

    hint = "docs/postgresql.md has the GRANT statements that whoever runs the server gives"


class ServerAway(VaultUnreachable):
    """The server of the vault at {where} does not answer: {why}."""

    hint = _RUN_AGAIN


class LoginRefused(WorldProblem):
    """The server does not let you in to {where}: {why}."""

    hint = "a password goes into ~/.pgpass (chmod 600), as HOST:PORT:DATABASE:USER:PASSWORD"


class DatabaseMissing(WorldProblem):
    """The server has no database of the name in {where}."""

    hint = "whoever runs the server makes it with CREATE DATABASE; docs/postgresql.md shows how"


class SettingNotKnown(UsageProblem):
    """The server's address has a setting that is not known."""

    hint = "behind the question mark stand schema= and what libpq knows, such as sslrootcert=FILE"


class ServerNotProven(WorldProblem):
    """It is not proven that the server at {where} is the right one, so nothing was sent: {why}."""

    hint = (
        "add sslrootcert=FILE to the address: the certificate of the authority that signed the server's; or"
        " sslrootcert=system for one that this computer trusts; docs/postgresql.md tells of weaker modes"
    )


_AT_THE_DOOR: tuple[tuple[str, type[IptNotesError], str], ...] = (
    (r"invalid \w+ value", SettingNotKnown, ""),
    ("the database system is|cannot connect now", ServerAway, "it is starting or stopping"),
    ("server_login_retry|server conn|query_wait_timeout|server down|cannot connect to server", ServerAway, "the pool before it does not reach it"),
    ("too many clients|remaining connection slots|too many connections|no more connections", ServerAway, "it has no free connection"),
    (r"no password supplied", LoginRefused, "it asks for a password, and none was found"),
    (r"authentication failed|role .* does not exist|not permitted to log in", LoginRefused, "it knows no such user and password"),
    (r"no pg_hba\.conf entry.*no encryption", LoginRefused, "it takes no connection like this one that is not encrypted"),
    (r"no pg_hba\.conf entry", LoginRefused, "its rules let nobody in from here"),
    (r"permission denied for database", LoginRefused, "this user may not enter the database"),
    (r"database .* does not exist", DatabaseMissing, ""),
    (r"does not match host name", ServerNotProven, "its certificate is for another name"),
    (r"root certificate|sslrootcert", ServerNotProven, "there is no certificate here to check it against"),
    (r"certificate verify failed|certificate", ServerNotProven, "its certificate is not one that is trusted"),
    (r"does not support SSL", ServerNotProven, "it offers no encryption"),
    (r"could not translate|failed to resolve|Name or service not known", ServerAway, "its name is not known"),
    (r"refused", ServerAway, "nothing listens there"),
    (r"No such file", ServerAway, "nothing listens there"),
    (r"timeout|timed out", ServerAway, "it took too long"),
    (r"No route|unreachable", ServerAway, "no way leads there"),
    (r"SSL|TLS|GSS", ServerNotProven, "no encrypted connection came about"),
)  # fmt: skip
"""What the client's library says of a connection that did not come about, for which it has no codes."""


def at_the_door(address: Address, error: psycopg.Error) -> IptNotesError:
    """Why a connection did not come about. The server's own words may name a user, and are left out."""
    said = str(error)
    for pattern, kind, why in _AT_THE_DOOR:
        if re.search(pattern, said, re.IGNORECASE | re.DOTALL):
            return kind(where=address.shown, why=why, hint=_NEVER_THERE if kind is ServerAway else None)
    return ServerAway(where=address.shown, why="the connection did not come about", hint=_NEVER_THERE)


@contextmanager
def told(address: Address, patience: float) -> Iterator[None]:
    """Raise psycopg's errors as ours; `patience` is how many seconds another program is waited for."""
    try:
        yield
    except (psycopg.DataError, UnicodeDecodeError):  # what they say quotes what was found
        raise VaultDamaged(where=address.shown, what="the server answers with what no vault holds") from None
    except psycopg.Error as error:
        raise _ours(address, error.sqlstate or "", patience) from None


def _ours(address: Address, state: str, patience: float) -> IptNotesError:  # noqa: PLR0911 - one for each
    """`state` is one of PostgreSQL's error codes (its documentation, appendix A), "" where the connection was lost.

    08P01 is what PgBouncer says of a connection behind it that was lost, or did not come about.
    """
    where = address.shown
    match state:
        case "42501":
            return NoPrivilege(where=where)
        case "25006":
            return VaultReadOnly(why="its server only answers questions", hint="nothing was written")
        case "42P01" | "3F000":
            return VaultMoved(where=where)
        case "53100":
            return DiskFull(hint="whoever runs the server has to make room; then run the command again")
        case "55P03" | "57014":
            return VaultBusy(seconds=patience)
        case "XX001" | "XX002":
            return VaultDamaged(where=where, what="the server can't read its own files")
        case "" | "08000" | "08003" | "08006" | "08P01" | "57P01" | "57P02" | "57P03" | "57P05":
            return ServerAway(where=where, why="the connection was lost")
        case _:
            why, hint = f"the server reported {state}", "nothing half-written is left; its log tells more"
            return VaultUnreachable(where=where, why=why, hint=hint)
