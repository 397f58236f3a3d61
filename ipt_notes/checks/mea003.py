"""# MEA003: Scores are possible

## What it does
Finds item scores outside the measure's range, a wrong number of items, and totals that are not the sum. For
the PHQ-9: nine items of 0 to 3, total a whole number from 0 to 27; every other measure by its own figures.

## Why
The integrity of the measure (Kroenke, Spitzer and Williams 2001 for the PHQ-9).

## Example
PHQ-9 with eight items.

## How to mend it
Correct the line, or withdraw the mistaken record with `ipt-notes void`.

## When an override is right
Never. A record that contradicts itself has to be corrected; a reason does not do that.
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
    """One finding a fault."""
    for score in course.scores:
        measure = find_measure(score.instrument)
        for problem in measure.problems(score.line) if measure else ():
            yield Raised(f"{score.on}: {problem}", score.session)
