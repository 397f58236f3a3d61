"""# SES006: The middle works on the focus

## What it does
Finds two middle sessions in a row without focus work.

## Why
The middle is for the focus.

## Example
Sessions 6 and 7 have no Focus work section.

## How to mend it
Return to the focus, or record the work that was done on it.

## When an override is right
When a crisis took the sessions; say so.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SES006"
NAME = "focus-left-aside"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write Focus work sections, or document what took their place."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a pair."""
    middle = [session for session in course.attended if session.phase == Phase.MIDDLE]
    for before, after in pairwise(middle):
        if after.number == before.number + 1 and not (before.has("focus_work") or after.has("focus_work")):
            yield Raised(f"sessions {before.number} and {after.number} have no focus work", after.number)
