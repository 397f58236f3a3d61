"""# MEA003: Scores are possible

## What it does
Finds item scores outside the measure's range, a wrong number of items, and totals that are not the sum.

## Why
The integrity of the measure.

## Example
PHQ-9 with eight items.

## How to mend it
Correct the line, or withdraw the mistaken record with `void`.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.measures.measure import find_measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "MEA003"
NAME = "impossible-score"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Correct the scores, or withdraw the mistaken record with `void`."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a score."""
    for score in course.scores:
        measure = find_measure(score.instrument)
        for problem in measure.problems(score.line) if measure else ():
            yield Raised(problem, score.session)
