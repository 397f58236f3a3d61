"""# TEC002: A communication analysis is a scene

## What it does
Finds communication analyses without a setting, with fewer than two lines, or with fewer than two
speakers.

## Why
The method reads an exchange like a script: where it was, who said what (Thomas 2021).

## Example
One line of the partner's, and nothing of what the client said.

## How to mend it
Write where and when it was, and what each of the two said. An addendum does for a signed note.

## When an override is right
When an answer without words is the point: say what it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import analysis_of
from ipt_notes.course.charted import person_key
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course
    from ipt_notes.course.note import Script

CODE = "TEC002"
NAME = "incomplete-scene"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Write the setting, and at least a line of each of two speakers."
_LEAST = 2


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding an analysis."""
    for incident in course.incidents:
        lacks = _lacks(incident.script) if incident.script else []
        if lacks:
            yield Raised(f"{analysis_of(incident)} lacks {joined(lacks)}", incident.session)


def _lacks(script: Script) -> list[str]:
    lacks = [] if script.setting else ["a setting"]
    if len(script.lines) < _LEAST:
        return [*lacks, "a second line" if script.lines else "its lines"]
    speakers = {person_key(line.speaker) for line in script.lines}
    return lacks if len(speakers) >= _LEAST else [*lacks, "a second speaker"]
