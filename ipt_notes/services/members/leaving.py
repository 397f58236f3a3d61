"""Takes a member out of the practice, with every key that the vault holds for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.wording import counted
from ipt_notes.errors import IptNotesError, Refused
from ipt_notes.keys.grants import OWN
from ipt_notes.services.members.roster_records import MemberLeft
from ipt_notes.services.members.roster_stream import append_roster
from ipt_notes.services.members.standing import (
    require_other_owner,
    require_owner,
    require_practice,
    require_present,
)
from ipt_notes.vault.port import KeyChange, KeyRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.services.members.roster import Colleague, Roster
    from ipt_notes.services.members.roster_records import Bodies
    from ipt_notes.services.practice import Practice

_KINDS = ("slot", "grant", "offer", "recovery")


class WouldLoseClients(Refused):
    """{name} has {count} whom nobody else can read: their charts could never be read again."""

    hint = (
        "let {name} hand them over first; or name a recovery recipient (`ipt-notes practice recovery MEMBER`), whom they reach"
        " with {name}'s next command; if they are to be lost, `--abandon {number}` says how many you know of"
    )


class Removed(Struct, frozen=True):
    """Who left: `member` is 8 hex digits; how many ways in and grants were deleted, and how many clients nobody reads now."""

    member: str
    name: str
    slots: int
    grants: int
    abandoned: int


def alone_with(rows: Iterable[KeyRow]) -> int:
    """How many of a member's rows of keys are of clients whom nobody else can read, not in an emergency either."""
    return sum(row.kind == "grant" and row.blob[:1] == bytes([OWN]) for row in rows)


def remove(practice: Practice, name: str, *, abandon: int = 0) -> Removed:
    """Take a member out. `abandon` is how many clients may be lost with them.

    NotOwner, LastOwner, MemberNotFound, HasLeft, NoPractice; WouldLoseClients where there are more or fewer.
    """
    require_practice(practice)
    member, gone = practice.roster.find(name), list[KeyRow]()

    def decide(roster: Roster) -> list[Bodies]:
        require_owner(practice, roster)
        known = require_present(roster.members[member.id])
        if known.is_owner:
            require_other_owner(roster, known)
        gone[:] = _rows(practice, member.id)
        _require_known(known, alone_with(gone), abandon)
        return [MemberLeft(known.id.hex())]

    append_roster(practice, decide, changes=lambda _: _deleted(gone))
    practice.change_keys(_deleted(_rows(practice, member.id)))  # what was given to them at the same moment
    _clean(practice)
    return Removed(member.id.hex()[:8], member.name, _count(gone, "slot"), _count(gone, "grant"), abandon)


def _rows(practice: Practice, member: bytes) -> list[KeyRow]:
    """Every key that the vault holds for a member."""
    return [row for kind in _KINDS for row in practice.port.key_rows(kind, member)]


def _deleted(rows: Iterable[KeyRow]) -> list[KeyChange]:
    return [KeyChange(*row[:3], None) for row in rows]


def _require_known(member: Colleague, alone: int, abandon: int) -> None:
    if alone != abandon:
        raise WouldLoseClients(name=member.name, count=counted(alone, "client"), number=alone)


def _count(rows: Iterable[KeyRow], kind: str) -> int:
    return sum(row.kind == kind for row in rows)


def _clean(practice: Practice) -> None:
    """Overwrite what the deleted rows left in the vault's files; where that can't be now, the person hears it."""
    try:
        practice.port.erase_residue()
    except IptNotesError as error:
        why = error.message.rstrip(".")
        practice.say(f"unused parts of the vault's files may still hold keys that were deleted: {why}")
