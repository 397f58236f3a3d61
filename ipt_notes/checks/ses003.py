"""# SES003: Sessions have the variant's length

## What it does
Finds sessions shorter or longer than the variant's range.

## Why
The length belongs to the frame (45 to 60 minutes: Thomas 2021; other variants have their own).

## Example
A session of 20 minutes in an acute course (45 to 60).

## How to mend it
Correct the minutes in the note, or say why.

## When an override is right
Illness, a crisis, technical trouble.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SES003"
NAME = "unusual-minutes"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Correct the minutes in the note, or document why."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a session."""
    usual = course.variant.minutes
    if usual is None:
        return
    for session in course.attended:
        if session.minutes is not None and not usual[0] <= session.minutes <= usual[1]:
            took = f"session {session.number} took {count(session.minutes, 'minute')}"
            yield Raised(f"{took}; {course.variant.name} has {usual[0]} to {usual[1]}", session.number)
