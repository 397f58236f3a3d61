"""# BEG002: One session before the limit, half of the beginning is there

## What it does
Speaks when the last session but one of the beginning is held, and fewer than half of the required items are
complete or the inventory is not started.

## Why
It is an early word before BEG001 becomes an error. The half is this project's convention.

## Example
After session 2 of 3 only the diagnosis and the risk assessment are complete: 2 of 11.

## How to mend it
Plan the next session around what is still open; `ipt write CODE` shows it.

## When an override is right
When the order of the work was chosen on purpose: say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import held

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
    if course.limit < 2 or held(course) != course.limit - 1:
        return
    items = course.required_items
    complete = sum(1 for item in items if item.is_complete)
    is_started = "inventory" in course.charted
    if complete < len(items) * setting.thresholds.half or not is_started:
        inventory = "" if is_started else "; the inventory is not started"
        yield Raised(
            f"session {held(course)} of {course.limit} is held: {complete} of {len(items)} beginning items "
            f"are complete{inventory}",
            held(course),
        )
