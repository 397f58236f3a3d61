"""# CON002: The number of sessions fits the variant

## What it does
Speaks when the agreed number of sessions is outside the variant's range.

## Why
The variants differ in length (International Society of IPT, key elements: 12 to 16; others in the table of
variants); a number outside may mean another variant.

## Example
An acute course (12 to 16) with 20 sessions agreed.

## How to mend it
Agree another number, start the course as another variant, or say why.

## When an override is right
A limit set by a service or an insurer: say which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "CON002"
NAME = "unusual-length"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Agree a number within the range, or document why not."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding."""
    usual = course.variant.planned
    if usual and not usual[0] <= course.planned <= usual[1]:
        span = f"{usual[0]} to {usual[1]}" if usual[0] != usual[1] else str(usual[0])
        yield Raised(
            f"{count(course.planned, 'session is', 'sessions are')} agreed; {course.variant.name} has {span}"
        )
