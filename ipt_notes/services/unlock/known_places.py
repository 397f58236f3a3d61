"""Where this computer has known a vault: an empty file named by a digest of each place.

It needs no key, so that a vault that is lost can be told from one that never was.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.durable import make_folders
from ipt_notes.errors import VaultNotFound
from ipt_notes.vault.locate import open_vault, place_name

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import VaultPort

_KNEW = (
    "this computer knew a vault here: if it was moved, --vault names its place; if it is lost,"
    " `ipt-notes vault restore FILE` brings back a backup"
)


def open_known(settings: Settings) -> VaultPort:
    """The vault of these settings; where there is none, VaultNotFound tells whether this computer knew one there."""
    try:
        return open_vault(settings.where)
    except VaultNotFound as error:
        with suppress(OSError):  # what can't be looked at is not known
            error.hint = _KNEW if _marker(settings).exists() else error.hint
        raise


def remember_known(settings: Settings) -> None:
    """The vault lies here; never raises for want of a note of it."""
    with suppress(OSError):
        marker = _marker(settings)
        if not marker.exists():
            make_folders(marker.parent)
            marker.touch(mode=0o600)


def _marker(settings: Settings) -> Path:
    return settings.state / "places" / place_digest(settings.where).hex()[:32]


def place_digest(where: str) -> bytes:
    """A place (32 bytes) as it is called, whatever links it goes through: who puts a link there has not moved the vault."""
    return sha256(os.fsencode(place_name(where)))
