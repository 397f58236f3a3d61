"""# SES004: Phases follow each other in their order

## What it does
Finds a session whose phase comes before that of the session before it.

## Why
Beginning, middle and final are three ordered parts (Thomas 2021).

## Example
Session 6 is middle, session 7 is beginning.

## How to mend it
Correct the phase in the note, or conclude the course and start a new one.

## When an override is right
When a return to assessment was decided: say why.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import PHASE_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SES004"
NAME = "backward-phase"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Correct the phase in the note, or start a new course."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a step back."""
    for before, after in pairwise(course.attended):
        if PHASE_ORDER.index(after.phase) < PHASE_ORDER.index(before.phase):
            told = f"session {after.number} says {after.phase}, after session {before.number} said {before.phase}"
            yield Raised(told, after.number)
