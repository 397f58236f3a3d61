"""How a measure moved over a course: change, reliable change, caseness, response and remission.

Reliable change: Jacobson and Truax 1991, with the thresholds each measure names. Response (a fall of half or more) and
remission (under 5) of the PHQ-9 are common definitions; success metrics vary (appi.ps.202000364).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.model import Score
from ipt_notes.measures.measure import Measure, find_measure

if TYPE_CHECKING:
    from ipt_notes.course.model import Course

REMISSION_BELOW = 5
_NO_THRESHOLD = "no published threshold found"
_UNKNOWN = "no threshold known to the program"


class Outcome(Struct, frozen=True):
    """First and last total of one measure; `measure` is None for a tool the program does not know."""

    name: str
    measure: Measure | None
    first: Score
    last: Score

    @property
    def change(self) -> float:
        """Last total minus first."""
        return (self.last.total or 0) - (self.first.total or 0)

    @property
    def is_repeated(self) -> bool:
        """Whether there are two scores to compare."""
        return self.first is not self.last

    def taken(self, course: Course) -> tuple[Score, ...]:
        """Every score of the course that is of this measure or tool."""
        kind = _kind(self.first)
        return tuple([score for score in course.scores if _kind(score) == kind])

    @property
    def reliable_change(self) -> str:
        """The class of the change in words."""
        least = self.measure.reliable_change if self.measure else None
        if not self.is_repeated:
            return "taken once"
        if least is None:
            return _UNKNOWN if self.measure is None else _NO_THRESHOLD
        if self.change <= -least:
            return "reliable improvement"
        return "reliable deterioration" if self.change >= least else "no reliable change"

    def caseness(self, score: Score) -> str:
        """Whether a total is at or above the cut-off, in words."""
        cut_off = self.measure.caseness if self.measure else None
        if cut_off is None or score.total is None:
            return _UNKNOWN if self.measure is None else _NO_THRESHOLD
        return f"at or above {cut_off}" if score.total >= cut_off else f"below {cut_off}"

    def band(self, score: Score) -> str:
        """The published word for a total, or ""."""
        return self.measure.band(score.total) if self.measure and score.total is not None else ""

    @property
    def remission(self) -> str:
        """Response and remission of the PHQ-9 in words; "" where the first total leaves nothing to remit from."""
        if self.measure is None or self.measure.id != "phq9" or not self.is_repeated:
            return ""
        first, last = self.first.total or 0, self.last.total or 0
        if first < REMISSION_BELOW:
            return ""
        response = (first - last) / first >= 0.5
        if last < REMISSION_BELOW:
            return "response and remission" if response else "remission"
        return "response" if response else "no response"


def outcomes(course: Course) -> tuple[Outcome, ...]:
    """An outcome for each measure that was taken and each other tool, in the order they first were."""
    taken: dict[tuple[str, str], list[Score]] = {}
    for score in course.scores:
        if score.total is not None:
            taken.setdefault(_kind(score), []).append(score)
    found = []
    for (instrument, name), scores in taken.items():
        measure = find_measure(instrument)
        shown = measure.name if measure else name or instrument
        found.append(Outcome(shown, measure, scores[0], scores[-1]))
    return tuple(found)


def _kind(score: Score) -> tuple[str, str]:
    line = score.line
    return line.instrument, line.name if line.instrument == "other" else ""
