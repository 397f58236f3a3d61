"""`ipt-notes client`: add, list, show, edit, plan, conclude, retain, rekey and erase clients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code, OnDate, choice
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.command_line import typed
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import EndType, NextStep, words
from ipt_notes.services import clients
from ipt_notes.services.clients import ClientLine, CourseLine, Ending, NewCourse
from ipt_notes.services.practice import OpenChart, Practice
from ipt_notes.services.settings import read_date

app = frame.group(
    "Clients and their courses: add, list, show, edit, plan, conclude, retention, rekey, erase."
)
ELSEWHERE = {
    "edit": "_client_edit",
    "show": "_client_show",
    "retention": "_client_retention",
    "erase": "_client_erase",
    "rekey": "_client_rekey",
}


class ClientList(Struct, frozen=True):
    """Every client you may read."""

    clients: tuple[ClientLine, ...]


def told_course(line: CourseLine) -> Iterable[str]:
    """A course in words."""
    state = (
        f"concluded on {line.concluded_on} ({words(line.end_type)})"
        if line.is_concluded
        else words(line.phase)
    )
    focus = f", {words(line.focus)}" if line.focus else ""
    name = VARIANTS[line.variant].name
    yield f"{line.code}: {name}, from {line.start}, {line.attended} of {line.planned} sessions{focus}; {state}"


def _told_added(line: CourseLine) -> Iterable[str]:
    yield from told_course(line)
    yield f"After the first session: ipt write {typed(line.code)}"


@frame.command(app, "client add", CourseLine, _told_added)
def add(
    code: Code,
    name: Annotated[str, typer.Option(help="The client's name; sealed like everything else.")] = "",
    born: Annotated[str | None, typer.Option(metavar="DATE", help="Date of birth.")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day of the course; default: today.")
    ] = None,
    planned: Annotated[int | None, typer.Option(help="Agreed sessions; default: the variant's.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Length of a session; default: the variant's.")] = None,
    variant: Annotated[
        str, typer.Option(help="ipt_acute, ipt_uk16, ipt_b, ipc, ipt_a, ipt_group, ipsrt or ipt_m.")
    ] = "ipt_acute",
) -> CourseLine:
    """Add a client and start the first course."""
    day = read_date(born, "--born") if born else None
    course = NewCourse(variant, read_date(start, "--start") if start else None, planned, minutes)
    with frame.practice() as practice:
        return clients.add_client(practice, code, name, day, course)


def _told_list(result: ClientList) -> Iterable[str]:
    yield from printing.table((line.code, line.name) for line in result.clients)
    if not result.clients:
        yield "No clients yet. Add the first: ipt-notes client add CODE --name NAME"


def tell_unfinished(practice: Practice) -> None:
    """Say which erasures wait for the command to be run again."""
    from ipt_notes.services.trust import erasures

    for each in erasures.unfinished(practice):
        name = erasures.name_of(practice, each.erasure)
        printing.aside(
            f"the erasure of {each.erasure.code} is not finished: `ipt-notes client erase {typed(name)}` cleans the"
            " vault's files and gives the certificate"
        )


@frame.command(app, "client list", ClientList, _told_list)
def list_() -> ClientList:
    """List every client you may read. `ipt-notes caseload` shows where each course stands."""
    with frame.practice() as practice:
        tell_unfinished(practice)
        return ClientList(tuple(clients.list_clients(practice)))


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
