"""Names for clients in figures that leave a practice: the same in every export of a vault, and no way back without its keys.

A pseudonym is HMAC-SHA-256(key, client id), its first 10 bytes as hex digits; key is HKDF-SHA-256(the member's first audit
key, salt = vault, info = "ipt-notes outcome pseudonyms"). New keys of the member leave it as it is.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from ipt_notes.keys.derive import derive

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member

_INFO = b"ipt-notes outcome pseudonyms"
_BYTES = 10


class Pseudonyms:
    """The pseudonyms of one member's clients in one vault; the key is derived once."""

    def __init__(self, member: Member, vault: bytes) -> None:
        """Derive the key. `vault` is 16 bytes."""
        self._key = derive(member.at(1).audit_key, _INFO, salt=vault)

    def __repr__(self) -> str:
        """Shows no key."""
        return "<Pseudonyms>"

    def of(self, client: bytes) -> str:
        """The pseudonym (20 hex digits) of the client with this id (16 bytes)."""
        return hmac.digest(self._key, client, "sha256")[:_BYTES].hex()
