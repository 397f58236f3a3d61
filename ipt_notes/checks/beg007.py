"""# BEG007: The diagnosis names its system

## What it does
Speaks when by the limit there is no diagnosis with its system (ICD-11, DSM-5-TR), and no reason for one
below the threshold.

## Why
An explicit diagnosis is expected, and named to the client (iptuk.net, stages of IPT; Markowitz, Focus
2006).

## Example
`diagnosis: depressive episode` without `system`.

## How to mend it
Add the system, or `subthreshold reason`.

## When an override is right
When somebody else makes the diagnosis, and it is awaited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG007"
NAME = "unnamed-diagnosis"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Add the system, or a subthreshold reason, under Diagnosis."
ITEMS = ("diagnosis",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if not is_due(course) or course.charted_text("diagnosis", "subthreshold_reason"):
        return
    blank = [key for key in ("diagnosis", "system") if not course.charted_text("diagnosis", key)]
    if blank:
        yield Raised(f"{now(course)}: under Diagnosis is blank: {joined(blank)}")
