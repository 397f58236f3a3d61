"""Who may say who is in the practice, and what an owner may say of its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import NotFound, Refused, UsageProblem
from ipt_notes.services.members.pins import require_pinned
from ipt_notes.services.members.roster_records import InviteWithdrawn, RecoverySet, StandingChanged
from ipt_notes.services.members.roster_stream import append_roster

if TYPE_CHECKING:
    from ipt_notes.services.members.roster import Colleague, Invite, Roster, Standing
    from ipt_notes.services.members.roster_records import Bodies
    from ipt_notes.services.practice import Practice


class NotOwner(Refused):
    """Only an owner of the practice may do that."""

    hint = "`ipt-notes practice members` shows who is one"


class LastOwner(Refused):
    """{name} is the last owner of the practice."""

    hint = "make somebody else one first: `ipt-notes practice standing MEMBER owner`"


class NoPractice(Refused):
    """This vault has one member: it is no practice of several yet."""

    hint = "`ipt-notes practice invite NAME -o FILE` invites the second"


class HasLeft(Refused):
    """{name} is not in the practice any more."""

    hint = "who comes back is invited anew: `ipt-notes practice invite`"


def require_owner(practice: Practice, roster: Roster) -> None:
    """NotOwner unless the member is an owner of the practice."""
    me = roster.members.get(practice.member.id)
    if me is None or not me.is_owner:
        raise NotOwner


def require_practice(practice: Practice) -> None:
    """NoPractice in a vault of one."""
    if not practice.is_shared:
        raise NoPractice


def require_present(member: Colleague) -> Colleague:
    """The member; HasLeft."""
    if not member.is_present:
        raise HasLeft(name=member.name)
    return member


def require_other_owner(roster: Roster, member: Colleague) -> None:
    """LastOwner where nobody else is an owner."""
    if all(owner.id == member.id for owner in roster.owners):
        raise LastOwner(name=member.name)


def change_standing(practice: Practice, name: str, standing: Standing) -> Colleague:
    """What a member is from now on. NotOwner, LastOwner, MemberNotFound, HasLeft, NoPractice."""
    require_practice(practice)
    member = practice.roster.find(name)

    def decide(roster: Roster) -> list[Bodies]:
        require_owner(practice, roster)
        known = require_present(roster.members[member.id])
        if known.standing is standing:
            return []
        if known.is_owner:
            require_other_owner(roster, known)
        return [StandingChanged(known.id.hex(), standing)]

    return append_roster(practice, decide).members[member.id]


def set_recovery(practice: Practice, name: str, *, is_recovery: bool) -> Colleague:
    """Whether a member can open every chart in an emergency from here on.

    NotConfirmed, ChangedKey for one who is to be given those keys; NotOwner, MemberNotFound, HasLeft, NoPractice.
    """
    require_practice(practice)
    member = practice.roster.find(name)
    if is_recovery:
        require_owner(practice, practice.roster)
        require_pinned(practice, require_present(member))

    def decide(roster: Roster) -> list[Bodies]:
        require_owner(practice, roster)
        known = require_present(roster.members[member.id])
        return [] if known.is_recovery is is_recovery else [RecoverySet(known.id.hex(), is_recovery)]

    return append_roster(practice, decide).members[member.id]


def withdraw(practice: Practice, wanted: str) -> Invite:
    """Take an invitation back that was not used: by its id (at least 4 hex digits) or the name.

    NotOwner, NotFound, NoPractice; UsageProblem with the ids where several are called so.
    """
    require_practice(practice)
    invite = _find_invite(practice.roster, wanted)

    def decide(roster: Roster) -> list[Bodies]:
        require_owner(practice, roster)
        if invite.id not in roster.invites:
            raise _no_invite(wanted)
        return [InviteWithdrawn(invite.id.hex())]

    append_roster(practice, decide)
    return invite


def _find_invite(roster: Roster, wanted: str) -> Invite:
    from ipt_notes.services.members.roster import SHORTEST_ID, normal_name

    said = normal_name(wanted)
    found = [
        invite
        for invite in roster.invites.values()
        if normal_name(invite.name) == said or (len(said) >= SHORTEST_ID and invite.id.hex().startswith(said))
    ]
    if len(found) > 1:
        ids = " or ".join(sorted(invite.id.hex()[:8] for invite in found))
        what = f"there are {len(found)} open invitations {wanted!r}"
        raise UsageProblem(what=what, hint=f"name one by its digits: {ids}")
    if not found:
        raise _no_invite(wanted)
    return found[0]


def _no_invite(wanted: str) -> NotFound:
    return NotFound(
        what=f"an open invitation {wanted!r}", hint="`ipt-notes practice members` shows them with their ids"
    )
