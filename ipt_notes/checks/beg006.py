"""# BEG006: The sick role is explained

## What it does
Speaks when the section Sick role does not say by the limit how the illness was explained.

## Why
That the client has a recognised, treatable illness which is not their fault, and what follows from it, is a
defining element of IPT (Markowitz, Focus 2006; sick role at alpfmedical.info; Thomas 2021).

## Example
Session 3 is held; the section is empty.

## How to mend it
Record how it was explained, what the client is excused from, and what they work at.

## When an override is right
When a client or a culture rejects the framing as an illness: say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG006"
NAME = "unrecorded-sick-role"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Fill `explained` under Sick role."
ITEMS = ("sick_role",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if is_due(course) and not course.charted_text("sick_role", "explained"):
        yield Raised(f"{now(course)}: it is not recorded that the sick role was explained")
