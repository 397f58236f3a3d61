"""`ipt-notes agenda`: what is owed today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.course.wording import joined, shown_moment
from ipt_notes.services.agenda import Agenda
from ipt_notes.services.agenda import agenda as agenda_of

if TYPE_CHECKING:
    from ipt_notes.services.owing import Owed

app = frame.group("")

_TITLES = {"now": "Now", "soon": "Soon", "later": "Later"}
_SCREEN = 22
"""Lines that are shown unless all are asked for; the line that counts the rest comes on top of them."""


class ShownAgenda(Agenda, frozen=True):
    """What is owed on `today`, the most urgent first; `courses` counts those still running.

    All of it stands in `owed`; `is_in_full` only says how much of it is told in words.
    """

    is_in_full: bool = False


def told_agenda(result: ShownAgenda) -> Iterable[str]:
    """The agenda in words, by urgency; the most urgent of it where all of it is longer than a screen."""
    if not result.owed:
        running = f"{result.courses} course is" if result.courses == 1 else f"{result.courses} courses are"
        yield f"{result.today}: nothing is owed; {running} running."
    widest = max((printing.width(owed.code) for owed in result.owed), default=0)
    shown, title = 0, ""
    for them in _together(result.owed):
        head = [] if them[0].urgency == title else [_TITLES[them[0].urgency]]
        lines = [*head, *_told_together(them, widest)]
        if shown and shown + len(lines) > _SCREEN and not result.is_in_full:
            yield from _told_rest(result.owed, them[0])
            return
        yield from lines
        shown, title = shown + len(lines), them[0].urgency


def _together(owed: Iterable[Owed]) -> Iterable[list[Owed]]:
    """What one command settles for one client, as urgently."""
    for _, them in groupby(owed, key=lambda one: (one.urgency, one.code, one.how)):
        yield list(them)


def _told_together(them: list[Owed], widest: int) -> Iterable[str]:
    """What each is, and under them the command that settles them."""
    margin = " " * (widest + 4)
    head = f"  {them[0].code}" + " " * (widest - printing.width(them[0].code) + 2)
    for one in them:
        what = f"{one.what} on {shown_moment(one.at)}" if one.at else one.what
        for line in printing.wrapped(what, widest + 4):
            yield f"{head}{line}"
            head = margin
    yield f"{margin}{them[0].how}"


def _told_rest(owed: tuple[Owed, ...], first: Owed) -> Iterable[str]:
    """How many more there are, and how to see them."""
    rest = Counter(one.urgency for one in owed[owed.index(first) :])
    yield f"and {joined([f'{number} {urgency}' for urgency, number in rest.items()])}: ipt-notes agenda --all"


def _exit_code(result: ShownAgenda) -> int:
    return 4 if any(owed.kind == "damage" for owed in result.owed) else 0


@frame.command(app, "agenda", ShownAgenda, told_agenda, _exit_code)
def agenda(
    days: Annotated[int, typer.Option(min=0, max=3650, help="How far ahead to look.")] = 7,
    all_: Annotated[bool, typer.Option("--all", help="All of it, however long.")] = False,
) -> ShownAgenda:
    """Show what is owed: drafts, risk, unsigned notes, what is due, endings near."""
    with frame.practice() as practice:
        found = agenda_of(practice, days)
    return ShownAgenda(found.today, found.days, found.courses, found.owed, all_)
