"""# EXP001: A final document has no open error behind it

## What it does
Speaks when a final export is asked for while an error is open, notes are not signed, or the course is not
concluded. `--draft` always works and lists what is open. It is silent in `check`, where the errors speak for
themselves.

## Why
A record must stay reachable, and a final document must not hide what is unfinished.

## Example
`ipt-notes export termination CODE -o F.docx` while SAF002 is open.

## How to mend it
Mend the errors, or export a draft.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.obstacles import course_obstacles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "EXP001"
NAME = "export-with-open-errors"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Mend the errors that are listed, or export with --draft."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for what stands in the way."""
    for obstacle in course_obstacles(course):
        yield Raised(obstacle.message)
