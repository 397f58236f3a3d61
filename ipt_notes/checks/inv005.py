"""# INV005: Each person has a place in the circle

## What it does
Names people without a closeness ring at the start.

## Why
The circle maps support, and shows at the end what moved.

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
NAME = "person-not-placed"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `closeness ring: inner`, `middle` or `outer` for the person."
ITEMS = ("inventory",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all of them."""
    unplaced = [person.label for person in course.people if not person.ring_start]
    if unplaced:
        yield Raised(f"no closeness ring for {', '.join(unplaced)}")
