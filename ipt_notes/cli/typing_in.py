"""Where text comes from: a file, standard input, or the person at the editor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.errors import UsageProblem, WorldProblem

if TYPE_CHECKING:
    from ipt_notes.services.drafts import Draft
    from ipt_notes.services.practice import OpenChart, Practice
    from ipt_notes.services.summarising import SummaryState
    from ipt_notes.services.writing import NoteSaved

_MOST_BYTES = 64 * 1024 * 1024


def read_text(source: str) -> str:
    """The text of a file, or of standard input for "-". NoteUnreadable and WorldProblem say why not."""
    from ipt_notes.notes.decode import decode

    return decode(_read_bytes(source))


def _read_bytes(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(_MOST_BYTES)
    try:
        with open(source, "rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise WorldProblem(
            what=f"{source} could not be read: {error.strerror}", hint="check the path"
        ) from None


def editor_choice(value: str | None):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a literal
    """builtin, external or None; UsageProblem otherwise, and where nobody is at a terminal."""
    if value not in (None, "builtin", "external"):
        raise UsageProblem(what=f"--editor {value!r} is not known", hint="builtin or external")
    if not is_there() or not sys.stdout.isatty():
        raise UsageProblem(
            what="an editor needs a terminal",
            hint="give the text with --from FILE, or --from - for standard input",
        )
    return value


def write_note(practice: Practice, draft: Draft, editor: str | None) -> NoteSaved:
    """A note from the editor, saved."""
    from ipt_notes.services import writing
    from ipt_notes.services.sitting import sit

    chosen = editor_choice(editor)
    chart = practice.open(draft.code)

    def check(text: str) -> list[str]:
        return list(
            writing.told_problems(writing.read_note(practice, chart, text, draft.session), errors=True)
        )

    how = f"`ipt-notes write {draft.code}` opens it again"
    return writing.save_note(practice, sit(practice, draft, check, Keyboard(), editor=chosen, how=how))


def write_summary(practice: Practice, draft: Draft, editor: str | None) -> SummaryState:
    """The narrative from the editor, saved."""
    from ipt_notes.services import summarising
    from ipt_notes.services.sitting import sit

    chosen = editor_choice(editor)
    how = f"`ipt-notes summary edit {draft.code}` opens it again"
    after = sit(practice, draft, summarising.summary_problems, Keyboard(), editor=chosen, how=how)
    return summarising.save_summary(practice, after)


def write_addendum(practice: Practice, chart: OpenChart, session: int, editor: str | None) -> str:
    """An addendum's text from the editor."""
    from ipt_notes.services import drafts, writing
    from ipt_notes.services.sitting import sit

    chosen = editor_choice(editor)
    known = writing.open_session(chart, session)
    start = f"<!-- An addendum to session {session} of {known.date}. It is signed when you save. -->\n\n"
    draft = writing.new_draft(practice, chart, start, session)
    text = sit(practice, draft, lambda _: [], Keyboard(), editor=chosen, how="the text is kept").text
    drafts.discard(practice, draft.id)
    return text
