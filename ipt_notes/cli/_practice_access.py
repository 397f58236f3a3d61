"""`ipt-notes practice`: who shares a chart: grant, revoke, hand-over, access, emergency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame
from ipt_notes.cli.arguments import Code, choice
from ipt_notes.cli.practice import app
from ipt_notes.command_line import typed
from ipt_notes.course.vocabulary import Role
from ipt_notes.services.members import granting, recovering
from ipt_notes.services.members.granting import AccessChanged, ChartAccess
from ipt_notes.services.members.recovering import EmergencyAccess

MAY = {
    "read": "read it, and export from it",
    "write": "read it, and write and sign in it",
    "supervise": "read it, and co-sign what was signed",
    "holder": "write in it, and says who else may",
}
"""What each role may do with a chart."""
Member = Annotated[
    str, typer.Argument(metavar="MEMBER", help="A colleague's name, or the id's first digits.")
]
Why = Annotated[str, typer.Option(metavar="R", help="Why; it stands in the chart's history.")]


def _told_granted(done: AccessChanged) -> Iterable[str]:
    if not done.is_new:
        yield f"{done.member} has {done.role} access to the chart of {done.code} already; the keys lie ready for them once more"
        return
    yield f"{done.member} has {done.role} access to the chart of {done.code} from now on: may {MAY[done.role]}"
    yield "They find it at their next command. Private notes stay with whoever wrote them."
    yield f"To take it back: ipt-notes practice revoke {typed(done.code)} {typed(done.member)}"


def _told_revoked(done: AccessChanged) -> Iterable[str]:
    yield f"{done.member} has no access to the chart of {done.code} any more: what is written from now on is under a new key"
    yield "What was written until now they could read, and may have kept; nothing can take that back."


def _told_handed_over(done: AccessChanged) -> Iterable[str]:
    yield f"{done.member} holds the chart of {done.code} now: says who else may read it, and may erase it"
    if done.held_by:
        yield f"{done.held_by} can write in it until that is taken back."
    yield "Private notes stay with whoever wrote them."


def _told_access(found: ChartAccess) -> Iterable[str]:
    for line in found.members:
        left = ", who has left the practice: revoke it" if line.has_left else ""
        yield f"{line.member} ({line.id}): {line.role}, may {MAY[line.role]}{left}"
        if line.emergency:
            yield f"  opened it in an emergency: {line.emergency}"
            yield "  to answer: give them a role with `practice grant`, or take it back with `practice revoke`"


def _told_emergency(done: EmergencyAccess) -> Iterable[str]:
    yield f"The chart of {done.code} is open to you for reading."
    yield f"That you opened it, when and why stands in the chart; {done.holder}, who holds it, is told until it is answered."


@frame.command(app, "practice grant", AccessChanged, _told_granted)
def grant(
    code: Code,
    member: Member,
    role: Annotated[str, typer.Option(metavar="ROLE", help=f"{', '.join(Role)}.")] = Role.READ,
) -> AccessChanged:
    """Let a colleague read a chart, write in it, or supervise it. Who holds the chart may do that.

    Their keys are to be confirmed first, once: `ipt-notes practice fingerprint MEMBER --confirm`.
    """
    chosen = choice(Role, role, "--role")
    with frame.practice() as practice:
        return granting.grant_access(practice, code, member, chosen)


@frame.command(app, "practice revoke", AccessChanged, _told_revoked)
def revoke(code: Code, member: Member, reason: Why = "") -> AccessChanged:
    """Take a colleague's access to a chart back. What is written after that is sealed under a new key."""
    with frame.practice() as practice:
        return granting.revoke_access(practice, code, member, reason)


@frame.command(app, "practice hand-over", AccessChanged, _told_handed_over)
def hand_over(code: Code, member: Member, reason: Why = "") -> AccessChanged:
    """Make a colleague the holder of a chart.

    When you leave, or the client goes on with them. An owner of the practice who may read a chart can take it over by their own name.
    """
    with frame.practice() as practice:
        return granting.hand_over(practice, code, member, reason)


@frame.command(app, "practice access", ChartAccess, _told_access)
def access(code: Code) -> ChartAccess:
    """Show who may read a chart, and what else they may do."""
    with frame.practice() as practice:
        return granting.chart_access(practice, code, by_prefix=frame.is_at_terminal())


@frame.command(app, "practice emergency", EmergencyAccess, _told_emergency)
def emergency(code: Code, reason: Why = "") -> EmergencyAccess:
    """Open a chart without its holder, as a recovery recipient. It is recorded in the chart, and its holder is told."""
    with frame.practice() as practice:
        return recovering.open_in_emergency(practice, code, reason)
