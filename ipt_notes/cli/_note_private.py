"""`ipt-notes note private`: notes that only their author can read."""

from __future__ import annotations

from typing import Annotated

import typer
from msgspec.structs import replace

from ipt_notes.cli import _private_note, frame, typing_in
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.note import EditorChoice, From, app
from ipt_notes.services import private_notes
from ipt_notes.services.private_notes import PrivateList, PrivateSaved, PrivateText


@frame.command(app, "note private", PrivateSaved | PrivateText | PrivateList, _private_note.told)
def private(
    code: Code,
    session: Annotated[
        int | None, typer.Argument(metavar="[SESSION]", help="The session; without one they are listed.")
    ] = None,
    from_: From = None,
    show: Annotated[bool, typer.Option("--show", help="Show it instead of writing.")] = False,
    revision: Annotated[int | None, typer.Option(help="With --show: an earlier revision.")] = None,
    course: Annotated[
        int | None, typer.Option(help="An earlier course, by its number in `course list`.")
    ] = None,
    editor: EditorChoice = None,
) -> PrivateSaved | PrivateText | PrivateList:
    """Write, show or list private notes, which only you can read.

    They hold what you make of a conversation, apart from the record: no export, search, check or agenda finds them, and
    they go when the client is erased. The law (45 CFR 164.501) keeps out of them: medication prescription and monitoring,
    start and stop times, modality and frequency, results of clinical tests, and any summary of diagnosis, functional
    status, treatment plan, symptoms, prognosis or progress to date.
    """
    _private_note.refuse_odd(session, from_, revision, is_shown=show)
    if not (session is None or show or from_):
        typing_in.editor_choice(editor)
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        if session is None:
            return private_notes.list_private(practice, chart)
        if show:
            return private_notes.private_text(practice, chart, session, revision, course)
        draft = private_notes.private_draft(practice, chart, session, course)
        if from_:
            return private_notes.save_private(practice, replace(draft, text=typing_in.read_text(from_)))
        return _private_note.write(practice, chart, draft, editor)
