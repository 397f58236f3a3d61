"""# MNT002: Maintenance begins in remission

## What it does
Speaks when the last PHQ-9 up to the first maintenance session is 5 or more. Where there is none by
then, nothing is said.

## Why
Maintenance is for people who have remitted (IPT Institute, maintenance IPT). The number is this
project's; under 5 is a common definition of remission.

## Example
The first maintenance session has PHQ-9 9.

## How to mend it
Agree on a continuation instead, as a new course, or say why it is maintenance.

## When an override is right
When the symptoms left are long-standing and maintenance was chosen for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import first_maintenance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "MNT002"
NAME = "maintenance-before-remission"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Make it a continuation, or document why it is maintenance."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """Raised at the first maintenance session."""
    first, below = first_maintenance(course), setting.thresholds.maintenance_below
    if first is None:
        return
    taken = [
        score for score in course.scores_of("phq9") if score.total is not None and score.session <= first
    ]
    total = taken[-1].total if taken else None
    if total is not None and total >= below:
        yield Raised(
            f"maintenance begins in session {first} with a PHQ-9 of {total:g}; under {below} is expected",
            first,
        )
