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
from ipt_notes.errors import Refused
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
        return told_member(practice, standing.change_standing(practice, member, chosen))


def _told_recovery(member: MemberLine) -> Iterable[str]:
    if member.is_recovery:
        yield f"{member.name} ({member.id}) is a recovery recipient: everybody's clients are granted to them from now on"
        yield "They open a chart in an emergency only, which is recorded in it and told to who holds it."
    else:
        yield f"{member.name} ({member.id}) is no recovery recipient: no client is granted to them as one any more"
        yield "What they were granted until now they keep, unless it is revoked."


@frame.command(app, "practice recovery", MemberLine, _told_recovery)
def recovery(
    member: Member,
    off: Annotated[bool, typer.Option("--off", help="They are one no more.")] = False,
) -> MemberLine:
    """Name who can open every chart in an emergency.

    They are granted each client from then on, so that no chart is lost when its therapist can't open it.
    """
    with frame.practice() as practice:
        return told_member(practice, standing.set_recovery(practice, member, is_recovery=not off))


def _told_removed(done: Removed) -> Iterable[str]:
    yield f"{done.name} ({done.member}) is not in the practice any more"
    yield f"Deleted: {counted(done.slots, 'slot')}, {counted(done.grants, 'grant')}. What they signed stays, and stays theirs."
    if done.abandoned:
        yield f"Clients whose charts nobody can read any more: {done.abandoned}"
    yield "What they could read they may have kept, and copies of the vault open for them as before. Charts that were"
    yield "shared with them get a new key with: ipt-notes practice revoke CODE MEMBER"


@frame.command(app, "practice remove", Removed, _told_removed)
def remove(
    member: Member,
    abandon: Annotated[
        int | None, typer.Option(metavar="N", help="Lose N clients whom nobody else can read, for good.")
    ] = None,
) -> Removed:
    """Take a member out of the practice.

    Their ways in, their grants and what was offered to them are deleted. What they signed stays.
    """
    with frame.practice() as practice:
        _require_meant(practice, member)
        return leaving.remove(practice, member, abandon=abandon or 0)


def _require_meant(practice: Practice, member: str) -> None:
    """Let a person think again. In a script nobody is asked."""
    name = practice.roster.find(member).name
    if (
        Keyboard().confirm(f"Remove {name} from the practice? Their ways in are deleted.", default=False)
        is False
    ):
        raise Refused(what="nothing was changed", hint=f"{name} is in the practice as before")
