"""# BEG002: One session before the limit, half of the beginning is there

## What it does
Speaks when the last session but one of the beginning is held and fewer than half of the required items are
complete, or the inventory is not started.

## Why
An early word before BEG001 becomes an error; the half is this project's convention.

## Example
After session 2 of 3 only the diagnosis and the risk assessment are complete.

## How to mend it
Plan the next session around what is still open; `ipt write CODE` shows it.

## When an override is right
When the order of the work was chosen on purpose, say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG002"
NAME = "slow-beginning"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Plan the next session around the open items."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """Raised exactly when the next session is the last of the beginning."""
    if course.limit < 2 or course.last_number != course.limit - 1:
        return
    items = course.required_items
    complete = sum(1 for item in items if item.is_complete)
    has_people = bool(course.people)
    if complete < len(items) * setting.thresholds.half or not has_people:
        people = "" if has_people else "; the inventory is not started"
        yield Raised(
            f"session {course.last_number} of {course.limit}: {complete} of {len(items)} beginning items are complete{people}",
            course.last_number,
        )
