"""# MEA004: Slow change leads to a review of the plan

## What it does
Speaks when the last total has fallen by less than 20 % of the first from session 4 on, or by less than
40 % from session 8 on, and no Plan review is written in that session or later: each of the two points
asks for a review of its own.

It reads the PHQ-9, or where there is none the first measure with published bands. It is silent in
maintenance, and where the first or the last total lies in the lowest band, which leaves nothing to
fall.

## Why
In a pilot with 40 adolescents the fourth week was a better point of decision than the eighth
(PMC7549148). The percentages are this project's.

## Example
PHQ-9 18 in session 1 and 16 in session 4: a fall of 11 %.

## How to mend it
Look at the plan with the client, and write a Plan review: what was looked at, and what was decided.

## When an override is right
When the slow change was expected: say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_reviewed
from ipt_notes.measures.measure import find_measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.checks.setting import Setting, Thresholds
    from ipt_notes.course.model import Course, Score

CODE = "MEA004"
NAME = "slow-change-without-review"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Look at the plan with the client, and write a Plan review."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """One finding, at the later of the two points that is reached."""
    scores = () if course.is_maintenance else _followed(course)
    first = scores[0].total or 0 if scores else 0
    if first <= 0:  # nothing that could fall by a part
        return
    last = scores[-1]
    for since, least in _points(setting.thresholds):
        if last.session >= since:
            fall = (first - (last.total or 0)) / first
            if fall < least and not is_reviewed(course, since):
                asks = f"less than {least:.0%} from session {since} on asks for a plan review"
                yield Raised(f"{_told(scores, fall)}; {asks}", last.session)
            return


def _points(usual: Thresholds) -> list[tuple[int, float]]:
    """(session, part of the first total), the later one first."""
    points = [(usual.early_review, usual.early_fall), (usual.late_review, usual.late_fall)]
    return sorted(points, reverse=True)


def _followed(course: Course) -> Sequence[Score]:
    """The totals of the measure that shows the change; none where there is nothing to fall."""
    known = dict.fromkeys(score.instrument for score in course.scores if score.total is not None)
    for instrument in sorted(known, key=lambda each: each != "phq9"):
        measure = find_measure(instrument)
        if measure and measure.bands:
            scores = [score for score in course.scores_of(instrument) if score.total is not None]
            lowest = measure.bands[0].words
            is_low = any(measure.band(each.total or 0) == lowest for each in (scores[0], scores[-1]))
            return scores if len(scores) > 1 and not is_low else []
    return []


def _told(scores: Sequence[Score], fall: float) -> str:
    first, last = scores[0], scores[-1]
    measure = find_measure(first.instrument)
    moved = f"a fall of {fall:.0%}" if fall >= 0 else f"a rise of {-fall:.0%}"
    name = measure.name if measure else first.instrument
    was = f"{name} was {first.total:g} in session {first.session}"
    return f"{was} and is {last.total:g} in session {last.session}, {moved}"
