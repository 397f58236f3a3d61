"""# END001: The ending is raised two sessions ahead at the latest

## What it does
Speaks when session N-2 is held (14 of 16), and no note up to it says `raised: yes` under Ending. A
course that is concluded by agreement before that must have raised it in some session. Where the course
ended in another way it is a note only.

## Why
The ending is raised explicitly two to four sessions ahead (Weissman, Markowitz and Klerman 2000,
chapter 7).

## Example
Session 14 of 16 is held, and no note has an Ending.

## How to mend it
Raise it now, and write `raised` under Ending: it can't be put right any more, but it can be done.

## When an override is right
When the ending came unplanned: a move, an illness, a new job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import end_severity, held, is_agreed_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END001"
NAME = "ending-raised-late"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Raise the ending now and record it, and document why it came late (override)."
_SESSIONS = 2


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once it is too late."""
    last, raised = course.planned - _SESSIONS, course.ending_raised
    if course.is_maintenance or last < 1 or (raised is not None and raised <= last):
        return
    if held(course) >= last:
        told = f"session {held(course)} of {course.planned} is held, and the ending"
        when = "is not raised yet" if raised is None else f"was first raised in session {raised}"
        yield Raised(f"{told} {when}; it was due by session {last}", last, severity=end_severity(course))
    elif raised is None and course.counted and is_agreed_end(course):
        yield Raised(
            f"the course was concluded after {held(course)} sessions, and no note says that the ending was raised"
        )
