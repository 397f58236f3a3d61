"""# END002: The ending is raised four sessions ahead

## What it does
Speaks when session N-4 is held (12 of 16), and no note up to it says `raised: yes` under Ending. Once
the ending is overdue END001 speaks instead.

## Why
The ending is raised explicitly two to four sessions ahead (Weissman, Markowitz and Klerman 2000,
chapter 7).

## Example
Session 12 of 16 is held, and no note has an Ending.

## How to mend it
Name the ending and its date in the next session, and write `raised` under Ending.

## When an override is right
When it is kept for the next session on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import end_severity, held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END002"
NAME = "ending-unraised"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Name the ending in the next session (`raised` under Ending), or document why it came later."
_EARLY, _LATE = 4, 2


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised four sessions ahead, until END001 takes over."""
    early, late, raised = course.planned - _EARLY, course.planned - _LATE, course.ending_raised
    is_overdue = raised is None and held(course) >= late
    is_late = raised is not None and raised > late
    if course.is_maintenance or not 1 <= early <= held(course) or is_overdue or is_late:
        return
    if raised is None or raised > early:
        when = "is not raised yet" if raised is None else f"was first raised in session {raised}"
        told = f"session {held(course)} of {course.planned} is held, and the ending {when}; session {early} is usual"
        yield Raised(told, early, severity=end_severity(course))
