"""# BEG004: The middle starts with an agreed focus

## What it does
Finds a middle session in a course in which no problem area says `agreed: yes`.

## Why
The client accepts the focus in so many words before the work on it starts.

## Example
Session 4 is a middle session, and the problem area says `agreed: no`.

## How to mend it
Record the client's agreement in the section Problem area, in the session in which it was given.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import first_middle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG004"
NAME = "middle-before-agreement"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Record the client's agreement: `agreed: yes` under Problem area."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the first middle session."""
    middle = first_middle(course)
    if course.limit and middle is not None and not any(focus.is_agreed for focus in course.foci):
        yield Raised(f"session {middle} is a middle session, and no problem area is agreed", middle)
