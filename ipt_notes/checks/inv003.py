"""# INV003: A confidant is marked, or it is stated that there is none

## What it does
Speaks when nobody in the inventory is a confidant, and the record does not state that there is none.

## Why
Confiding ties are at the core of the inventory (Thomas 2021; International Society of IPT, key elements).

## Example
Five people, each `is confidant: no`, and `has confidant` is blank or says yes.

## How to mend it
Mark one, or write `has confidant: no`.

## When an override is right
When it was left open on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count
from ipt_notes.course.sections import is_yes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV003"
NAME = "unstated-confidant"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Mark a confidant, or write `has confidant: no` under Inventory."
ITEMS = ("inventory",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once somebody is in the inventory."""
    answer = course.charted_text("inventory", "has_confidant")
    is_none_stated = bool(answer) and not is_yes(answer)
    if course.people and not is_none_stated and not any(person.is_confidant for person in course.people):
        people = count(len(course.people), "person is", "people are")
        yield Raised(
            f"{people} in the inventory, none of them a confidant, and it is not stated that there is none"
        )
