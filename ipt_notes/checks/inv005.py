"""# INV005: Each person has a place in the circle

## What it does
Names people of the inventory who have no closeness ring.

## Why
The circle maps support, and shows at the end what moved (IPT Institute, closeness circles).

## Example
`### Sister (sister)` has no `closeness ring`.

## How to mend it
Write inner, middle or outer, as the client placed them.

## When an override is right
When the circle was not drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV005"
NAME = "unplaced-person"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `closeness ring: inner`, `middle` or `outer` for the person."
ITEMS = ("inventory",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a person."""
    for person in course.people:
        if not person.text("closeness_ring"):
            yield Raised(f"{person.label} in the inventory has no closeness ring", person.first_session)
