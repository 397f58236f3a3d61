"""# TRI002: Where there are vulnerabilities there are strengths

## What it does
Speaks when vulnerabilities are listed and no strength is.

## Why
The triad names both; the work builds on the strengths.

## Example
`vulnerabilities: avoids conflict; earlier episode`, and no strengths.

## How to mend it
Add a strength the client or you have seen.

## When an override is right
Rarely; a strength can be small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "TRI002"
NAME = "vulnerabilities-without-strengths"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Add a strength under Interpersonal triad."
ITEMS = ("interpersonal_triad",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised as soon as it is so."""
    said = course.charted_text
    if said("interpersonal_triad", "vulnerabilities") and not said("interpersonal_triad", "strengths"):
        yield Raised("the interpersonal triad lists vulnerabilities and no strength")
