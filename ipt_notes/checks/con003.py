"""# CON003: No more sessions than agreed

## What it does
Speaks when more sessions were held than are agreed, without a renegotiation.

## Why
The time limit is explicit, and changed in the open.

## Example
17 sessions held, 16 agreed.

## How to mend it
Agree the number anew (`ipt-notes client plan CODE --planned N`), or end the course.

## When an override is right
A single session for a crisis at the end; say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "CON003"
NAME = "over-the-limit"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Agree the number anew with `client plan`, or end the course."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding."""
    held = len(course.attended)
    if not course.is_maintenance and held > course.planned:
        yield Raised(f"{held} sessions were held; {course.planned} are agreed", course.planned + 1)
