"""# MEA005: A reliable rise is looked at

## What it does
Speaks when the last total of a measure lies above the first or the one before by its threshold of
reliable change or more (PHQ-9: 6, GAD-7: 4), and no Plan review is written in that session or since.
Measures without a published threshold are left alone.

## Why
A rise of that size is more than the measure's own error (NHS Talking Therapies, tabled in PMC8411661,
table 1).

## Example
PHQ-9 11 in session 6 and 18 in session 7.

## How to mend it
Look at what happened and at the risk, and write a Plan review.

## When an override is right
When the rise has a reason that passes: say which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_reviewed
from ipt_notes.measures.measure import find_measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course, Score

CODE = "MEA005"
NAME = "unreviewed-rise"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Look at what happened and at the risk, and write a Plan review."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a measure."""
    for instrument in dict.fromkeys(score.instrument for score in course.scores):
        measure = find_measure(instrument)
        scores = [score for score in course.scores_of(instrument) if score.total is not None]
        if measure and measure.reliable_change and len(scores) > 1:
            yield from _risen(course, measure.name, measure.reliable_change, scores)


def _risen(course: Course, name: str, least: int, scores: list[Score]) -> Iterator[Raised]:
    last = scores[-1]
    for before in (scores[-2], scores[0]):
        rise = (last.total or 0) - (before.total or 0)
        if rise >= least and not is_reviewed(course, last.session):
            told = f"{name} is {last.total:g} in session {last.session}, up {rise:g} from session {before.session}"
            yield Raised(f"{told}; {least} or more is a reliable change", last.session)
            return
