"""# MEA001: There is a measure at the start

## What it does
Speaks when no measure was taken by the limit.

## Why
A severity scale at the start is what later scores are compared with (Markowitz, Focus 2006; Markowitz, IPT
for PTSD).

## Example
Three sessions held, no Measure section filled.

## How to mend it
Take one, or declare another tool: `- other tool: name, score`.

## When an override is right
When a measure taken by the referrer stands for it: say which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "MEA001"
NAME = "missing-baseline"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Take a measure, or write `- other tool: name, score` under Measure."
ITEMS = ("baseline_measure",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if not is_due(course) or any(score.session <= course.limit for score in course.scores):
        return
    first = f"the first measure was taken in session {course.scores[0].session}" if course.scores else ""
    yield Raised(f"{now(course)}: {first or 'no measure was taken'}")
