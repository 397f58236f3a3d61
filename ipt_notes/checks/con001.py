"""# CON001: The contract is complete

## What it does
Names what the contract lacks by the limit: planned sessions, frequency, minutes, the day it was agreed.
`none` and `not asked` leave it open.

## Why
The frame is fixed at the outset (Weissman, Markowitz and Klerman 2000, chapter 7; International Society of
IPT, key elements).

## Example
`agreed on` is blank.

## How to mend it
Complete the section Contract.

## When an override is right
Never. Without a frame there is nothing to renegotiate; a reason does not take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now
from ipt_notes.course.sections import BY_ID, stated
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "CON001"
NAME = "incomplete-contract"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Complete the Contract section."
ITEMS = ("contract",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all blank fields."""
    if not is_due(course):
        return
    keys = BY_ID["contract"].required
    blank = [words(key) for key in keys if not stated(course.charted_text("contract", key))]
    if blank:
        yield Raised(f"{now(course)}: the contract lacks {joined(blank)}")
