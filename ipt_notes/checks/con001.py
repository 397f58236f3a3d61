"""# CON001: The contract is complete

## What it does
Names what the contract lacks by the limit: planned sessions, frequency, minutes, the day it was agreed.

## Why
The frame is fixed at the outset.

## Example
`agreed on` is blank.

## How to mend it
Complete the section Contract.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now
from ipt_notes.course.sections import BY_ID
from ipt_notes.course.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "CON001"
NAME = "contract-incomplete"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Complete the Contract section."
ITEMS = ("contract",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all blank fields."""
    if not is_due(course):
        return
    blank = [words(key) for key in BY_ID["contract"].required if not course.charted_text("contract", key)]
    if blank:
        yield Raised(f"{now(course)}: the contract lacks {', '.join(blank)}")
