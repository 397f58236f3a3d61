"""# SAF001: Risk is assessed at the first contact

## What it does
Speaks when neither session 1 nor the intake (session 0) has a risk assessment with its `level` and what it
rests on (`assessment`). That it was not asked, whatever the reason, is no assessment, and neither are `none` and
`n/a`. A questionnaire does not take its place: no item about self-harm (PHQ-9 item 9, CORE-10 item 6, EPDS item
10, QIDS-SR16 item 12) clears anybody at 0.

## Why
Safety comes first; that it is asked at once is this project's rule.

## Example
Session 1 has a history and a measure, and no Risk assessment.

## How to mend it
Write the assessment you made: the level, and what you saw and heard. An addendum does for a signed note,
and carries its own date. If none was made then, say so in an addendum, with the level you found when you
first asked, and that day.

## When an override is right
Never. What was done about safety belongs in the record; a reason does not take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SAF001"
NAME = "missing-first-risk-assessment"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write a Risk assessment in session 1 (an addendum does for a signed note)."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once session 1 is held."""
    early = [risk for risk in course.risks if risk.session <= 1]
    if not course.attended or any(not risk.missing for risk in early):
        return
    if early:
        yield Raised(
            f"the risk assessment of session {early[-1].session} lacks {joined(early[-1].missing)}", 1
        )
    else:
        held = count(len(course.attended), "session is", "sessions are")
        yield Raised(f"{held} held, and neither session 1 nor the intake has a risk assessment", 1)
