"""# PRB009: A change of focus is agreed

## What it does
Speaks when a note after the limit names another area than the one in focus, and the contract was not agreed
anew: no `renegotiation` in the session of the change, the one before it or a later one, and no new number
of sessions since.

## Why
Changes of the frame are made in the open (Weissman, Markowitz and Klerman 2000, chapter 7).

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
    for session in course.focus_changes:
        if course.limit and session > course.limit and not _is_renegotiated(course, session):
            yield Raised(f"the focus changed in session {session}, and no renegotiation is written", session)


def _is_renegotiated(course: Course, session: int) -> bool:
    around = [each for each in course.sessions if each.number >= session - 1]
    is_written = any(section.value("renegotiation") for each in around for section in each.all("contract"))
    return is_written or any(plan.session is None and plan.on >= around[0].date for plan in course.plans)
