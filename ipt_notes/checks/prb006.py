"""# PRB006: A dispute has a counterpart and a stage

## What it does
Speaks when the focus is a role dispute without a person or without its stage.

## Why
The stage (renegotiation, impasse, dissolution) decides what the work is.

## Example
`area: role dispute`, `person: N.`, and no `dispute stage`.

## How to mend it
Write both under Problem area.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import ProblemArea, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB006"
NAME = "dispute-without-counterpart"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write `person` and `dispute stage` under Problem area."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding."""
    for focus in course.foci:
        blank = [words(key) for key in ("person", "dispute_stage") if not focus.text(key)]
        if focus.area == ProblemArea.ROLE_DISPUTE and blank:
            yield Raised(f"the focus is a role dispute; blank: {' and '.join(blank)}", focus.first_session)
