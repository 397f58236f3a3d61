"""Who is in the practice, as a list tells it: with what this member has confirmed of each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ipt_notes.services.members.pins import ChangedKey, is_confirmed, own_pins, words_of
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.rows import pin_row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipt_notes.services.members.roster import Colleague, Invite, Roster
    from ipt_notes.services.practice import Practice

Keys = Literal["own", "confirmed", "not confirmed", "changed"]
"""What a member knows of a colleague's keys."""


class MemberLine(Struct, frozen=True):
    """A member. `id` are 8 hex digits; `joined` is None in a vault of one."""

    id: str
    name: str
    standing: Standing
    keys: Keys
    joined: dt.datetime | None
    left: dt.datetime | None
    is_recovery: bool


class InviteLine(Struct, frozen=True):
    """An invitation that was not used yet; one whose time is over serves no more."""

    id: str
    name: str
    standing: Standing
    until: dt.datetime
    by: str
    is_over: bool


class MemberList(Struct, frozen=True):
    """Who is in the practice, in the order in which they joined, who left behind; and the open invitations."""

    members: tuple[MemberLine, ...]
    invites: tuple[InviteLine, ...]


class Fingerprint(Struct, frozen=True):
    """The words of a member's keys, and what this member knows of those."""

    member: str
    name: str
    words: tuple[str, ...]
    keys: Keys


def list_members(practice: Practice) -> MemberList:
    """Everybody the roster tells of. The errors of `read_roster`."""
    roster = practice.roster
    pinned = own_pins(practice)
    members = sorted(roster.members.values(), key=lambda member: not member.is_present)
    invites = sorted(roster.invites.values(), key=lambda invite: invite.until)
    return MemberList(
        tuple(_member_line(practice, member, pinned) for member in members),
        tuple(invite_line(practice, roster, invite) for invite in invites),
    )


def _member_line(practice: Practice, member: Colleague, pinned: Mapping[bytes, bytes]) -> MemberLine:
    return MemberLine(
        member.id.hex()[:8],
        member.name,
        member.standing,
        _known_keys(practice, member, pinned),
        member.joined,
        member.left,
        member.is_recovery,
    )


def told_member(practice: Practice, member: Colleague) -> MemberLine:
    """One member by themselves."""
    return _member_line(practice, member, own_pins(practice))


def invite_line(practice: Practice, roster: Roster, invite: Invite) -> InviteLine:
    """An invitation, and whether its time is over."""
    is_over = invite.until < practice.settings.clock()
    by = roster.name_of(invite.by)
    return InviteLine(invite.id.hex()[:8], invite.name, invite.standing, invite.until, by, is_over)


def _known_keys(practice: Practice, member: Colleague, pinned: Mapping[bytes, bytes]) -> Keys:
    if member.id == practice.member.id:
        return "own"
    try:
        return (
            "confirmed" if is_confirmed(practice, member, pinned.get(pin_row(member.id))) else "not confirmed"
        )
    except ChangedKey:
        return "changed"


def tell_fingerprint(practice: Practice, member: Colleague) -> Fingerprint:
    """The words of a member."""
    return Fingerprint(
        member.id.hex()[:8],
        member.name,
        words_of(practice, member),
        _known_keys(practice, member, own_pins(practice)),
    )
