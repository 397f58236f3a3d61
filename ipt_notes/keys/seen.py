"""Seals what a machine remembers of a vault: a row each for a stream's end or a row of keys, under the member's state key.

A row is: name (17) ‖ nonce (12) ‖ AES-256-GCM(number (8) ‖ digest (32)) with its 16-byte tag. The additional data is
format (14) ‖ vault (16) ‖ name. All rows are of one width, so that a file of them can be appended to.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ipt_notes.keys.derive import derive

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member

NAME = 17
_FORMAT = b"ipt-notes/seen"
_SAID = struct.Struct(">Q32s")
_NONCE = 12
ROW = NAME + _NONCE + _SAID.size + 16


class SeenRows:
    """Seals and opens the rows of one member and vault."""

    def __init__(self, member: Member, vault: bytes) -> None:
        """`vault` is 16 bytes."""
        self._cipher = AESGCM(derive(member.state_key, b"ipt-notes seen"))
        self._bound = _FORMAT + vault

    def __repr__(self) -> str:
        """Shows no key."""
        return "<SeenRows>"

    def seal(self, name: bytes, number: int, digest: bytes) -> bytes:
        """The row of `name` (17 bytes); `digest` is 32 bytes."""
        nonce = os.urandom(_NONCE)
        return name + nonce + self._cipher.encrypt(nonce, _SAID.pack(number, digest), self._bound + name)

    def open(self, row: bytes) -> tuple[int, bytes] | None:
        """(number, digest); None for what is no row of this member and vault."""
        name, nonce, sealed = row[:NAME], row[NAME : NAME + _NONCE], row[NAME + _NONCE :]
        try:
            number, digest = _SAID.unpack(self._cipher.decrypt(nonce, sealed, self._bound + name))
        except (InvalidTag, ValueError):
            return None
        return number, digest
