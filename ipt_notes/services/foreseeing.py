"""What saving a text would leave to be told, while it is still being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.engine import check_course
from ipt_notes.course.records import NoteSaved
from ipt_notes.errors import IptNotesError
from ipt_notes.services.thresholds import thresholds
from ipt_notes.services.writing import read_note

if TYPE_CHECKING:
    from ipt_notes.editing.outcome import Told
    from ipt_notes.services.drafts import Draft
    from ipt_notes.services.practice import OpenChart, Practice


def foreseen(practice: Practice, chart: OpenChart, draft: Draft, text: str) -> list[Told]:
    """What saving this text of a note would leave to be told: its warnings, then the findings of its session and course.

    Pure: the chart is continued in memory, and nothing is written.
    """
    note, problems = read_note(practice, chart, text, draft.session)
    told = [(problem.line, problem.text) for problem in problems if not problem.is_error]
    if note is None:
        return told
    body = NoteSaved(draft.note or draft.id, chart.course.id, draft.revision + 1, text, note, draft.template)
    try:
        _, after = practice.seal(chart, [body])
        findings = check_course(
            after.course, practice.settings.today, thresholds=thresholds(practice.settings)
        )
    except IptNotesError:  # the session has a note by now, or the chart was concluded: saving tells it
        return told
    here = (finding for finding in findings if finding.session in (None, note.session))
    return told + [
        (0, f"{finding.message} ({finding.rule})") for finding in here if not finding.is_overridden
    ]
