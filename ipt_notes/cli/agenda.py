"""`ipt-notes agenda`: what is owed today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.course.wording import shown_moment
from ipt_notes.services.agenda import Agenda
from ipt_notes.services.agenda import agenda as agenda_of

if TYPE_CHECKING:
    from ipt_notes.services.agenda import Owed

app = frame.group("")

_TITLES = {"now": "Now", "soon": "Soon", "later": "Later"}


def _told(result: Agenda) -> Iterable[str]:
    if not result.owed:
        running = f"{result.courses} course is" if result.courses == 1 else f"{result.courses} courses are"
        yield f"{result.today}: nothing is owed; {running} running."
    widest = max((printing.width(owed.code) for owed in result.owed), default=0)
    for urgency, title in _TITLES.items():
        owed_then = [owed for owed in result.owed if owed.urgency == urgency]
        if owed_then:
            yield title
        for owed in owed_then:
            yield from _told_one(owed, widest)


def _told_one(owed: Owed, widest: int) -> Iterable[str]:
    """What it is, and under it the command that settles it."""
    margin = " " * (widest + 4)
    code = f"  {owed.code}" + " " * (widest - printing.width(owed.code) + 2)
    what = f"{owed.what} on {shown_moment(owed.at)}" if owed.at else owed.what
    for number, line in enumerate(printing.wrapped(what, widest + 4)):
        yield f"{margin if number else code}{line}"
    yield f"{margin}{owed.how}"


def _exit_code(result: Agenda) -> int:
    return 4 if any(owed.kind == "damage" for owed in result.owed) else 0


@frame.command(app, "agenda", Agenda, _told, _exit_code)
def agenda(days: Annotated[int, typer.Option(min=0, max=3650, help="How far ahead to look.")] = 7) -> Agenda:
    """Show what is owed: drafts, unsigned notes, assessments due, endings near."""
    with frame.practice() as practice:
        return agenda_of(practice, days)
