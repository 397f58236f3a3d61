"""# SES001: Sessions are numbered without gaps, in the order of their dates

## What it does
Finds numbers that stand twice or are missing, and dates out of order. Only attended sessions have a number;
the intake is 0.

## Why
The integrity of the record; the rule is this project's.

## Example
Session 4 follows session 2; or session 5 is dated before session 4.

## How to mend it
Correct the note (number or date), or write the missing one. A mistaken note is withdrawn with `ipt-notes
void`.

## When an override is right
Never. A record that contradicts itself has to be corrected; a reason does not do that.
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
    numbers = [session.number for session in course.sessions]
    if numbers and numbers[0] > 1:
        yield Raised(_missing(1, numbers[0] - 1, numbers[0]), numbers[0])
    for before, after in pairwise(course.sessions):
        if after.number == before.number:
            yield Raised(f"there are two notes of session {after.number}", after.number)
        elif after.number > before.number + 1:
            yield Raised(_missing(before.number + 1, after.number - 1, after.number), after.number)
        if after.date < before.date:
            told = f"session {after.number} of {after.date} is dated before session {before.number} of {before.date}"
            yield Raised(told, after.number)


def _missing(first: int, last: int, there: int) -> str:
    gap = f"session {first} has" if first == last else f"sessions {first} to {last} have"
    return f"{gap} no note, and session {there} has one"
