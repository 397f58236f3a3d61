"""# PRB003: Interpersonal deficits are the last resort

## What it does
Speaks when the focus is interpersonal deficits, and the record does not say of each of the other three
areas why it was ruled out. `none`, `no` and `not asked` rule nothing out.

## Why
The area is chosen only when none of the other three can be found (Weissman, Markowitz and Klerman 2018, on
deficits; Thomas 2021).

## Example
`area: interpersonal deficits`, and `ruled out grief` is blank.

## How to mend it
Write `ruled out grief`, `ruled out role dispute` and `ruled out role transition`, each with the reason.

## When an override is right
Never. Without it the record does not show why this focus was chosen; a reason for the gap does not say it.
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

CODE = "PRB003"
NAME = "deficits-without-exclusion"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write why grief, role dispute and role transition were each ruled out."
_RULED_OUT = ("ruled_out_grief", "ruled_out_role_dispute", "ruled_out_role_transition")


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all that are blank."""
    for focus in course.foci:
        blank = [words(key) for key in _RULED_OUT if not stated(focus.text(key))]
        if focus.area == ProblemArea.INTERPERSONAL_DEFICITS and blank:
            yield Raised(
                f"the focus is interpersonal deficits; without a reason: {joined(blank)}", focus.first_session
            )
