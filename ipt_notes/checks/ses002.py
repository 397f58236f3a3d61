"""# SES002: Sessions follow each other weekly

## What it does
Finds gaps of more than 14 days between attended sessions (the variant's own interval in maintenance).

## Why
The weekly pace keeps the momentum; the 14 days are this project's.

## Example
Session 4 on 5 March, session 5 on 26 March.

## How to mend it
Note the reason.

## When an override is right
Illness, leave, a cancellation: say which.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SES002"
NAME = "long-gap"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Note the reason for the gap (override)."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a gap."""
    for before, after in pairwise(course.attended):
        days = (after.date - before.date).days
        if days > course.variant.gap_days:
            yield Raised(
                f"{days} days between session {before.number} and session {after.number}; usual are at most {course.variant.gap_days}",
                after.number,
            )
