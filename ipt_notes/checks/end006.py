"""# END006: A planned ending has a last measure

## What it does
Speaks when the last planned session is held or the course is concluded, and no measure was taken in the
last two sessions. Where the course did not end by agreement it is a note only.

## Why
Without it the outcome can't be told. The rule is this project's.

## Example
The last PHQ-9 is of session 12, and session 16 of 16 is held.

## How to mend it
Take it now with `ipt-notes measure add`; after the conclusion an addendum to the last note can hold it.

## When an override is right
When the client was not able to fill it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import at_end, end_severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END006"
NAME = "missing-end-measure"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Take a measure, or record it in an addendum to the last note."
SESSIONS = 2


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the end of the course."""
    when, since = at_end(course), course.last_number - SESSIONS + 1
    if not when or not course.attended or any(score.session >= since for score in course.scores):
        return
    last = (
        f"the last measure is of session {course.scores[-1].session}"
        if course.scores
        else "no measure was taken"
    )
    yield Raised(f"{when}, and {last}", severity=end_severity(course))
