"""# SES006: The middle works on the focus

## What it does
Finds two middle sessions in a row without focus work.

## Why
The middle is for the focus (Thomas 2021).

## Example
Sessions 6 and 7 have no Focus work section.

## How to mend it
Return to the focus, or record the work that was done on it.

## When an override is right
When a crisis took the sessions: say so.
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
NAME = "absent-focus-work"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write Focus work sections, or document what took their place."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a pair."""
    for before, after in pairwise(course.attended):
        is_middle = before.phase == after.phase == Phase.MIDDLE
        if is_middle and not (before.has("focus_work") or after.has("focus_work")):
            told = f"sessions {before.number} and {after.number} are middle sessions without focus work"
            yield Raised(told, after.number)
