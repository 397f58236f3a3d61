"""# END007: A concluded course says how it ended and what follows

## What it does
Speaks when a course is concluded without its end type or next step.

## Why
The options are to be talked about with everybody.

## Example
The course was closed, and `next step` is blank.

## How to mend it
Withdraw the conclusion with `void` and conclude again with both.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END007"
NAME = "ending-unsaid"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Withdraw the conclusion with `void`, and conclude again with end type and next step."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the course is concluded."""
    end = course.conclusion
    if end:
        blank = [
            name for name, value in (("end type", end.end_type), ("next step", end.next_step)) if not value
        ]
        if blank:
            yield Raised(f"the course is concluded; blank: {' and '.join(blank)}")
