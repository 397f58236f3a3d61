"""# EXP001: A final document has no open error behind it

## What it does
Lists what stands against a final termination summary: open errors, notes that are not signed, a course that
is not concluded. It speaks when an export is asked for, and with `ipt-notes check CODE --select EXP001`;
otherwise the errors speak for themselves. `--draft` always works, and lists what is open.

## Why
A record must stay reachable, and a final document must not hide what is unfinished. The rule is this
project's.

## Example
`ipt-notes export termination CODE -o FILE.docx` while SAF002 is open.

## How to mend it
Mend what is listed, or export a draft.

## When an override is right
Never. A draft is the way out: it says on every page what it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "EXP001"
NAME = "final-export-with-open-errors"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Mend it (`ipt-notes rules RULE` explains a rule), or export with --draft."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """One finding for each thing that stands in the way."""
    from ipt_notes.checks.engine import export_obstacles

    for obstacle in export_obstacles(course, setting.today, setting.thresholds):
        yield Raised(obstacle.message)
