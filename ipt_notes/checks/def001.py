"""# DEF001: With deficits there is a contact by mid-course

## What it does
Speaks when the focus is interpersonal deficits, half of the planned sessions are held, and no new or
resumed contact is recorded: nothing under `new contacts` in the Problem area, nobody added to the
inventory after the beginning, nobody placed closer than before.

## Why
The goal is less isolation (citcassociates.com, on interpersonal sensitivity). That it is looked at
half-way is this project's convention.

## Example
Session 8 of 16 is held, and the inventory is what it was in session 3.

## How to mend it
Plan one small step, and write what came of it: `new contacts: said good morning to the baker` under
Problem area.

## When an override is right
When the step is planned and its time is not there yet: say for when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import held
from ipt_notes.course.sections import RINGS, stated
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course, Person

CODE = "DEF001"
NAME = "isolation-unchanged"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Plan a step, and write what came of it: `new contacts` under Problem area."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """Raised from the middle of the course on."""
    deficits = next((each for each in course.foci if each.area == ProblemArea.INTERPERSONAL_DEFICITS), None)
    due = int(course.planned * setting.thresholds.contact_by)
    if deficits is None or not 0 < due <= held(course) or stated(deficits.text("new_contacts")):
        return
    if not any(_is_new(person, course.limit) for person in course.people):
        told = (
            f"session {held(course)} of {course.planned} is held, and no new or resumed contact is recorded"
        )
        yield Raised(told, held(course))


def _is_new(person: Person, limit: int) -> bool:
    """Whether they came into the inventory, or closer, after the beginning."""
    before = [RINGS.index(ring) for session, ring in person.rings if session <= limit]
    since = [RINGS.index(ring) for session, ring in person.rings if session > limit]
    is_closer = bool(before and since) and since[-1] < before[-1]
    return person.first_session > limit or is_closer
