"""# TEC001: The middle works on an incident

## What it does
Speaks when the final phase has begun, or the course was concluded by agreement, and no interpersonal
incident was recorded although there were middle sessions.

## Why
Incidents are the raw material of the middle (Thomas 2021; Markowitz, IPT for PTSD, chapter 3).

## Example
Session 14 of 16 is a final session, and no note has a section Interpersonal incident.

## How to mend it
Record an incident that was worked on: the date, with whom, what happened. An addendum does for a signed
note.

## When an override is right
When the work took another form: say which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import first_final, first_middle, is_agreed_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "TEC001"
NAME = "middle-without-incident"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Record an Interpersonal incident that was worked on, or document why there was none."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the middle is over."""
    middle, final = first_middle(course), first_final(course)
    if middle is None or course.incidents:
        return
    if final is not None:
        yield Raised(
            f"session {final} is a final session, and no interpersonal incident was recorded in the middle",
            final,
        )
    elif is_agreed_end(course):
        yield Raised("the course is concluded, and no interpersonal incident was recorded in its middle")
