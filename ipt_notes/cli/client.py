"""`ipt-notes client`: add, list, show, plan and conclude clients."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.command_line import typed
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import EndType, NextStep, words
from ipt_notes.errors import UsageProblem
from ipt_notes.services import clients, describing
from ipt_notes.services.clients import ClientLine, CourseLine, Ending, NewCourse
from ipt_notes.services.describing import ChartState
from ipt_notes.services.settings import read_date

app = frame.group("Clients and their courses: add, list, show, plan, conclude.")

Code = Annotated[str, typer.Argument(metavar="CODE", help="Your own code for the client, such as MK-014.")]
OnDate = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The day (2026-03-16); default: today.")
]


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


@frame.command(app, "client list", ClientList, _told_list)
def list_() -> ClientList:
    """List every client you may read."""
    with frame.practice() as practice:
        return ClientList(tuple(clients.list_clients(practice)))


@frame.command(app, "client show", ChartState, describing.told_chart)
def show(code: Code) -> ChartState:
    """Show where a client's course stands. Sessions, what the beginning owes, scores, people, focus, history."""
    with frame.practice() as practice:
        return describing.chart_state(practice, practice.open(code, by_prefix=frame.is_at_terminal()))


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
    """Conclude the course. End type and next step come from the last note unless told."""
    ending = Ending(
        read_date(on, "--date") if on else None,
        choice(EndType, end_type, "--end-type"),
        choice(NextStep, next_step, "--next-step"),
    )
    with frame.practice() as practice:
        return clients.conclude(practice, practice.find(code, by_prefix=frame.is_at_terminal()).code, ending)


def choice(kind: type, value: str | None, option: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - an enum's own member
    """The enum member a word means; UsageProblem lists them."""
    from ipt_notes.course.vocabulary import to_id

    if value is None:
        return None
    if to_id(value) not in set(kind):  # type: ignore[call-overload]
        from difflib import get_close_matches

        near = get_close_matches(to_id(value), list(kind), n=1)  # type: ignore[call-overload]
        hint = f"did you mean {near[0]}? known: {', '.join(kind)}" if near else f"known: {', '.join(kind)}"  # type: ignore[arg-type]
        raise UsageProblem(what=f"{option} {value!r} is not known", hint=hint)
    return kind(to_id(value))
