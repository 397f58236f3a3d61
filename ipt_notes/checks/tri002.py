"""# TRI002: Where there are vulnerabilities there are strengths

## What it does
Speaks when vulnerabilities are listed and no strength is. `strengths: none` is no strength.

## Why
The triad names both (Thomas 2021), and brief IPT builds on strengths (IPT Institute).

## Example
`vulnerabilities: avoids conflict; earlier episode`, and no strengths.

## How to mend it
Add a strength that the client or you have seen; it can be a small one.

## When an override is right
Rarely: when the client wanted the list as it is, say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated

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
    vulnerabilities, strengths = (
        stated(course.charted_text("interpersonal_triad", key)) for key in ("vulnerabilities", "strengths")
    )
    if vulnerabilities and not strengths:
        yield Raised("the interpersonal triad lists vulnerabilities and no strength")
