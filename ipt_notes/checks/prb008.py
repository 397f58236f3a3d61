"""# PRB008: A transition names the old and the new role

## What it does
Speaks when the focus is a role transition without the old or the new role. `none` and `not asked` are no
roles.

## Why
The move from one role to another defines it (International Society of IPT, key elements; Thomas 2021).

## Example
`area: role transition`, `old role: nurse`, and no new role.

## How to mend it
Write both under Problem area.

## When an override is right
Never. Without it the record does not show from what to what the transition leads; a reason for the gap does
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

CODE = "PRB008"
NAME = "transition-without-roles"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write `old role` and `new role` under Problem area."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a focus."""
    for focus in course.foci:
        blank = [words(key) for key in ("old_role", "new_role") if not stated(focus.text(key))]
        if focus.area == ProblemArea.ROLE_TRANSITION and blank:
            yield Raised(f"the focus is a role transition; blank: {joined(blank)}", focus.first_session)
