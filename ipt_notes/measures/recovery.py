"""Recovery over PHQ-9 and GAD-7 together, as NHS Talking Therapies counts it (PMC8411661, table 1).

A *case* is at or above the cut-off of either measure (10 and 8). *Recovery*: a case at the start, below both cut-offs at
the end. *Reliable improvement*: a fall of at least the threshold (6 and 4) on one, and no reliable deterioration on the
other. *Reliable recovery*: both. They are words for two pairs of totals; they judge neither the client nor the therapy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.measures.outcome import outcomes

if TYPE_CHECKING:
    from ipt_notes.course.model import Course
    from ipt_notes.course.parts import Score
    from ipt_notes.measures.measure import Measure
    from ipt_notes.measures.outcome import Outcome

PAIR = ("phq9", "gad7")
SOURCE = "NHS Talking Therapies (PMC8411661, table 1)"


class Recovery(Struct, frozen=True):
    """The four claims about the first and the last pair of totals."""

    is_case_at_start: bool
    is_case_at_end: bool
    is_reliably_improved: bool

    @property
    def is_recovered(self) -> bool:
        """A case at the start and none at the end."""
        return self.is_case_at_start and not self.is_case_at_end

    @property
    def is_reliably_recovered(self) -> bool:
        """Recovered and reliably improved."""
        return self.is_recovered and self.is_reliably_improved

    @property
    def words(self) -> str:
        """The class in words: where it started and ended, and what that is called."""
        if self.is_recovered:
            kind = "reliable recovery" if self.is_reliably_improved else "recovery, not reliable"
            return f"{kind} (at or above a cut-off at the start, below both now)"
        improved = "reliable improvement" if self.is_reliably_improved else "no reliable improvement"
        if not self.is_case_at_start:
            now = ", at or above one now" if self.is_case_at_end else " and now"
            return f"{improved}; recovery does not apply (below both cut-offs at the start{now})"
        return f"{improved}, no recovery (at or above a cut-off at the start and now)"


def recovery(course: Course) -> Recovery | None:
    """Recovery from the first totals of both measures to the last; None until both were taken twice."""
    found = {one.measure.id: one for one in outcomes(course) if one.measure and one.is_repeated}
    if not all(each in found for each in PAIR):
        return None
    pair = [found[each] for each in PAIR]
    classes = {one.reliable_change for one in pair}
    return Recovery(
        any(_is_case(one, one.first) for one in pair),
        any(_is_case(one, one.last) for one in pair),
        "reliable improvement" in classes and "reliable deterioration" not in classes,
    )


def _is_case(one: Outcome, score: Score) -> bool:
    measure: Measure | None = one.measure
    return bool(measure and measure.caseness is not None and (score.total or 0) >= measure.caseness)
