"""How a measure moved over a course: change, reliable change, caseness, response and remission.

Reliable change: Jacobson and Truax 1991, with the thresholds each measure names. Response (a fall of half or more) and
remission (under 5) of the PHQ-9 are common definitions; success metrics vary (appi.ps.202000364).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.measures.measure import Measure, find_measure

if TYPE_CHECKING:
    from ipt_notes.course.model import Course, Score

REMISSION_BELOW = 5


class Outcome(Struct, frozen=True):
    """First and last total of one measure. `change` is last minus first; None where a threshold is not published."""

    measure: Measure
    first: Score
    last: Score
    middle: Score

    @property
    def change(self) -> float:
        """Last total minus first."""
        return (self.last.total or 0) - (self.first.total or 0)

    @property
    def is_repeated(self) -> bool:
        """Whether there are two scores to compare."""
        return self.first is not self.last

    @property
    def reliable_change(self) -> str:
        """The class of the change in words."""
        least = self.measure.reliable_change
        if not self.is_repeated:
            return "taken once"
        if least is None:
            return "no threshold published"
        if self.change <= -least:
            return "reliable improvement"
        return "reliable deterioration" if self.change >= least else "no reliable change"

    def caseness(self, score: Score) -> str:
        """Whether a total is at or above the cut-off, in words."""
        if self.measure.caseness is None or score.total is None:
            return "no threshold published"
        above = score.total >= self.measure.caseness
        return f"at or above {self.measure.caseness}" if above else f"below {self.measure.caseness}"

    @property
    def remission(self) -> str:
        """Response and remission of the PHQ-9 in words, else ""."""
        if self.measure.id != "phq9" or not self.is_repeated:
            return ""
        first, last = self.first.total or 0, self.last.total or 0
        response = first > 0 and (first - last) / first >= 0.5
        if last < REMISSION_BELOW:
            return "response and remission" if response else "remission"
        return "response" if response else "no response"


def outcomes(course: Course) -> tuple[Outcome, ...]:
    """An outcome for each known measure that was taken, in the order they first were."""
    found = []
    for instrument in dict.fromkeys(score.instrument for score in course.scores):
        measure = find_measure(instrument)
        scores = [score for score in course.scores_of(instrument) if score.total is not None]
        if measure and scores:
            found.append(Outcome(measure, scores[0], scores[-1], scores[len(scores) // 2]))
    return tuple(found)
