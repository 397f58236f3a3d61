"""# PRB002: Of two areas one is primary

## What it does
Speaks when two areas are in focus and none is primary, or no rationale is given.

## Why
In a short treatment the focus drifts easily; the rule is this project's.

## Example
Grief and role transition, neither with `primary: yes`.

## How to mend it
Write `primary: yes` for one, and `rationale`.

## When an override is right
When both are one story; say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB002"
NAME = "two-areas-unranked"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `primary: yes` for one area, and a rationale."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised as soon as it is so."""
    if len(course.foci) != 2:
        return
    missing = [] if any(focus.is_primary for focus in course.foci) else ["which is primary"]
    missing += [] if any(focus.text("rationale") for focus in course.foci) else ["a rationale"]
    if missing:
        yield Raised(f"two problem areas are in focus; the record lacks {' and '.join(missing)}")
