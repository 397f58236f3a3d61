"""`ipt-notes practice members` and `fingerprint`: who is in the practice, and whether their keys are theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.cli.practice import app
from ipt_notes.course.wording import local_day, shown_moment
from ipt_notes.errors import UsageProblem
from ipt_notes.services.members import pins
from ipt_notes.services.members.telling_members import (
    Fingerprint,
    InviteLine,
    MemberLine,
    MemberList,
    list_members,
    tell_fingerprint,
)

if TYPE_CHECKING:
    from ipt_notes.services.members.roster import Colleague
    from ipt_notes.services.practice import Practice

_KEYS = {
    "own": "you",
    "confirmed": "confirmed",
    "not confirmed": "not confirmed",
    "changed": "OTHER KEYS than you confirmed",
}


def _told_members(found: MemberList) -> Iterable[str]:
    yield from printing.table(_row(member) for member in found.members)
    for invite in found.invites:
        yield _told_invite(invite)
    if any(member.keys == "not confirmed" and not member.left for member in found.members):
        yield "To confirm somebody's keys: ipt-notes practice fingerprint MEMBER"
    if len(found.members) == 1 and not found.invites:
        yield "Nobody else is in it. To invite the first: ipt-notes practice invite NAME -o FILE"


def _row(member: MemberLine) -> tuple[str, ...]:
    since = f"since {local_day(member.joined)}" if member.joined else ""
    if member.left:
        since = f"left {local_day(member.left)}"
    recovery = "recovery" if member.is_recovery else ""
    return member.id, member.name, member.standing, since, _KEYS[member.keys], recovery


def _told_invite(invite: InviteLine) -> str:
    until = (
        f"over since {shown_moment(invite.until)}"
        if invite.is_over
        else f"until {shown_moment(invite.until)}"
    )
    return f"invited: {invite.name} ({invite.id}) as {invite.standing}, {until}, by {invite.by}"


@frame.command(app, "practice members", MemberList, _told_members)
def members() -> MemberList:
    """List the members, and the invitations that are open.

    Each with the id, name and standing, and whether you confirmed that the keys are theirs.
    """
    with frame.practice() as practice:
        return list_members(practice)


def _told_fingerprint(found: Fingerprint) -> Iterable[str]:
    whose = "your words" if found.keys == "own" else f"the words of {found.name} ({found.member})"
    yield f"{whose}:"
    yield f"  {' '.join(found.words)}"
    yield _NEXT[found.keys]


_NEXT = {
    "own": "Read them aloud, by telephone, to a colleague who asks you: they compare them with `practice fingerprint`.",
    "confirmed": "You confirmed these keys: what you grant goes to them, and other keys are refused.",
    "not confirmed": "Not confirmed. Have them read by telephone, then type them: "
    'ipt-notes practice fingerprint MEMBER --confirm "WORDS"',
    "changed": "These are not the keys that you confirmed. Give them no client, and ask them in person.",
}


def _exit_code(found: Fingerprint) -> int:
    return pins.ChangedKey.exit_code if found.keys == "changed" else 0


@frame.command(app, "practice fingerprint", Fingerprint, _told_fingerprint, _exit_code)
def fingerprint(
    member: Annotated[
        str | None, typer.Argument(metavar="[MEMBER]", help="A colleague; without one, your own words.")
    ] = None,
    confirm: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help="What they read to you: confirm their keys if it fits."),
    ] = None,
) -> Fingerprint:
    """Show the ten words of a member, and confirm a colleague's.

    They stand for the member's keys. Call them on a number you know, let them read their words (`ipt-notes practice fingerprint` on their computer), and
    compare. From then on their keys are taken for theirs, and other keys are refused. Four letters of a word are enough.
    """
    with frame.practice() as practice:
        if member is None:
            if confirm is not None:
                raise UsageProblem(what="it is not said whose words those are", hint="name the MEMBER")
            return tell_fingerprint(practice, practice.roster.members[practice.member.id])
        colleague = practice.roster.find(member)
        found = tell_fingerprint(practice, colleague)
        if found.keys == "not confirmed":
            _confirm(practice, colleague, confirm)
        elif confirm is not None:
            pins.require_pinned(practice, colleague)
            pins.require_same_words(practice, colleague, confirm)
        return tell_fingerprint(practice, colleague)


def _confirm(practice: Practice, colleague: Colleague, typed: str | None) -> None:
    """Compare what was read aloud with what is typed, or let a person compare it; in a script nothing is confirmed unsaid."""
    if typed is not None:
        pins.require_same_words(practice, colleague, typed)
    elif not _has_compared(practice, colleague):
        return
    pins.pin(practice, colleague)


def _has_compared(practice: Practice, colleague: Colleague) -> bool:
    keyboard, words = Keyboard(), pins.words_of(practice, colleague)
    if is_there():
        keyboard.tell(f"The keys of {colleague.name} have these words: {' '.join(words)}")
    question = f"Did {colleague.name} read just these to you, by telephone or in person?"
    return keyboard.confirm(question, default=False) is True
