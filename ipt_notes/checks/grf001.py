"""# GRF001: Grief ends with something taken up again

## What it does
Speaks when the focus is grief, the last planned session is held or the course is concluded, and nothing is
written on re-engagement: no line `re-engagement` under Problem area, and no Focus work that has the word.

## Why
To rebuild interests and relationships is the second goal of the work on grief (Weissman, Markowitz and
Klerman 2018, on grief).

## Example
Session 16 of 16 is held; the Problem area never got a line `re-engagement`.

## How to mend it
Write what was taken up again under Problem area: `re-engagement: the reading group; coffee with P.` An
addendum does for a signed note.

## When an override is right
When mourning took the whole course: say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import at_end
from ipt_notes.course.sections import stated
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "GRF001"
NAME = "unwritten-re-engagement"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Write `re-engagement` under Problem area: what was taken up again."
_WORD = re.compile(r"\bre-?engag", re.IGNORECASE)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the end of the course."""
    grief = next((focus for focus in course.foci if focus.area == ProblemArea.GRIEF), None)
    when = at_end(course)
    if grief and when and not stated(grief.text("re_engagement")) and not _is_in_prose(course):
        yield Raised(f"{when}, and nothing is written on re-engagement, the second goal in grief")


def _is_in_prose(course: Course) -> bool:
    work = (section.prose for session in reversed(course.sessions) for section in session.all("focus_work"))
    return any(_WORD.search(prose) for prose in work)
