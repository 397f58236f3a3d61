"""# PRB010: With deficits a review point is set

## What it does
Speaks when the focus is interpersonal deficits, and no plan review has been written.

## Why
Outcomes may be poorer in this area, and other help may be considered when nothing improves (Weissman,
Markowitz and Klerman 2018, on deficits): when to look again is decided ahead.

## Example
`area: interpersonal deficits`, and no section Plan review.

## How to mend it
Write a Plan review: when you will look again, and at what.

## When an override is right
When the review is planned elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB010"
NAME = "deficits-without-review"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Write a Plan review section: when and at what you will look again."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding."""
    is_chosen = any(focus.area == ProblemArea.INTERPERSONAL_DEFICITS for focus in course.foci)
    if is_chosen and "plan_review" not in course.charted:
        yield Raised("the focus is interpersonal deficits, and no plan review is written yet")
