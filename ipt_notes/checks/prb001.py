"""# PRB001: One or two problem areas are in focus

## What it does
Speaks when by the limit no problem area is chosen, or more than two are.

## Why
IPT works on one area, at most two (US Department of Veterans Affairs, IPT for depression), each of them one
of four (International Society of IPT, key elements).

## Example
Three sections Problem area in one note, each with another area.

## How to mend it
Narrow to one or two, with the client.

## When an override is right
Never. Without a focus, or with three, the record does not say what was worked on; a reason does not
change that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB001"
NAME = "unsettled-focus"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Choose one or two areas with the client, and write a Problem area section for each."
ITEMS = ("problem_area",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """Raised once the beginning's limit is reached."""
    most = setting.thresholds.most_areas
    if is_due(course) and not course.foci:
        yield Raised(f"{now(course)}: no problem area is chosen")
    if is_due(course) and len(course.foci) > most:
        yield Raised(
            f"{now(course)}: {len(course.foci)} problem areas are in focus, and at most {most} can be",
            items=(),
        )
