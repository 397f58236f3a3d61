"""`ipt-notes practice standing`, `recovery` and `remove`: what an owner says of the members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame
from ipt_notes.cli.arguments import choice
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.practice import app
from ipt_notes.course.wording import counted
from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.services.members import leaving, standing
from ipt_notes.services.members.leaving import Removed
from ipt_notes.services.members.roster import Standing
from ipt_notes.services.members.telling_members import MemberLine, told_member
from ipt_notes.services.practice import Practice

Member = Annotated[str, typer.Argument(metavar="MEMBER", help="A member's name, or the id's first digits.")]


def _told_standing(member: MemberLine) -> Iterable[str]:
    yield f"{member.name} ({member.id}): {member.standing} of the practice from now on"


@frame.command(app, "practice standing", MemberLine, _told_standing)
def change_standing(
    member: Member,
    kind: Annotated[str, typer.Argument(metavar="STANDING", help="owner, therapist or trainee.")],
) -> MemberLine:
    """Make a member an owner, a therapist or a trainee.

    There is always an owner: the last one stays one.
    """
    chosen = choice(Standing, kind, "STANDING")
    with frame.practice() as practice:
        _require_given_up(practice, member, chosen)
        return told_member(practice, standing.change_standing(practice, member, chosen))


def _require_given_up(practice: Practice, member: str, chosen: Standing) -> None:
    """Let an owner think again who would be one no more. In a script nobody is asked: another owner can make them one."""
    standing.require_practice(practice)
    found = practice.roster.find(member)
    if found.id != practice.member.id or not found.is_owner or chosen is Standing.OWNER:
        return
    standing.require_other_owner(practice.roster, found)
    question = (
        f"Be an owner of the practice no more, but a {chosen}? Only another owner can make you one again."
    )
    if Keyboard().confirm(question, default=False) is False:
        raise Refused(what="nothing was changed", hint="you are an owner of the practice as before")


def _told_recovery(member: MemberLine) -> Iterable[str]:
    if member.is_recovery:
        yield f"{member.name} ({member.id}) is a recovery recipient: each therapist's next command leaves them the keys of their charts"
        yield "They open a chart in an emergency only, which is recorded in it and told to who holds it."
    else:
        yield f"{member.name} ({member.id}) is no recovery recipient any more: each therapist's next command takes away what lay ready"
        yield "Charts that they opened in an emergency they can still read, until that is taken back."


@frame.command(app, "practice recovery", MemberLine, _told_recovery)
def recovery(
    member: Member,
    off: Annotated[bool, typer.Option("--off", help="They are one no more.")] = False,
) -> MemberLine:
    """Name who can open every chart in an emergency.

    The keys of every chart are left for them, so that none is lost when its therapist can't open it.
    """
    with frame.practice() as practice:
        return told_member(practice, standing.set_recovery(practice, member, is_recovery=not off))


def _told_removed(done: Removed) -> Iterable[str]:
    yield f"{done.name} ({done.member}) is not in the practice any more"
    yield f"Deleted: {counted(done.slots, 'slot')}, {counted(done.grants, 'grant')}. What they signed stays, and stays theirs."
    if done.abandoned:
        yield f"Clients whose charts nobody can read any more: {done.abandoned}"
    yield "What they could read they may have kept, and copies of the vault open for them as before."
    yield "Charts that were shared with them get a new key with: ipt-notes practice revoke CODE MEMBER"
    yield "Charts that they held and shared stay open to who shares them."
    yield "An owner of the practice among those can take one over: ipt-notes practice hand-over CODE MEMBER"


@frame.command(app, "practice remove", Removed, _told_removed)
def remove(
    member: Member,
    abandon: Annotated[
        int | None, typer.Option(metavar="N", help="Lose N clients whom nobody else can read, for good.")
    ] = None,
    confirm: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The member's name or id once more; else you are asked."),
    ] = None,
) -> Removed:
    """Take a member out of the practice.

    Their ways in, their grants and what was offered to them are deleted. What they signed stays.
    """
    with frame.practice() as practice:
        _require_meant(practice, member, confirm)
        return leaving.remove(practice, member, abandon=abandon or 0)


def _require_meant(practice: Practice, member: str, confirm: str | None) -> None:
    """Let a person think again; a script says it twice. The refusals of `leaving.remove` that need no question come first."""
    standing.require_practice(practice)
    found = practice.roster.find(member)
    standing.require_owner(practice, practice.roster)
    standing.require_present(found)
    if confirm is not None:
        if practice.roster.find(confirm).id != found.id:
            raise UsageProblem(what=f"--confirm does not name {found.name}", hint="nobody was removed")
        return
    is_meant = Keyboard().confirm(
        f"Remove {found.name} from the practice? Their ways in are deleted.", default=False
    )
    if is_meant is None:
        raise UsageProblem(what="a removal is confirmed with the member's name", hint="add --confirm NAME")
    if not is_meant:
        raise Refused(what="nothing was changed", hint=f"{found.name} is in the practice as before")
