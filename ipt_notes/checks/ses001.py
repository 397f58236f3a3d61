"""# SES001: Sessions are numbered without gaps, in the order of their dates

## What it does
Finds numbers that stand twice or are missing, and dates out of order. Only attended sessions have a number;
the intake is 0.

## Why
The integrity of the record.

## Example
Session 4 follows session 2; or session 5 is dated before session 4.

## How to mend it
Correct the note (number or date), or write the missing one. A mistaken note is withdrawn with `void`.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SES001"
NAME = "broken-numbering"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Correct the number or the date, write the missing note, or withdraw the mistaken one."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a break."""
    sessions = course.sessions
    for before, after in pairwise(sessions):
        if after.number == before.number:
            yield Raised(f"there are two notes of session {after.number}", after.number)
        elif after.number > before.number + 1:
            yield Raised(
                f"session {before.number + 1} has no note, and session {after.number} has one", after.number
            )
        if after.date < before.date:
            yield Raised(
                f"session {after.number} of {after.date} is dated before session {before.number} of {before.date}",
                after.number,
            )
    if sessions and sessions[0].number > 1:
        yield Raised(f"the first note is of session {sessions[0].number}", sessions[0].number)
