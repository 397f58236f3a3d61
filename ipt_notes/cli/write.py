"""`ipt-notes write`: the short way to a note; resumes what was begun today, else starts the next session."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ipt_notes.cli import frame, typing_in
from ipt_notes.cli._note_write import told_saved
from ipt_notes.cli.arguments import Code, OnDate
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.missed import told_recorded
from ipt_notes.cli.note import EditorChoice
from ipt_notes.errors import NoteIsSigned
from ipt_notes.services import writing
from ipt_notes.services.events import Recorded
from ipt_notes.services.practice import Practice
from ipt_notes.services.settings import read_past_date
from ipt_notes.services.sittings import resuming
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.writing import NoteRequest, NoteSaved

if TYPE_CHECKING:
    from ipt_notes.course.parts import Session
    from ipt_notes.services.open_chart import OpenChart

app = frame.group("")


def _told(done: NoteSaved | Recorded) -> Iterable[str]:
    return told_saved(done) if isinstance(done, NoteSaved) else told_recorded(done)


@frame.command(app, "write", NoteSaved | Recorded, _told)
def write(code: Code, on: OnDate = None, editor: EditorChoice = None) -> NoteSaved | Recorded:
    """Write the note of the session that just ended: a kept draft, today's unsigned note, or the next session."""
    typing_in.editor_choice(editor)
    day = read_past_date(on, frame.settings())
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        kept = resuming.take_up(practice, chart, _WRITERS, Keyboard(), otherwise=_instead(chart, day))
        draft = kept or _todays(practice, chart, day)
        return _WRITERS[draft.kind](practice, draft, editor)


_WRITERS: dict[str, Callable[[Practice, Draft, str | None], NoteSaved | Recorded]] = {
    "note": typing_in.write_note,
    "addendum": typing_in.write_addendum,
    "contact": typing_in.write_contact,
}


def _of_day(chart: OpenChart, day: dt.date) -> list[Session]:
    return [session for session in chart.course.sessions if session.date == day]


def _instead(chart: OpenChart, day: dt.date) -> str:
    """What opens where a kept draft is not wanted."""
    known = _of_day(chart, day)
    return f"opening the note of session {known[-1].number}" if known else "beginning a new note"


def _todays(practice: Practice, chart: OpenChart, day: dt.date) -> Draft:
    """The unsigned note of that day as it is, else the next session's template."""
    known = _of_day(chart, day)
    if known and known[-1].is_signed:
        raise NoteIsSigned(code=chart.code, session=known[-1].number)
    if known:
        session = writing.editable(chart, known[-1].number)
        return writing.new_draft(practice, chart, session.text, session.number)
    text = writing.scaffold_note(practice, chart, NoteRequest(on=day))
    return writing.new_draft(practice, chart, text)
