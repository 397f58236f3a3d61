"""The caseload: every course in a line, for a therapist who wants to see all of them at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.engine import check_course
from ipt_notes.measures.outcome import outcomes
from ipt_notes.services.clients import phase_now
from ipt_notes.services.thresholds import thresholds

if TYPE_CHECKING:
    from ipt_notes.checks.setting import Thresholds
    from ipt_notes.course.model import Course
    from ipt_notes.services.practice import Practice


class CaseLine(Struct, frozen=True):
    """A client's latest course. `scores` are the totals of its main measure in the order they were taken; `measure` is
    its id, or the name of a tool the program does not know.

    `errors` and `warnings` count open findings, `unsigned` notes, and `waiting` those that wait for a co-signature.
    """

    code: str
    phase: str
    attended: int
    planned: int
    last: dt.date | None
    focus: str
    measure: str
    scores: tuple[float, ...]
    errors: int
    warnings: int
    unsigned: int
    waiting: int = 0


def caseload(practice: Practice, *, with_concluded: bool = False) -> list[CaseLine]:
    """The running courses by code; concluded ones too if they are wanted."""
    courses = (chart.chart.course() for chart in practice.charts() if chart.chart.courses)
    wanted = (course for course in courses if with_concluded or not course.conclusion)
    limits = thresholds(practice.settings)
    return [_line(course, practice.settings.today, limits) for course in wanted]


def _line(course: Course, today: dt.date, limits: Thresholds) -> CaseLine:
    findings = [
        finding for finding in check_course(course, today, thresholds=limits) if not finding.is_overridden
    ]
    errors = sum(finding.is_open_error for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    measure, scores = _main_measure(course)
    return CaseLine(
        course.client.code,
        phase_now(course),
        len(course.attended),
        course.planned,
        course.sessions[-1].date if course.sessions else None,
        course.focus.area if course.focus else "",
        measure,
        scores,
        errors,
        warnings,
        len(course.unsigned),
        len(course.awaiting),
    )


def _main_measure(course: Course) -> tuple[str, tuple[float, ...]]:
    """The measure that was taken first in the course, and its totals; a tool the program does not know by its name."""
    first = next(iter(outcomes(course)), None)
    if first is None:
        return "", ()
    totals = (score.total for score in first.taken(course) if score.total is not None)
    return first.measure.id if first.measure else first.name, tuple(totals)
