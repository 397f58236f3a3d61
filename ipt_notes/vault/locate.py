"""Opens the vault that a place names: a file, or later a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import NoServerYet

if TYPE_CHECKING:
    from ipt_notes.vault.port import VaultPort


def open_vault(where: str) -> VaultPort:
    """The vault at a path. NoServerYet for a server's address; else the errors of `sqlite.open_`."""
    if where.startswith(("postgresql://", "postgres://")):
        raise NoServerYet
    from pathlib import Path

    from ipt_notes.vault.sqlite import open_

    return open_(Path(where))
