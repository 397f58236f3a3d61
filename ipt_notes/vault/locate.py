"""Opens the vault that a place names: a file, or later a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import Refused

if TYPE_CHECKING:
    from ipt_notes.vault.port import VaultPort


class NoServerYet(Refused):
    """This version keeps vaults in files; a PostgreSQL vault can't be opened."""

    hint = "give --vault the path of a file"


def open_vault(where: str) -> VaultPort:
    """The vault at a path. VaultNotFound, Damaged and the errors of the file system."""
    if where.startswith(("postgresql://", "postgres://")):
        raise NoServerYet
    from pathlib import Path

    from ipt_notes.vault.sqlite import open_file

    return open_file(Path(where))
