"""Whose slots a key is tried on. In a vault of one they are all there are.

In a vault of several they are those of one member: the one that IPT_NOTES_MEMBER names, else the one whom this computer
knows. Where that is nobody, keys that cost nothing to try are tried on everybody's slots, and a passphrase on those of
a few.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import Damaged, Locked
from ipt_notes.keys.slots import describe_slot
from ipt_notes.services.unlock.known_members import (
    NAME,
    known_member,
    named_prefix,
    named_slots,
    remember_member,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import KeyRow, VaultPort

_FEW = 4
"""Of how many members the passphrase is tried: each takes half a second; and of how many the keyring is asked."""


class WhoAreYou(Locked):
    """The vault has many members, and this computer does not know which one you are."""

    hint = (
        f"set {NAME} to your id, or its first digits: your recovery kit shows it, and `ipt-notes practice members` shows it"
        " to a colleague"
    )


class WaysIn(NamedTuple):
    """The slots to try first; `port` has more of them where they are those of the member whom this computer knows.

    `is_gone`: that member has none any more, and so these are everybody's.
    """

    rows: Sequence[KeyRow]
    port: VaultPort | None = None
    is_gone: bool = False

    def __repr__(self) -> str:
        """Names nobody."""
        return f"<WaysIn {len(self.rows)}>"

    def others(self, kind: str) -> list[KeyRow]:
        """The other members' slots, for a key of this kind: none for a passphrase, which takes long to try."""
        if self.port is None or kind == "passphrase":
            return []
        return [row for row in self.port.key_rows("slot") if row.member != self.rows[0].member]

    def remember(self, settings: Settings, vault: bytes, member: bytes) -> None:
        """Let this computer know the member who opened a vault of several, if it knows nobody there."""
        if len({row.member for row in self.rows}) > 1:
            remember_member(settings, vault, member)


def find_ways_in(port: VaultPort, settings: Settings) -> WaysIn:
    """The slots that a key is to be tried on. UsageProblem where IPT_NOTES_MEMBER fits nobody, or several."""
    if named := named_prefix(settings):
        return WaysIn(named_slots(port, named))
    known = known_member(settings, port.vault_id)
    if known and (rows := list(port.key_rows("slot", known))):
        return WaysIn(rows, port)
    return WaysIn(list(port.key_rows("slot")), is_gone=known is not None)


def members_with(kind: str, rows: Sequence[KeyRow]) -> list[bytes]:
    """The members with slots of this kind; none where they are more than a few."""
    members = _with(kind, rows)
    return members if len(members) <= _FEW else []


def require_few(rows: Sequence[KeyRow], kind: str) -> None:
    """WhoAreYou where a passphrase would have to be tried on the slots of more than a few members."""
    if kind == "passphrase" and len(_with(kind, rows)) > _FEW:
        raise WhoAreYou


def _with(kind: str, rows: Sequence[KeyRow]) -> list[bytes]:
    return list(dict.fromkeys(row.member for row in rows if _kind(row) == kind))


def _kind(row: KeyRow) -> str:
    with suppress(Damaged):
        return describe_slot(row.blob).kind
    return ""
