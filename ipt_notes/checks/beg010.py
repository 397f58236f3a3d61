"""# BEG010: Beginning notes are written near their session

## What it does
Finds beginning notes that were changed more than seven days after their session.

## Why
Honest dating: what is claimed for a session should have been known then. The week is this project's.

## Example
The note of session 2 of 19 January was last changed on 3 February.

## How to mend it
If the work was done later, write it in the later session; else say why.

## When an override is right
An illness, a correction of spelling: say which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import REQUIRED_ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG010"
NAME = "beginning-edited-late"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Move what was done later to its own session, or say why it was written late."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """One finding a session."""
    for session in course.sessions:
        days = (session.last_saved.date() - session.date).days
        holds = any(section.id in REQUIRED_ITEMS for section in session.content.sections)
        if session.number <= course.limit and course.limit and holds and days > setting.thresholds.edit_days:
            yield Raised(
                f"beginning items of session {session.number} of {session.date} were written {days} days after it",
                session.number,
            )
