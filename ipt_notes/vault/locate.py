"""Opens, makes and removes the vault that a place names: a file, or later a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.errors import NoServerYet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.vault.port import Append, KeyChange, VaultPort


def open_vault(where: str) -> VaultPort:
    """The vault at a path. NoServerYet for a server's address; else the errors of `sqlite.open_`."""
    from ipt_notes.vault.sqlite import open_

    return open_(_file(where))


def create_vault(
    where: str, vault_id: bytes, key_changes: Sequence[KeyChange], appends: Sequence[Append] = ()
) -> VaultPort:
    """A new vault at a path. NoServerYet for a server's address; else the errors of `sqlite.create`."""
    from ipt_notes.vault.sqlite import create

    return create(_file(where), vault_id, key_changes, appends)


def remove_vault(where: str) -> None:
    """Remove a vault that was only just made and did not turn out well."""
    from ipt_notes.vault.place import remove_files

    remove_files(_file(where))


def _file(where: str) -> Path:
    if where.startswith(("postgresql://", "postgres://")):
        raise NoServerYet
    return Path(where)
