"""# BEG003: No session after the limit is a beginning session

## What it does
Finds sessions numbered above the limit whose note says `phase: beginning`. An extension that is documented
with BEG001 moves this limit too.

## Why
The beginning has a ceiling (Stuart and Robertson 2012, chapter 3; Markowitz, Focus 2006; Thomas 2021).

## Example
Session 5 of an acute course, whose beginning ends with session 3, says `phase: beginning`.

## How to mend it
Change the phase in the note to middle, or document the extension with BEG001.

## When an override is right
A crisis, an interpreter, a complex diagnosis: the same reasons as for an extension.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG003"
NAME = "late-beginning-session"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Change the phase of the note to middle, or document the extension with BEG001."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a session."""
    for session in course.attended:
        if course.limit and session.number > course.limit and session.phase == Phase.BEGINNING:
            yield Raised(
                f"session {session.number} says phase: beginning; the beginning ends with session {course.limit}",
                session.number,
            )
