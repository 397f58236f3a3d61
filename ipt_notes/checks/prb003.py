"""# PRB003: Interpersonal deficits are the last resort

## What it does
Speaks when the focus is interpersonal deficits and the record does not say why each of the other three areas
was ruled out.

## Why
The area is chosen only when grief, role dispute and role transition can't be found.

## Example
`area: interpersonal deficits` and `ruled out grief` is blank.

## How to mend it
Write `ruled out grief`, `ruled out role dispute` and `ruled out role transition`.

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

CODE = "PRB003"
NAME = "deficits-not-last-resort"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write why grief, role dispute and role transition were each ruled out."
_RULED_OUT = ("ruled_out_grief", "ruled_out_role_dispute", "ruled_out_role_transition")


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all that are blank."""
    for focus in course.foci:
        blank = [words(key) for key in _RULED_OUT if not focus.text(key)]
        if focus.area == ProblemArea.INTERPERSONAL_DEFICITS and blank:
            yield Raised(
                f"the focus is interpersonal deficits; blank: {', '.join(blank)}", focus.first_session
            )
