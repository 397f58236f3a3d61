"""`ipt-notes write`: the short way to a note; resumes what was begun today, else starts the next session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.cli import frame, typing_in
from ipt_notes.cli.client import Code, OnDate
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.note import EditorChoice, told_saved
from ipt_notes.errors import UsageProblem
from ipt_notes.services import drafts, writing
from ipt_notes.services.settings import read_date
from ipt_notes.services.writing import NoteRequest, NoteSaved

if TYPE_CHECKING:
    from ipt_notes.services.drafts import Draft
    from ipt_notes.services.practice import OpenChart, Practice

app = frame.group("")


@frame.command(app, "write", NoteSaved, told_saved)
def write(code: Code, on: OnDate = None, editor: EditorChoice = None) -> NoteSaved:
    """Write the note of the session that just ended: a kept draft, today's unsigned note, or the next session."""
    with frame.practice() as practice:
        chart = practice.open(code, by_prefix=frame.is_at_terminal())
        typing_in.editor_choice(editor)
        day = read_date(on, "--date") if on else practice.settings.today
        return typing_in.write_note(practice, _kept(practice, chart) or _todays(practice, chart, day), editor)


def _kept(practice: Practice, chart: OpenChart) -> Draft | None:
    """A draft that a broken sitting left, if the person wants it."""
    from msgspec.structs import replace

    keyboard = Keyboard()
    for draft in reversed(drafts.left(practice, chart.grant.client.hex())):
        if draft.kind not in ("note", "addendum"):
            continue
        name = "a new note" if draft.session is None else f"session {draft.session}"
        if keyboard.confirm(f"A draft of {name} from {draft.at:%Y-%m-%d %H:%M} UTC was kept. Go on with it?"):
            return replace(draft, kind="note", options={**draft.options, "resumed": "yes"})
        if keyboard.confirm("Throw that draft away?", default=False):
            drafts.discard(practice, draft.id)
    return None


def _todays(practice: Practice, chart: OpenChart, day: object) -> Draft:
    """Today's unsigned note as it is, else the next session's template."""
    todays = [session for session in chart.course.sessions if session.date == day]
    if todays and not todays[-1].is_signed and not chart.course.conclusion:
        return writing.new_draft(practice, chart, todays[-1].text, todays[-1].number)
    if todays and todays[-1].is_signed:
        number = todays[-1].number
        raise UsageProblem(
            what=f"session {number} of today is signed",
            hint=f"add to it with `ipt-notes note amend {chart.code} {number} --reason ...`",
        )
    text = writing.scaffold_note(practice, chart, NoteRequest(on=day))  # type: ignore[arg-type]
    return writing.new_draft(practice, chart, text)
