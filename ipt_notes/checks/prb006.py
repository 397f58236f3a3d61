"""# PRB006: A dispute has a counterpart and a stage

## What it does
Speaks when the focus is a role dispute without a person or without its stage. `none` and `not asked` are
neither.

## Why
The stage (renegotiation, impasse, dissolution) decides what the work is (teaching slides on role disputes,
pdfslide.us).

## Example
`area: role dispute`, `person: N.`, and no `dispute stage`.

## How to mend it
Write both under Problem area.

## When an override is right
Never. Without it the record does not show with whom and where the dispute stands; a reason for the gap does
not say it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated
from ipt_notes.course.vocabulary import ProblemArea, words
from ipt_notes.course.wording import joined

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
    """One finding a focus."""
    for focus in course.foci:
        blank = [words(key) for key in ("person", "dispute_stage") if not stated(focus.text(key))]
        if focus.area == ProblemArea.ROLE_DISPUTE and blank:
            yield Raised(f"the focus is a role dispute; blank: {joined(blank)}", focus.first_session)
