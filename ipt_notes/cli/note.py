"""`ipt-notes note`: write, read, sign and amend session notes, and write private ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.cli import frame, printing, typing_in
from ipt_notes.cli.arguments import Code, OnDate, choice
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.command_line import typed
from ipt_notes.course.vocabulary import Mode, Phase
from ipt_notes.course.wording import session_name, shown_date, shown_moment
from ipt_notes.errors import UsageProblem
from ipt_notes.services import reading, signing, writing
from ipt_notes.services.practice import OpenChart, Practice
from ipt_notes.services.reading import HistoryList, NoteText
from ipt_notes.services.settings import read_past_date
from ipt_notes.services.signing import NotesSigned, Unsigned
from ipt_notes.services.writing import NoteLine, NoteRequest, NoteSaved

app = frame.group("Session notes: new, edit, show, list, history, sign, amend, private.")
ELSEWHERE = {"private": "_note_private"}

Number = Annotated[
    int | None, typer.Argument(metavar="[SESSION]", help="The session; default: the last one.")
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="FILE|-", help="Take the text from a file, or - for standard input."),
]
EditorChoice = Annotated[str | None, typer.Option("--editor", metavar="KIND", help="builtin or external.")]
Guided = Annotated[bool, typer.Option("--guided", help="Ask one question after the other.")]


class NoteList(Struct, frozen=True):
    """The notes of a client's latest course."""

    code: str
    notes: tuple[NoteLine, ...]


class Scaffold(Struct, frozen=True):
    """A template filled in for a session; nothing was saved."""

    code: str
    text: str


def told_saved(saved: NoteSaved) -> Iterable[str]:
    """A save in words; what the parser wondered about goes to standard error."""
    for warning in saved.warnings:
        printing.aside(warning)
    if saved.is_addendum:
        yield f"{saved.code}, session {saved.session} of {saved.date}: the addendum is signed and added"
        return
    late = ", a late entry" if saved.is_late else ""
    done = f"saved (revision {saved.revision}{late})" if saved.is_changed else "saved before; nothing changed"
    yield f"{saved.code}, session {saved.session} of {saved.date}, {saved.phase}: {done}"


def _told_new(result: NoteSaved | Scaffold) -> Iterable[str]:
    if isinstance(result, Scaffold):
        yield printing.Verbatim(result.text)
    else:
        yield from told_saved(result)


@frame.command(app, "note new", NoteSaved | Scaffold, _told_new)
def new(
    code: Code,
    on: OnDate = None,
    minutes: Annotated[int | None, typer.Option(help="How long it took.")] = None,
    session: Annotated[
        int | None, typer.Option(help="The session's number; default: the next. 0 is the intake.")
    ] = None,
    phase: Annotated[
        str | None, typer.Option(metavar="P", help="beginning, middle, final or maintenance.")
    ] = None,
    mode: Annotated[str | None, typer.Option(metavar="M", help="in_person, video or phone.")] = None,
    template: Annotated[
        str | None, typer.Option(help="A template by name; see `ipt-notes template list`.")
    ] = None,
    from_: From = None,
    stdout: Annotated[bool, typer.Option("--stdout", help="Print the template and save nothing.")] = False,
    editor: EditorChoice = None,
    guided: Guided = False,
) -> NoteSaved | Scaffold:
    """Write the note of a new session, in an editor or from a file."""
    if guided:
        from ipt_notes.cli import _guided

        _guided.require_terminal(editor, from_, stdout=stdout)
    request = NoteRequest(
        read_past_date(on, frame.settings()),
        minutes,
        session,
        choice(Phase, phase, "--phase"),
        choice(Mode, mode, "--mode"),
        template,
    )
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        if guided:
            return _guided.write_new(practice, chart, request, editor)
        if from_:
            return writing.save_note(
                practice, writing.new_draft(practice, chart, typing_in.read_text(from_), session)
            )
        text = writing.scaffold_note(practice, chart, request)
        if stdout:
            return Scaffold(chart.code, text)
        return typing_in.write_note(practice, writing.new_draft(practice, chart, text), editor)


@frame.command(app, "note edit", NoteSaved, told_saved)
def edit(
    code: Code,
    session: Number = None,
    from_: From = None,
    editor: EditorChoice = None,
    guided: Guided = False,
) -> NoteSaved:
    """Change a note that is not signed yet. The earlier revision stays in the history."""
    if guided:
        from ipt_notes.cli import _guided

        _guided.require_terminal(editor, from_)
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        known = writing.editable(chart, session)
        if guided:
            return _guided.write_more(practice, chart, known, editor)
        text = typing_in.read_text(from_) if from_ else known.text
        draft = writing.new_draft(practice, chart, text, known.number)
        return writing.save_note(practice, draft) if from_ else typing_in.write_note(practice, draft, editor)


def _told_text(result: NoteText) -> Iterable[str]:
    yield printing.Prose(result.plain if not result.addenda else _ended(result.plain))
    for addendum in result.addenda:
        yield ""
        yield f"--- Addendum of {shown_moment(addendum.at)} by {addendum.by or 'the therapist'}: {addendum.reason}"
        yield printing.Prose(_ended(addendum.plain))


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


def _told_list(result: NoteList) -> Iterable[str]:
    rows = [("session", "date", "phase", "min", "rev", "", "record")]
    for line in result.notes:
        state = "signed" if line.is_signed else "not signed"
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
        return NoteList(chart.code, tuple(writing.list_notes(chart)))


def _told_history(result: HistoryList) -> Iterable[str]:
    rows = [(shown_moment(line.at), line.what, line.by, line.record, line.withdrawn) for line in result.lines]
    yield from printing.table(rows)


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


def told_signed(result: NotesSigned) -> Iterable[str]:
    """What was signed, in words."""
    if not result.sessions:
        yield f"{result.code}: every note is signed already"
    else:
        numbers, who = ", ".join(map(str, result.sessions)), result.signed_by or "the therapist"
        more = "it only grows" if len(result.sessions) == 1 else "they only grow"
        yield f"{result.code}: signed session {numbers} as {who}; from here on {more} by addenda"


@frame.command(app, "note sign", NotesSigned, told_signed)
def sign(
    code: Code,
    session: Number = None,
    all_: Annotated[bool, typer.Option("--all", help="Every note that is not signed yet.")] = False,
) -> NotesSigned:
    """Sign a note: it stays as it is, and only grows by addenda."""
    if all_ and session is not None:
        raise UsageProblem(what="a session and --all", hint="give one of them")
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        numbers = None if all_ else [writing.open_session(chart, session).number]
        _ask_before(practice, chart, numbers)
        return signing.sign_notes(practice, chart.code, numbers)


def _ask_before(practice: Practice, chart: OpenChart, numbers: list[int] | None) -> None:
    """Tell the open errors of what is to be signed. At a terminal also what it is and what it lacks, and ask.

    NothingSigned when the person would rather not.
    """
    for note in chart.course.unsigned:
        if numbers is None or note.number in numbers:
            signing.require_assessed(chart, note)
    wanted = signing.unsigned_of(practice, chart, numbers)
    for finding in (finding for each in wanted for finding in each.errors):
        printing.aside(f"session {finding.session}: error {finding.rule}: {finding.message}")
    if not frame.is_at_terminal() or frame.here.as_json:
        return
    for each in wanted:
        printing.aside(f"{session_name(each.session)} of {shown_date(each.date)}: {_told_gaps(each)}")
    is_complete = not any(each.blank or each.findings for each in wanted)
    if not is_complete and not Keyboard().confirm("Sign all the same?", default=False):
        raise signing.NothingSigned


def _told_gaps(each: Unsigned) -> str:
    told = []
    if each.blank:
        empty = "1 section empty" if len(each.blank) == 1 else f"{len(each.blank)} sections empty"
        told.append(f"{empty} ({', '.join(each.blank)})")
    if each.findings:
        told.append(f"open in `check`: {', '.join(dict.fromkeys(one.rule for one in each.findings))}")
    return "; ".join(told) or "nothing is left open"


@frame.command(app, "note amend", NoteSaved, told_saved)
def amend(
    code: Code,
    session: Annotated[int, typer.Argument(metavar="SESSION")],
    reason: Annotated[str, typer.Option(help="Why it is added now.")] = "",
    from_: From = None,
    editor: EditorChoice = None,
) -> NoteSaved:
    """Add a signed addendum to a signed note."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        signing.amendable(chart, session)
        why = typing_in.asked_reason(reason, "Why is it added now")
        draft = signing.addendum_draft(practice, chart, session, why)
        draft = replace(draft, text=typing_in.read_text(from_)) if from_ else draft
        return (
            signing.save_addendum(practice, draft)
            if from_
            else typing_in.write_addendum(practice, draft, editor)
        )
