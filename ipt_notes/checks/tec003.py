"""# TEC003: A communication analysis sets what was meant beside what came across

## What it does
Finds communication analyses in which no line has both `intended` and `communicated`.

## Why
The difference between the two is the key question of the method (Thomas 2021).

## Example
Four lines, two of them with `felt`, none with `communicated`.

## How to mend it
Fill one pair, in the line that mattered most. An addendum does for a signed note.

## When an override is right
When the client could not say yet what was meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import analysis_of, count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "TEC003"
NAME = "unread-scene"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Fill `intended` and `communicated` under one line."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding an analysis that has lines."""
    for incident in course.incidents:
        lines = incident.script.lines if incident.script else ()
        if lines and not any(line.intended and line.communicated for line in lines):
            told = f"{analysis_of(incident)} has {count(len(lines), 'line')}, none with both intended and communicated"
            yield Raised(told, incident.session)
