"""`ipt-notes note`: show, list and history. Nothing is imported that writing needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.note import Number, app
from ipt_notes.command_line import typed
from ipt_notes.course.wording import shown_moment
from ipt_notes.services import reading
from ipt_notes.services.reading import HistoryList, NoteLine, NoteText


class NoteList(Struct, frozen=True):
    """The notes of a client's latest course."""

    code: str
    notes: tuple[NoteLine, ...]


def _told_text(result: NoteText) -> Iterable[str]:
    yield printing.Prose(_ended(result.plain) if result.addenda or result.signatures else result.plain)
    for addendum in result.addenda:
        yield ""
        yield f"--- Addendum of {shown_moment(addendum.at)} by {addendum.by or 'the therapist'}: {addendum.reason}"
        yield printing.Prose(_ended(addendum.plain))
    if result.signatures:
        yield ""
        yield from (f"--- {line}" for line in result.signatures)


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n"


@frame.command(app, "note show", NoteText, _told_text)
def show(
    code: Code,
    session: Number = None,
    revision: Annotated[int | None, typer.Option(help="An earlier revision; see `note history`.")] = None,
    as_typed: Annotated[
        bool, typer.Option("--as-typed", help="Also the template's prompts, and what was left blank.")
    ] = False,
) -> NoteText:
    """Show a note with its addenda, without prompts and blanks.

    The record holds it as it was typed: --as-typed shows that.
    """
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        return reading.note_text(practice, chart, session, revision, as_typed=as_typed)


def _signed(line: NoteLine) -> str:
    if line.awaits_cosignature:
        return "signed, waits for a co-signature"
    if line.cosigned_by:
        return "signed and co-signed"
    return "signed" if line.is_signed else "not signed"


def _told_list(result: NoteList) -> Iterable[str]:
    rows = [("session", "date", "phase", "min", "rev", "", "record")]
    for line in result.notes:
        state = _signed(line)
        state += f", {line.addenda} {'addendum' if line.addenda == 1 else 'addenda'}" if line.addenda else ""
        state += ", late entry" if line.is_late else ""
        minutes = "" if line.minutes is None else str(line.minutes)
        rows.append(
            (str(line.session), str(line.date), line.phase, minutes, str(line.revision), state, line.record)
        )
    yield from (
        printing.table(rows)
        if result.notes
        else [f"No notes yet. Write one: ipt-notes write {typed(result.code)}"]
    )


@frame.command(app, "note list", NoteList, _told_list)
def list_(code: Code) -> NoteList:
    """List the notes of a client's latest course."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        return NoteList(chart.code, tuple(reading.list_notes(chart)))


def _told_history(result: HistoryList) -> Iterable[str]:
    """A record with what `void` takes in front; what was done and by whom beside it, as many lines as that needs."""
    for line in result.lines:
        lead = f"{shown_moment(line.at)}  {line.record}  "
        told = [f"{line.what} ({line.by})", *([f"withdrawn: {line.withdrawn}"] if line.withdrawn else ())]
        first, *more = (each for text in told for each in printing.wrapped(text, len(lead)))
        yield lead + first
        yield from (" " * len(lead) + each for each in more)


@frame.command(app, "note history", HistoryList, _told_history)
def history(
    code: Code,
    session: Number = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every record of the chart: contacts, measures, what was withdrawn.")
    ] = False,
) -> HistoryList:
    """Show who saved, signed and amended a note, and when."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        if all_:
            return HistoryList(chart.code, tuple(reading.chart_history(practice, chart)))
        return reading.note_history(practice, chart, session)
