"""The address of a vault on a PostgreSQL server: `postgresql://USER@HOST:PORT/DATABASE?schema=NAME&...`.

What stands behind the question mark, other than `schema`, is libpq's (PostgreSQL documentation, "Parameter Key Words").
An address has no password in it: it is printed, and a command line can be read by every program of the computer.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from ipt_notes.errors import UsageProblem

_SCHEMA = "ipt_notes"
_PROVEN = "verify-full"
_SECRETS = frozenset({"password", "sslpassword", "oauth_client_secret"})
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_PATIENT = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""A server that is gone is told from a slow one within half a minute."""


class PasswordInAddress(UsageProblem):
    """The server's address has a password in it, where other programs can read it."""

    hint = (
        "take it out, and put the line HOST:PORT:DATABASE:USER:PASSWORD into ~/.pgpass (chmod 600) or the file that"
        " PGPASSFILE names; who may have seen it, may use it: choose a new one"
    )


_OF_EVERYBODY = ("host", "hostaddr", "port", "dbname", "service", "sslmode", "schema")
"""What of an address is the same for who goes to that place from another computer, as another user."""


class Address(NamedTuple):
    """Where a vault is on a server. `shown` is how it was given, `url` and `settings` are what libpq is told.

    `place` is the same for every way of writing this place that differs in user or settings only.
    """

    shown: str
    url: str
    settings: dict[str, str]
    schema: str
    host: str
    place: str

    @property
    def caution(self) -> str:
        """What a person should hear of a connection that is less than proven and encrypted, "" of any other."""
        mode = self.settings["sslmode"]
        if mode == _PROVEN or self.host in _HERE or self.host.startswith("/"):
            return ""
        lost = "that the server is the right one is not proven"
        if mode in {"disable", "allow", "prefer"}:
            lost += ", and the connection may not be encrypted"
        return f"sslmode={mode}: {lost}; what is in the vault is encrypted in any case"


def read_address(where: str) -> Address:
    """The parts of an address. PasswordInAddress; UsageProblem, which shows nothing of it: a password may stand anywhere."""
    try:
        parts = urlsplit(where)
        port = str(parts.port or "")
    except ValueError:
        raise _unreadable() from None
    settings = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.password is not None or settings.keys() & _SECRETS:
        raise PasswordInAddress
    if "@" in parts.path + parts.query or parts.fragment or "#" in where:
        raise _unreadable()
    schema = _read_schema(settings.pop("schema", _SCHEMA))
    url = f"postgresql://{parts.netloc}{parts.path}?{urlencode(settings)}"
    host = settings.get("host") or settings.get("hostaddr") or parts.hostname or ""
    settings = _PATIENT | {"sslmode": _PROVEN, "application_name": "ipt-notes"} | settings
    settings["client_encoding"] = "utf8"
    return Address(where, url, settings, schema, host, _place(parts, settings, port, schema, host))


def for_others(where: str) -> str:
    """The address as it is given to a colleague: without the user, and without what is this computer's own. As `read_address`."""
    read_address(where)
    parts = urlsplit(where)
    said = {"dbname": parts.username} if not parts.path.strip("/") and parts.username else {}
    said |= {name: value for name, value in parse_qsl(parts.query) if name in _OF_EVERYBODY}
    behind = f"?{urlencode(said, safe='/')}" if said else ""
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}{behind}"


def _unreadable() -> UsageProblem:
    return UsageProblem(
        what="the server's address can't be read",
        hint="write it as postgresql://USER@HOST:PORT/DATABASE, with %40 for an @ in a name, and without a password",
    )


def _read_schema(name: str) -> str:
    if re.fullmatch(r"(?!pg_)[a-z_][a-z0-9_]{0,62}", name):
        return name
    raise UsageProblem(
        what="the name behind schema= can't be one of a vault",
        hint="small letters, digits and underscores, as in schema=ipt_notes",
    )


def _place(parts: SplitResult, settings: dict[str, str], port: str, schema: str, host: str) -> str:
    host = (host or settings.get("service", "")).lower()
    port = settings.get("port") or port or "5432"
    database = settings.get("dbname") or parts.path.strip("/") or parts.username or ""
    return f"postgresql://{host}:{port}/{database}?schema={schema}"
