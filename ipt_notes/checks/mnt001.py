"""# MNT001: Maintenance has a contract of its own

## What it does
Speaks when there is a maintenance session, and no Contract was written for it: planned sessions,
frequency, minutes, the day it was agreed. In a maintenance course it is the course's contract; a
maintenance session within another course needs one written in a maintenance session. `none` and `not
asked` leave it open.

## Why
Maintenance is contracted apart from the acute treatment (Weissman, Markowitz and Klerman 2018, chapter
2).

## Example
Session 17 says `phase: maintenance`; the contract is of session 3.

## How to mend it
Write a Contract in the maintenance session, or conclude the course and start a new one: `ipt-notes
course new CODE --variant ipt_m`.

## When an override is right
Never. Without a frame there is nothing to hold to; a reason does not take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import first_maintenance
from ipt_notes.course.sections import BY_ID, stated
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "MNT001"
NAME = "maintenance-without-contract"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write a Contract in the maintenance session, or start a maintenance course."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the first maintenance session."""
    first = first_maintenance(course)
    if first is None:
        return
    since = 0 if course.is_maintenance else first
    contract = course.charted.get("contract")
    written = {
        key
        for key, filled in (contract.fields if contract else {}).items()
        if filled.last_session >= since and stated(filled.text)
    }
    blank = [words(key) for key in BY_ID["contract"].required if key not in written]
    if blank:
        yield Raised(
            f"session {first} is a maintenance session, and its contract lacks {joined(blank)}", first
        )
