"""# PRB002: Of two areas one is primary

## What it does
Speaks when two areas are in focus and not exactly one is primary, or no rationale is given.

## Why
In a short treatment the focus drifts easily. The rule is this project's.

## Example
Grief and role transition, neither with `primary: yes`.

## How to mend it
Write `primary: yes` for one, and `rationale`.

## When an override is right
When both are one story: say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB002"
NAME = "unranked-areas"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `primary: yes` for one area, and a rationale."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised as soon as it is so."""
    if len(course.foci) != 2:
        return
    lacks = [] if sum(focus.is_primary for focus in course.foci) == 1 else ["which one is primary"]
    lacks += [] if any(focus.text("rationale") for focus in course.foci) else ["why"]
    if lacks:
        areas = joined([words(focus.area) for focus in course.foci])
        yield Raised(f"{areas} are both in focus; the record does not say {joined(lacks)}")
