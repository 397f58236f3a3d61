"""# BEG008: There is a timeline

## What it does
Speaks when no event stands in the timeline by the limit.

## Why
Events set beside mood support the formulation (ebrary.net, IPT casebook; Medicine Today, October 2018).

## Example
Session 3 is held; the timeline is empty.

## How to mend it
Add two or three events: `- 2025-04: move; sleep worse from then on`.

## When an override is right
When the client did not want to look back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG008"
NAME = "missing-timeline"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Add two or three events under Timeline."
ITEMS = ("timeline",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if is_due(course) and not course.timeline:
        yield Raised(f"{now(course)}: the timeline has no event")
