"""# TRN001: A transition has losses and gains

## What it does
Speaks when losses are listed under a role transition and no gains, or gains and no losses.

## Why
The work aims at a more even view of both roles (treatmentfordepressionmemphis.com, on transitions).

## Example
`losses: the crew; the timetable`, and no `gains`.

## How to mend it
Ask for the other side, and write it; it can be a small thing.

## When an override is right
When the other side can't be spoken of yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "TRN001"
NAME = "one-sided-transition"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Write both `losses` and `gains` under Problem area."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised as soon as it is so."""
    for focus in course.foci:
        losses, gains = stated(focus.text("losses")), stated(focus.text("gains"))
        if focus.area == ProblemArea.ROLE_TRANSITION and bool(losses) != bool(gains):
            there, missing = ("losses", "gains") if losses else ("gains", "losses")
            yield Raised(f"the role transition has {there} listed and no {missing}", focus.first_session)
