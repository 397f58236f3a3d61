"""# SES004: Phases follow each other in their order

## What it does
Finds a session whose phase comes before that of an earlier session.

## Why
Beginning, middle and final are three ordered parts.

## Example
Session 6 is middle, session 7 is beginning.

## How to mend it
Correct the phase, or open a new course.

## When an override is right
When a return to assessment was decided; say why.
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
NAME = "phase-goes-back"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Correct the phase in the note, or start a new course."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a step back."""
    for before, after in pairwise(course.attended):
        if PHASE_ORDER.index(after.phase) < PHASE_ORDER.index(before.phase):
            yield Raised(
                f"session {after.number} is {after.phase}, after session {before.number} was {before.phase}",
                after.number,
            )
