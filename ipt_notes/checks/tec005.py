"""# TEC005: A decision analysis has options and a choice

## What it does
Finds decision analyses with fewer than two options, or without the one that is tried first. Sections
with the same title are read as one, so that a later note may add to them.

## Why
The technique weighs options and chooses one to begin with (ebrary.net 115882, on techniques).

## Example
`## Decision analysis: The nights` with one `### Option`.

## How to mend it
Add the options, one `###` each, and `chosen first`.

## When an override is right
When the client wants to wait with the choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course
    from ipt_notes.course.note import Section

CODE = "TEC005"
NAME = "open-decision"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Add two options or more, and `chosen first`, under Decision analysis."
_LEAST = 2


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a decision."""
    for session, sections in _decisions(course):
        options = {entry.name.casefold() for section in sections for entry in section.entries}
        lacks = [] if len(options) >= _LEAST else ["a second option" if options else "its options"]
        lacks += [] if any(stated(section.value("chosen_first")) for section in sections) else ["a choice"]
        if lacks:
            yield Raised(f"the decision analysis of session {session} lacks {joined(lacks)}", session)


def _decisions(course: Course) -> Iterator[tuple[int, list[Section]]]:
    """(first session, its sections) of each decision, by title."""
    found: dict[str, tuple[int, list[Section]]] = {}
    if "decision_analysis" in course.charted:
        for session in course.sessions:
            for section in session.all("decision_analysis"):
                found.setdefault(section.title.casefold(), (session.number, []))[1].append(section)
    yield from found.values()
