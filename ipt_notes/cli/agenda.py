"""`ipt-notes agenda`: what is owed today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.services.agenda import Agenda
from ipt_notes.services.agenda import agenda as agenda_of

app = frame.group("")

_TITLES = {"now": "Now", "soon": "Soon", "later": "Later"}


def _told(result: Agenda) -> Iterable[str]:
    if not result.owed:
        yield f"{result.today}: nothing is owed; {result.courses} courses are running."
        return
    for urgency, title in _TITLES.items():
        rows = [(owed.code, owed.what, owed.how) for owed in result.owed if owed.urgency == urgency]
        if rows:
            yield f"{title}:"
            yield from printing.table(rows, indent="  ")


@frame.command(app, "agenda", Agenda, _told)
def agenda(days: Annotated[int, typer.Option(help="How far ahead to look.")] = 7) -> Agenda:
    """Show what is owed: drafts, unsigned notes, assessments due, endings near."""
    with frame.practice() as practice:
        return agenda_of(practice, days)
