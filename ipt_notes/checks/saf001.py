"""# SAF001: Risk is assessed at the first contact

## What it does
Speaks when neither session 1 nor the intake (session 0) has a risk assessment.

## Why
Safety comes first; that it is asked at once is this project's rule.

## Example
Session 1 has a history and a measure, and no Risk assessment.

## How to mend it
Write the assessment you made: level, and what it rests on. An addendum does for a signed note.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SAF001"
NAME = "no-first-risk-assessment"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write a Risk assessment in session 1 (an addendum does for a signed note)."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once session 1 is held."""
    early = [risk for risk in course.risks if risk.session <= 1 and risk.level and risk.assessment]
    if course.last_number >= 1 and not early:
        yield Raised("neither session 1 nor the intake has a risk assessment with level and assessment", 1)
