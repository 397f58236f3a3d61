"""What saving a text, or concluding a course, would leave to be told: said before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.engine import check_course
from ipt_notes.course.records import NoteSaved
from ipt_notes.errors import IptNotesError
from ipt_notes.services.checking import check_chart
from ipt_notes.services.clients import ended
from ipt_notes.services.noticing import twice_on
from ipt_notes.services.thresholds import thresholds
from ipt_notes.services.writing import read_note

if TYPE_CHECKING:
    from ipt_notes.checks.finding import Finding
    from ipt_notes.editing.outcome import Told
    from ipt_notes.services.clients import Ending
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft

_ASKED = "END007"
"""How it ends and what comes next are asked for by whoever concludes."""


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
    told += [(0, hint) for hint in twice_on(after.course, note.date)]
    here = (finding for finding in findings if finding.session in (None, note.session))
    return told + [
        (0, f"{finding.message} ({finding.rule})") for finding in here if not finding.is_overridden
    ]


def foreseen_ending(practice: Practice, chart: OpenChart, ending: Ending) -> tuple[Finding, ...]:
    """What `check` would say once the course is concluded so: its open errors, and warnings that are not open now.

    Pure, like `foreseen`; nothing of a course that is concluded. UsageProblem as for `clients.conclude`.
    """
    if chart.course.conclusion:
        return ()
    now = {finding.rule for finding in check_chart(practice, chart).findings}
    _, after = practice.seal(chart, [ended(chart.course, ending, practice.settings.today)])
    return tuple(
        finding
        for finding in check_chart(practice, after).findings
        if finding.rule != _ASKED
        and not finding.is_overridden
        and (finding.is_open_error or (finding.severity == "warning" and finding.rule not in now))
    )
