"""# CON003: No more sessions than agreed

## What it does
Speaks when more sessions were held than are agreed. The intake and maintenance sessions do not count. The
contract in the notes sets the number from the day it is agreed, before that the number with which the
course was started.

## Why
The time limit is explicit, and changed in the open (Weissman, Markowitz and Klerman 2000, chapter 7).

## Example
17 sessions held, 16 agreed.

## How to mend it
Agree the number anew (`ipt-notes client plan CODE --planned N`, or a contract with `renegotiation` in a
note), or end the course.

## When an override is right
A single session for a crisis at the end: say so. A further one needs its own word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "CON003"
NAME = "sessions-over-the-limit"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Agree the number anew with `client plan`, or end the course."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding, about the last session."""
    number = len({session.number for session in course.counted})
    if not course.is_maintenance and number > course.planned:
        since = f" since {course.plans[-1].on}" if course.plans else ""
        yield Raised(f"{number} sessions were held; {course.planned} are agreed{since}", held(course))
