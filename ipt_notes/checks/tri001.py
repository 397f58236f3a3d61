"""# TRI001: The interpersonal triad has its three corners

## What it does
Names the corners that are empty by the limit: acute crisis, strengths and vulnerabilities, social support.

## Why
The triad names three factors that bear on the distress together (Thomas 2021); one that is missing leaves a
gap in the formulation.

## Example
Crisis and support are written; strengths and vulnerabilities are not.

## How to mend it
Fill the corner under Interpersonal triad.

## When an override is right
When a corner is written in the formulation instead: say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "TRI001"
NAME = "empty-triad-corner"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Fill the corner under Interpersonal triad."
ITEMS = ("interpersonal_triad",)
_CORNERS = {
    "acute crisis": ("acute_crisis",),
    "strengths and vulnerabilities": ("strengths", "vulnerabilities"),
    "social support": ("social_support",),
}


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all empty corners."""
    if not is_due(course):
        return
    said = course.charted_text
    empty = [
        corner
        for corner, keys in _CORNERS.items()
        if not any(said("interpersonal_triad", key) for key in keys)
    ]
    if empty:
        yield Raised(f"{now(course)}: the interpersonal triad is empty in {'; '.join(empty)}")
