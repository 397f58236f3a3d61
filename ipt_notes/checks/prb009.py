"""# PRB009: A change of focus is agreed

## What it does
Speaks when the focus changed after the limit and no renegotiation of the contract stands at or after that
session.

## Why
Changes of the frame are made in the open.

## Example
Session 7 names another area, and the contract was last agreed in session 3.

## How to mend it
Write `renegotiation` under Contract: the date and the reason.

## When an override is right
When the change is one of words only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB009"
NAME = "silent-focus-change"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `renegotiation` under Contract, with date and reason."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a change."""
    contract = course.charted.get("contract")
    filled = contract.fields.get("renegotiation") if contract else None
    for session in course.focus_changes:
        if course.limit and session > course.limit and not (filled and filled.last_session >= session):
            yield Raised(f"the focus changed in session {session}, and no renegotiation is written", session)
