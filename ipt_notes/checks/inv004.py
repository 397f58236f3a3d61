"""# INV004: The romantic status is recorded

## What it does
Speaks when `romantic status` is blank by the limit.

## Why
Romantic attachments belong to the inventory (Thomas 2021); `not applicable` is an answer.

## Example
The inventory has four people and no romantic status.

## How to mend it
Write it at the head of the inventory.

## When an override is right
When the client did not want it written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV004"
NAME = "blank-romantic-status"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Fill `romantic status` under Inventory."
ITEMS = ("inventory",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if is_due(course) and not course.charted_text("inventory", "romantic_status"):
        yield Raised(f"{now(course)}: the romantic status is blank")
