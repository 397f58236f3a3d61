"""# BEG004: The middle starts with an agreed focus

## What it does
Finds a middle session in a course in which no problem area in focus says `agreed: yes`. A focus that was
changed needs an agreement of its own.

## Why
The client accepts the focus explicitly before the work on it starts (phases of IPT at alpfmedical.info).

## Example
Session 4 is a middle session, and the problem area says `agreed: no`.

## How to mend it
Record the client's agreement under Problem area, in the session in which it was given.

## When an override is right
Never. Work on a focus rests on the client's word; a reason does not take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import first_middle
from ipt_notes.course.vocabulary import Phase, words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG004"
NAME = "middle-before-agreement"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Record the client's agreement: `agreed: yes` under Problem area."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the first middle session of the focus."""
    middle = first_middle(course)
    if not course.limit or middle is None or any(focus.is_agreed for focus in course.foci):
        return
    changed = course.focus_changes[-1] if course.focus_changes else 0
    since = (each.number for each in course.attended if each.number >= changed and each.phase == Phase.MIDDLE)
    session = next(since, middle)
    areas = joined([words(focus.area) for focus in course.foci])
    lacks = f"the client's agreement to {areas} is not recorded" if areas else "no problem area is chosen"
    yield Raised(f"session {session} is a middle session, and {lacks}", session)
