"""# PRB007: A dispute has expectations on both sides

## What it does
Speaks when neither the problem area nor the inventory says what the client expects, or what the other
expects.

## Why
Expectations that do not match define a dispute (International Society of IPT, key elements).

## Example
The partner's expectations are written, the client's are not.

## How to mend it
Write `client expects` and `other expects`, under Problem area or under the person in the inventory.

## When an override is right
When one side can't be known yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import ProblemArea, words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB007"
NAME = "one-sided-dispute"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `client expects` and `other expects`, under Problem area or in the inventory."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a focus."""
    for focus in course.foci:
        if focus.area != ProblemArea.ROLE_DISPUTE:
            continue
        person = course.person(focus.text("person"))
        blank = [
            words(key)
            for key in ("client_expects", "other_expects")
            if not (focus.text(key) or (person and person.text(key)))
        ]
        if blank:
            yield Raised(f"the focus is a role dispute; blank: {joined(blank)}", focus.first_session)
