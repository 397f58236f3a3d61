"""# SAF002: Item 9 is answered by a risk assessment

## What it does
Finds sessions in which item 9 of the PHQ-9 is 1 or more, and the note has no risk assessment.

## Why
Item 9 is linked to later attempts and deaths (Simon 2013; Louzon 2016). It is a prompt to look: a 0 clears
nobody.

## Example
Session 7 has PHQ-9 item 9 = 1, and no Risk assessment.

## How to mend it
Write the assessment you made in that session. An addendum does for a signed note.

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

CODE = "SAF002"
NAME = "item-nine-unanswered"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write a Risk assessment in that session's note (an addendum does for a signed note)."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a session."""
    assessed = {risk.session for risk in course.risks if risk.level or risk.assessment}
    for score in course.scores:
        measure = find_measure(score.instrument)
        item = measure.risk_item if measure else None
        if (
            measure
            and item
            and len(score.line.items) >= item
            and score.line.items[item - 1] >= 1
            and score.session not in assessed
        ):
            yield Raised(
                f"{measure.name} item {item} is {score.line.items[item - 1]}, and session {score.session} has no risk assessment",
                score.session,
            )
