"""# INV007: More than two people are in the inventory

## What it does
Speaks when by the limit only one or two people are in the inventory, unless the focus is interpersonal
deficits.

## Why
The inventory drives the focus (International Society of IPT, key elements), and a thin one often means that
family, friends, work or lost contacts were not asked about. The number is this project's.

## Example
After session 3 the inventory has 2 people.

## How to mend it
Ask about family, friends, work, and those who were lost.

## When an override is right
When these are all there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count, is_due, now
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV007"
NAME = "thin-inventory"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Ask about family, friends, work and lost contacts, and add them."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """Raised once the beginning's limit is reached."""
    if not is_due(course) or any(focus.area == ProblemArea.INTERPERSONAL_DEFICITS for focus in course.foci):
        return
    if 0 < len(course.people) < setting.thresholds.fewest_people:
        yield Raised(f"{now(course)}: the inventory has {count(len(course.people), 'person', 'people')}")
