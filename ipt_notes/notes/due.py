"""What a session is due for: the tasks of the beginning, the problem area it works on, its place in the course. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.sections import RECOMMENDED_ITEMS
from ipt_notes.course.vocabulary import Phase

if TYPE_CHECKING:
    from ipt_notes.course.charted import Focus
    from ipt_notes.course.model import Course

_GROUPS = (
    ("psychiatric_history", "diagnosis", "medication_considered", "sick_role", "baseline_measure"),
    ("inventory", "timeline"),
    ("interpersonal_triad",),
    ("formulation", "problem_area"),
    ("goals", "contract"),
)
_SPREAD = {1: (1, 1, 1, 1, 1), 2: (1, 1, 2, 2, 2), 3: (1, 2, 2, 3, 3), 4: (1, 2, 3, 4, 4), 5: (1, 2, 3, 4, 5)}
"""For each beginning limit, the session in which each group of tasks is first asked for (DOMAIN 2.1; the spread is ours)."""

_WHOLE_AT_INTAKE = ("ipt_group",)
"""Variants whose beginning is one meeting before session 1 (DOMAIN 2.4)."""

_MIDWAY_SESSIONS = 2
"""For so many sessions from the half on, goals, and with adolescents the parents, are asked about; the number is ours."""


def agreed_focus(course: Course) -> Focus | None:
    """The problem area that is worked on: the primary one, if the client agreed to it, else one that was agreed."""
    first = course.focus
    return next((focus for focus in (first, *course.foci) if focus and focus.is_agreed), None)


def planned_session(item: str, limit: int) -> int:
    """The session in which a beginning item is first asked for, when the beginning has `limit` sessions."""
    spread = _SPREAD[min(max(limit, 1), max(_SPREAD))]
    return next(session for group, session in zip(_GROUPS, spread, strict=True) if item in group)


def due_items(course: Course, session: int, phase: Phase) -> tuple[str, ...]:
    """The beginning items that a session asks for: what is open and was planned by now.

    The risk assessment and the measure belong to every session and are left out. After the beginning only
    required items are carried on. The intake takes the history, before a group all of it.
    """
    if not course.limit or phase == Phase.MAINTENANCE:
        return ()
    open_ = [
        item.id
        for item in course.items
        if not item.is_complete and item.id not in ("risk_assessment", "baseline_measure")
    ]
    if phase != Phase.BEGINNING:
        return tuple(item for item in open_ if item not in RECOMMENDED_ITEMS)
    if session == 0 and course.variant.id not in _WHOLE_AT_INTAKE:
        return tuple(item for item in open_ if item == "psychiatric_history")
    return tuple(item for item in open_ if planned_session(item, course.beginning_limit) <= max(session, 1))


def is_second_half(course: Course, session: int) -> bool:
    """Whether half of the planned sessions are held once this one is."""
    return session >= course.planned // 2


def is_midway(course: Course, session: int, phase: Phase) -> bool:
    """Whether it is one of the middle sessions in which the course is looked at half-way."""
    half = course.planned // 2
    return phase == Phase.MIDDLE and half <= session < half + _MIDWAY_SESSIONS
