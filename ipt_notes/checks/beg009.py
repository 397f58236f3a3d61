"""# BEG009: Medication was considered

## What it does
Speaks when the record does not say by the limit whether medication was thought about, or the client
referred for that.

## Why
It is a task of the first phase (phases of IPT at alpfmedical.info). What comes of it is for the prescriber
and the client; this rule takes no side.

## Example
Session 3 is held; the section Medication considered is empty.

## How to mend it
Record the outcome: referred, already taken, offered and declined, not indicated.

## When an override is right
When another clinician keeps that record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG009"
NAME = "unconsidered-medication"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Fill `outcome` under Medication considered."
ITEMS = ("medication_considered",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if is_due(course) and not course.charted_text("medication_considered", "outcome"):
        yield Raised(f"{now(course)}: it is not recorded whether medication was considered")
