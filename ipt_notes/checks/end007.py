"""# END007: A concluded course says how it ended and what follows

## What it does
Speaks when a course is concluded without its end type or next step.

## Why
What comes after is to be talked about with everybody: an end, a continuation, maintenance, another
treatment (Stuart and Robertson 2012, on maintenance; Markowitz, IPT for PTSD).

## Example
The course was concluded, and `next step` is blank.

## How to mend it
Withdraw the conclusion with `ipt-notes void`, and conclude again with both.

## When an override is right
Never. A record of an ending says what the ending was; a reason does not take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END007"
NAME = "unsaid-ending"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Withdraw the conclusion with `void`, and conclude again with end type and next step."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the course is concluded."""
    end = course.conclusion
    if end is None:
        return
    blank = [name for name, value in (("end type", end.end_type), ("next step", end.next_step)) if not value]
    if blank:
        yield Raised(f"the course was concluded on {end.on}; blank: {joined(blank)}")
