"""# VAR001: With an adolescent, the parents are in the record

## What it does
Speaks in IPT for adolescents when by the limit no note has a Parent contact: what was talked over with
a parent, or why there was no contact.

## Why
Parents are invited at set points: at the start, perhaps in the middle, and at the end (Penn State,
continuum.militaryfamilies.psu.edu; International Society of IPT).

## Example
Session 4 is held; no note has a section Parent contact.

## How to mend it
Write a Parent contact section: the contact, or the reason why there was none.

## When an override is right
When the contact is kept in another record: say where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "VAR001"
NAME = "missing-parent-contact"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write a Parent contact section: the contact, or why there was none."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the beginning's limit is reached."""
    if course.variant.id == "ipt_a" and is_due(course) and "parent_contact" not in course.charted:
        yield Raised(f"{now(course)}: neither a contact with a parent nor a reason is recorded")
