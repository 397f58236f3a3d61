"""# END008: An end with symptoms left has a rationale

## What it does
Speaks when the next step is `end`, the last PHQ-9 is 5 or more or has fallen by less than half since
the first, and no rationale is given. Where the first was under 5 only the last one counts.

## Why
Where the treatment has not been enough there are alternatives, and they are offered (Oxford Clinical
Psychology, 9780197554500, chapter 9; Markowitz, IPT for PTSD). Response and remission are common
definitions; success metrics vary (appi.ps.202000364).

## Example
PHQ-9 17 at the start and 11 at the end, `next step: end`, and `rationale` is blank.

## How to mend it
Write `rationale` under Next step, or choose another step.

## When an override is right
When the reason is in the summary: say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated
from ipt_notes.course.vocabulary import NextStep
from ipt_notes.measures.outcome import REMISSION_BELOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END008"
NAME = "unexplained-end"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `rationale` under Next step, or choose another next step."
_RESPONSE = 0.5


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once an end is chosen, in a note or at the conclusion."""
    totals = [score.total for score in course.scores_of("phq9") if score.total is not None]
    if not totals or not _is_unexplained(course):
        return
    first, last = totals[0], totals[-1]
    if last >= REMISSION_BELOW:
        left = f"the last PHQ-9 is {last:g}, not under {REMISSION_BELOW}"
    elif first >= REMISSION_BELOW and (first - last) / first < _RESPONSE:
        left = f"PHQ-9 fell from {first:g} to {last:g}, by less than half"
    else:
        return
    yield Raised(f"the next step is end, {left}, and no rationale is given")


def _is_unexplained(course: Course) -> bool:
    said, end = course.charted_text, course.conclusion
    step = end.next_step if end else said("next_step", "next_step")
    rationale = (end.rationale if end else "") or said("next_step", "rationale")
    return step == NextStep.END and not stated(rationale)
