"""# END004: A planned ending leaves warning signs and a plan

## What it does
Speaks when the last planned session is held or the course is concluded, and there are fewer than two
warning signs, or no plan under Contingency plan. Where the course did not end by agreement it is a note
only. A maintenance course goes on with those of the acute one.

## Why
Knowing the signs and what to do first is what helps against relapse (ebrary.net 75348, IPT casebook;
Pilot and Feasibility Studies, s40814-021-00889-x, table 2). The number of two is this project's.

## Example
One `### Skipping lunch`, and no Contingency plan.

## How to mend it
Write the signs in the client's words, and the plan. An addendum does for a signed note.

## When an override is right
When the client did not want to look ahead: say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import at_end, count, end_severity
from ipt_notes.course.sections import stated
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END004"
NAME = "missing-relapse-plan"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Write two Warning signs or more, and the Contingency plan."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """One finding for both."""
    when = at_end(course)
    if not when or course.is_maintenance:
        return
    signs, least = len(course.warning_signs), setting.thresholds.warning_signs
    there = f"{count(signs, 'warning sign')} of {least}" if signs else "no warning sign"
    lacks = [f"there is {there}"] if signs < least else []
    if not stated(course.charted_text("contingency_plan", "plan")):
        lacks.append("the contingency plan is blank")
    if lacks:
        yield Raised(f"{when}: {joined(lacks)}", severity=end_severity(course))
