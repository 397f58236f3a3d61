"""Opens, makes and removes the vault that a place names: a file, or a schema on a PostgreSQL server.

A place on a server is an address (`postgresql://...`); every other one is a path. psycopg is imported only for the first.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.errors import IptNotesError, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from ipt_notes.vault.port import Append, KeyChange, VaultPort
    from ipt_notes.vault.postgres_address import Address


class ServerSupportMissing(WorldProblem):
    """A vault on a server needs the package psycopg, which is not installed."""

    hint = "install it with: pip install 'ipt-notes[practice]'"


def is_server(where: str) -> bool:
    """Whether the place is on a server."""
    return where.startswith(("postgresql://", "postgres://"))


def open_vault(where: str) -> VaultPort:
    """The vault at a place. The errors of `sqlite.open_` or `postgres.open_`; ServerSupportMissing."""
    if is_server(where):
        vault: VaultPort = _postgres().open_(_address(where))
        return vault
    from ipt_notes.vault.sqlite import open_

    return open_(Path(where))


def create_vault(
    where: str, vault_id: bytes, key_changes: Sequence[KeyChange], appends: Sequence[Append] = ()
) -> VaultPort:
    """A new vault at a place. The errors of `sqlite.create` or `postgres.create`; ServerSupportMissing."""
    if is_server(where):
        vault: VaultPort = _making().create(_address(where), vault_id, key_changes, appends)
        return vault
    from ipt_notes.vault.sqlite import create

    return create(Path(where), vault_id, key_changes, appends)


def copy_vault(port: VaultPort, where: str, prove: Callable[[VaultPort], None]) -> None:
    """`port.copy_to`, to a place of either kind; what is copied to a server should not be written to meanwhile."""
    if is_server(where):
        _making().copy_into(_address(where), port, prove)
    else:
        port.copy_to(where, prove)


def begin_copy(port: VaultPort, where: str) -> None:
    """Refuse a place on a server where `copy_in_steps` can't begin or go on: VaultExists, NoPrivilege, and the like."""
    if is_server(where):
        _copying().begin(_address(where), port)


def copy_in_steps(port: VaultPort, where: str, prove: Callable[[VaultPort], None]) -> None:
    """A copy of what `port` reads, which should be of one moment, in a place of either kind where no vault is.

    `prove` sees the copy before it is a vault. On a server what was copied when it broke off is gone on with (until
    then UnfinishedCopy is what opening it says); a file is begun anew, and is not there before it is whole.
    """
    if is_server(where):
        _copying().copy_in_steps(_address(where), port, prove)
    else:
        from ipt_notes.vault.sqlite import copy_into

        copy_into(Path(where), port, prove)


def remove_vault(where: str) -> None:
    """Remove a vault that was only just made and did not turn out well, as far as that can be."""
    if is_server(where):
        with suppress(IptNotesError):
            _making().remove(_address(where))
        return
    from ipt_notes.vault.place import remove_files

    remove_files(Path(where))


def is_taken(where: str) -> bool:
    """Whether something is at a place where a vault would be made. The errors of connecting to a server."""
    if is_server(where):
        return bool(_making().is_there(_address(where)))
    return os.path.lexists(where)


def full_name(where: str) -> str:
    """The place as it is called from any folder."""
    return where if is_server(where) else str(Path(where).absolute())


def name_for_others(where: str) -> str:
    """The place as it is told to a colleague: of one on a server the address without the user, and what is one's own in it."""
    if not is_server(where):
        return full_name(where)
    from ipt_notes.vault.postgres_address import for_others

    return for_others(where)


def place_name(where: str) -> str:
    """What is the same for the same place, whoever goes there; links are not followed: a link may be put elsewhere."""
    return _address(where).place if is_server(where) else os.path.abspath(where)  # noqa: PTH100


def caution(where: str) -> str:
    """What a person should hear of the way to a place, or ""."""
    return _address(where).caution if is_server(where) else ""


def _address(where: str) -> Address:
    from ipt_notes.vault.postgres_address import read_address

    return read_address(where)


def _postgres() -> ModuleType:
    with _told_if_missing():
        from ipt_notes.vault import postgres
    return postgres


def _making() -> ModuleType:
    with _told_if_missing():
        from ipt_notes.vault import postgres_making
    return postgres_making


def _copying() -> ModuleType:
    with _told_if_missing():
        from ipt_notes.vault import postgres_copying
    return postgres_copying


@contextmanager
def _told_if_missing() -> Iterator[None]:
    """ServerSupportMissing where psycopg, or the library it needs, can't be imported."""
    try:
        yield
    except ImportError as error:
        if (error.name or "psycopg").partition(".")[0] != "psycopg":
            raise
        raise ServerSupportMissing from None
