"""# INV001: Somebody is in the inventory

## What it does
Speaks when nobody is in the interpersonal inventory by the limit.

## Why
The inventory is where the focus comes from (International Society of IPT, key elements).

## Example
Session 3 is held; the section has no `### Name`.

## How to mend it
Add the important people: `### N. (partner)` and the fields.

## When an override is right
When the inventory was drawn on paper and is filed: say where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV001"
NAME = "empty-inventory"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Add the important people under Inventory, one `### Name (relationship)` each."
ITEMS = ("inventory",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if is_due(course) and not course.people:
        yield Raised(f"{now(course)}: the inventory has nobody in it")
