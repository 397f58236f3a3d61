r"""Courses for tests, in a line.

```
by_manual("grief").course()                              # a whole course, as the manuals have it
by_manual("role dispute", sessions=3).without("Contract").rules()       # what `check` says of it
a_course("ipt_b").note(1, RISK, "## Measure\n- PHQ-9: 12").course()      # from nothing
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import Phase, to_id
from ipt_notes.testing.building import START, CourseBuilder
from ipt_notes.testing.sections import (
    AFFECT,
    AREAS,
    CHECK_IN,
    CLOSING,
    DECISION,
    DIAGNOSIS,
    ENDING,
    FOCUS_WORK,
    FORMULATION,
    GOALS,
    HISTORY,
    INCIDENT,
    MEDICATION,
    MOOD_EVENT_LINK,
    MOVED,
    PARENT_CONTACT,
    PEOPLE,
    PLAN,
    PLAN_REVIEW,
    RISK,
    ROLE_PLAY,
    SICK_ROLE,
    TECHNIQUES,
    TIMELINE,
    TRIAD,
)  # fmt: skip

if TYPE_CHECKING:
    import datetime as dt


def a_course(
    variant: str = "ipt_acute", *, planned: int | None = None, start: dt.date = START
) -> CourseBuilder:
    """A course in which nothing has been written yet."""
    return CourseBuilder(variant, planned, start)


def by_manual(
    area: str = "grief",
    variant: str = "ipt_acute",
    *,
    sessions: int | None = None,
    planned: int | None = None,
) -> CourseBuilder:
    """A course as the manuals have it, up to session `sessions` (None: all that are planned)."""
    built = CourseBuilder(variant, planned, START)
    for number in range(1, (sessions or built.planned) + 1):
        built.note(number, *_by_manual(built, area, number))
    return built


def _by_manual(built: CourseBuilder, area: str, number: int) -> list[str]:
    phase, last = built.phase(number), built.planned
    sections = [CHECK_IN, _measure(4 if phase == Phase.MAINTENANCE else _total(number)), RISK]
    if phase == Phase.BEGINNING:
        sections += _beginning(built, area, number)
    else:
        sections += [MOOD_EVENT_LINK, FOCUS_WORK, *_focus_work(built, area, number)]
    if number >= max(1, last - 4):
        sections.append(ENDING)
    return sections + ([CLOSING] if number == last else [])


def _focus_work(built: CourseBuilder, area: str, number: int) -> list[str]:
    """What the middle and the final phase have beside the weekly sections."""
    if built.phase(number) == Phase.MAINTENANCE:
        return [_contract(built)] if number == 1 else []
    first = built.variant.beginning_limit + 1
    sections = [INCIDENT, TECHNIQUES, AFFECT] if number == first else []
    sections += [ROLE_PLAY, DECISION, PLAN] if number == first + 1 else []
    return sections + ([f"## Problem area\n{MOVED[to_id(area)]}"] if number == first else [])


def _beginning(built: CourseBuilder, area: str, number: int) -> list[str]:
    """The tasks of the beginning in three parts, or in as many sessions as the variant has for it."""
    first = [HISTORY, DIAGNOSIS, SICK_ROLE, MEDICATION]
    second = [inventory(area), TIMELINE, TRIAD]
    third = [FORMULATION, problem_area(area), GOALS, _contract(built), *PLAN_REVIEW.get(to_id(area), [])]
    third += [PARENT_CONTACT] if built.variant.id == "ipt_a" else []
    parts = {1: [first + second + third], 2: [first + second, third]}.get(
        built.variant.beginning_limit, [first, second, third]
    )
    return parts[number - 1] if number <= len(parts) else []


def _total(number: int) -> int:
    """A PHQ-9 that falls: 18, 16, 15, ... to 4."""
    return max(18 - number, 4) + (number == 1)


def _measure(total: int) -> str:
    """A PHQ-9 with this total, its ninth item always 0."""
    items = [total // 8 + (at < total % 8) for at in range(8)]
    return f"## Measure\n- PHQ-9: {' '.join(map(str, items))} 0"


def _contract(built: CourseBuilder) -> str:
    return (
        f"## Contract\n- planned sessions: {built.planned}\n- frequency: weekly\n"
        f"- session minutes: {built.variant.default_minutes}\n- agreed on: {built.day(1)}"
    )


def inventory(area: str) -> str:
    """The inventory of a course with this focus."""
    people = PEOPLE[to_id(area)]
    return "## Inventory\n- romantic status: widowed\n- has confidant: yes\n\n" + "\n\n".join(people)


def problem_area(area: str, *, agreed: str = "yes") -> str:
    """The section that names the focus."""
    fields = AREAS[to_id(area)]
    return f"## Problem area\n- area: {area.replace('_', ' ')}\n- agreed: {agreed}\n{fields}".strip()
