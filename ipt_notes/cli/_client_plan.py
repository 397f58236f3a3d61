"""`ipt-notes client`: plan and conclude, how many sessions a course has and how it ended."""

from __future__ import annotations

from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli._course_line import told_course
from ipt_notes.cli.arguments import Code, OnDate, choice
from ipt_notes.cli.client import app
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.services import clients
from ipt_notes.services.clients import CourseLine, Ending
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.practice import Practice
from ipt_notes.services.settings import read_date


@frame.command(app, "client plan", CourseLine, told_course)
def plan(
    code: Code,
    planned: Annotated[
        int | None, typer.Option(help="How many sessions are agreed now, all counted.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it was agreed anew.")] = "",
) -> CourseLine:
    """Agree a new number of sessions, or show the one agreed."""
    with frame.practice() as practice:
        grant = practice.find(code, by_prefix=frame.is_at_terminal())
        if planned is None:
            return clients.course_line(practice.read(grant))
        return clients.plan_sessions(practice, grant.code, planned, reason)


@frame.command(app, "client conclude", CourseLine, told_course)
def conclude(
    code: Code,
    end_type: Annotated[
        str | None, typer.Option(metavar="T", help=f"How it ended: {', '.join(EndType)}.")
    ] = None,
    next_step: Annotated[
        str | None, typer.Option(metavar="S", help=f"What follows: {', '.join(NextStep)}.")
    ] = None,
    on: OnDate = None,
) -> CourseLine:
    """Conclude the course. End type and next step come from the last note unless told.

    What `check` would say of it then is told before; at a terminal you are asked whether to go on.
    """
    ending = Ending(
        read_date(on, "--date") if on else None,
        choice(EndType, end_type, "--end-type"),
        choice(NextStep, next_step, "--next-step"),
    )
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        _tell_open(practice, chart, ending)
        return clients.conclude(practice, chart.code, ending)


def _tell_open(practice: Practice, chart: OpenChart, ending: Ending) -> None:
    """What would be open once the course is concluded, told while its notes can still be written."""
    from ipt_notes.services.finishing import EndingLeft, told_open
    from ipt_notes.services.foreseeing import foreseen_ending

    said = clients.ended(chart.course, ending, practice.settings.today)
    found = foreseen_ending(practice, chart, ending) if said.end_type and said.next_step else ()
    for line in told_open(found, is_concluded=False) if found else ():
        printing.aside(line)
    if any(one.is_open_error for one in found):
        is_left = Keyboard().confirm("Conclude all the same?", default=False) is False
        if is_left:
            raise EndingLeft(code=chart.code)
