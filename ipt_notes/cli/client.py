"""`ipt-notes client`: add, list, show, plan, conclude, retain, rekey and erase clients."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import _retention, frame, printing
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.command_line import typed
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import EndType, ErasureDecision, NextStep, words
from ipt_notes.errors import UsageProblem
from ipt_notes.pictures.spans import Spans
from ipt_notes.services import certifying, clients, describing, erasing, rekeying, retention, telling_chart
from ipt_notes.services.certifying import Certificate
from ipt_notes.services.clients import ClientLine, CourseLine, Ending, NewCourse
from ipt_notes.services.describing import ChartState
from ipt_notes.services.rekeying import ClientRekeyed
from ipt_notes.services.retention import DryRun, RetentionLine, RetentionList
from ipt_notes.services.settings import read_date, read_past_date

app = frame.group("Clients and their courses: add, list, show, plan, conclude, retention, rekey, erase.")

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
    """List every client you may read. `ipt-notes caseload` shows where each course stands."""
    with frame.practice() as practice:
        _retention.tell_unfinished(practice)
        return ClientList(tuple(clients.list_clients(practice)))


def _told_chart(state: ChartState) -> Iterable[str | Spans]:
    return telling_chart.told_chart(state, is_drawn=printing.can_draw())


@frame.command(app, "client show", ChartState, _told_chart)
def show(
    code: Code,
    in_full: Annotated[
        bool, typer.Option("--all", help="With what each task lacks, missed sessions, contacts and history.")
    ] = False,
) -> ChartState:
    """Show where a client's course stands, on one screen. Phase, focus, scores, goals, people, findings, what is next."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        return describing.chart_state(practice, chart, in_full=in_full)


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


@frame.command(app, "client retention", RetentionList | RetentionLine | DryRun, _retention.told)
def retention_(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="The client; without one all are listed.")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="List those whose time is over and that nothing holds.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what erasing what is due, or this client, would erase.")
    ] = False,
    hold: Annotated[
        bool, typer.Option("--hold", help="Keep the chart beyond its time; needs --reason.")
    ] = False,
    lift: Annotated[bool, typer.Option("--lift", help="End the hold; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Why it is held, or the hold is lifted.")] = "",
    request: Annotated[
        str | None,
        typer.Option(metavar="granted|refused", help="Record a request for erasure and what you decided."),
    ] = None,
    ground: Annotated[str, typer.Option(help="With --request: the ground of the decision.")] = "",
    on: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="With --request: its day; default: today.")
    ] = None,
) -> RetentionList | RetentionLine | DryRun:
    """Show how long charts are kept. What is due, holds, requests for erasure.

    A chart is kept for some years after the last session, contact or conclusion. Nothing is erased here.
    """
    asked = {"--due": due, "--dry-run": dry_run, "--hold": hold, "--lift": lift, "--request": request}
    beside = {"--reason": reason, "--ground": ground, "--date": on}
    wish = _retention.wish(code, asked, beside)
    decision, day = choice(ErasureDecision, request, "--request"), read_past_date(on, frame.settings())
    reason, ground = _retention.asked_words(wish, reason, ground)
    with frame.practice() as practice:
        _retention.tell_unfinished(practice)
        if code is None:
            return (
                retention.dry_run(practice)
                if dry_run
                else retention.list_retention(practice, is_due_only=due)
            )
        found = practice.find(code, by_prefix=frame.is_at_terminal())
        match wish:
            case "--hold":
                return retention.place_hold(practice, found.code, reason)
            case "--lift":
                return retention.lift_hold(practice, found.code, reason)
            case "--request":
                return retention.record_request(practice, found.code, day, decision, ground)
            case "--dry-run":
                return retention.dry_run(practice, found.code)
            case _:
                return retention.retention_line(practice, practice.read(found))


@frame.command(app, "client erase", Certificate, _retention.told_erased)
def erase(
    code: Code,
    confirm: Annotated[str | None, typer.Option(metavar="CODE", help="The client's code once more.")] = None,
    ground: Annotated[
        str, typer.Option(help="Why; it stays in the vault's ledger, so write no name or code there.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write the certificate.")
    ] = None,
) -> Certificate:
    """Erase a client for good. The keys of the chart are deleted; the certificate says what may keep copies.

    A ground is needed before the time is over that the chart is to be kept (`client retention` shows it), unless the
    client's request for erasure was granted. Run it again if it was stopped on its way: it finishes.
    """
    certifying.require_place(output)
    with frame.practice() as practice:
        begun = erasing.erase_client(practice, code, Keyboard(), confirm=confirm, ground=ground)
    return certifying.certify(practice.settings, begun, output)


def _told_rekeyed(done: ClientRekeyed) -> Iterable[str]:
    yield f"{done.code} has a new key (number {done.epoch}): what is written from now on is under it"
    yield "What was written before keeps its key, in this vault and in every copy of it."


@frame.command(app, "client rekey", ClientRekeyed, _told_rekeyed)
def rekey(
    code: Code,
    reason: Annotated[str, typer.Option(metavar="R", help="Why; it stands in the chart's history.")] = "",
) -> ClientRekeyed:
    """Give a chart a new key for what comes after. What was written before keeps its key.

    It keeps out somebody who has this chart's old key alone. Whoever opened the vault, or a copy of it, finds the new
    key too: against them is `ipt-notes vault rekey --compromised`, which gives every chart a new key as well.
    """
    with frame.practice() as practice:
        return rekeying.rekey_client(practice, code, reason)


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
