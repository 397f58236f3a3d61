"""`ipt-notes note`: new and edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing, typing_in
from ipt_notes.cli.arguments import Code, OnDate, choice
from ipt_notes.cli.note import EditorChoice, From, Guided, Number, app
from ipt_notes.course.vocabulary import Mode, Phase
from ipt_notes.services import writing
from ipt_notes.services.settings import read_past_date
from ipt_notes.services.writing import NoteRequest, NoteSaved


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
        if saved.waits_for:
            yield f"{saved.code}: it waits for the signature of {saved.waits_for}"
        return
    late = ", a late entry" if saved.is_late else ""
    done = f"saved (revision {saved.revision}{late})" if saved.is_changed else "saved before; nothing changed"
    yield f"{saved.code}, session {saved.session} of {saved.date}, {saved.phase}: {done}"


def _told_new(result: NoteSaved | Scaffold) -> Iterable[str]:
    if isinstance(result, Scaffold):
        yield printing.Document(result.text)
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
            draft = writing.new_draft(practice, chart, typing_in.read_text(from_), session)
            return writing.save_note(practice, draft, seen=chart)
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
        if from_:
            return writing.save_note(practice, draft, seen=chart)
        return typing_in.write_note(practice, draft, editor)
