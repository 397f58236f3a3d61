"""# TEC004: An analysis leads to a rehearsal

## What it does
Finds communication analyses after which no alternatives were written and no role play was held, in the
same session or the next two.

## Why
The analysis is usually followed by other ways to say it, and by trying them out (Thomas 2021;
ebrary.net 115882, on techniques).

## Example
An analysis in session 5; sessions 5, 6 and 7 have neither Alternatives nor a Role play.

## How to mend it
Look for alternatives, rehearse one, and write it down; or note why not.

## When an override is right
When something else came first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import analysis_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "TEC004"
NAME = "unrehearsed-analysis"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Write Alternatives below the incident or a Role play, or note why not."
_SESSIONS = 2


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding an analysis, once the next two sessions are held or the course is over."""
    for incident in course.incidents:
        last = incident.session + _SESSIONS
        is_over = course.last_number >= last or course.conclusion is not None
        if incident.script and is_over and not _is_rehearsed(course, incident.session, last):
            told = f"{analysis_of(incident)} had no alternatives and no role play by session {last}"
            yield Raised(told, incident.session)


def _is_rehearsed(course: Course, first: int, last: int) -> bool:
    if any(first <= each.session <= last and each.alternatives for each in course.incidents):
        return True
    return "role_play" in course.charted and any(
        session.has("role_play") for session in course.sessions if first <= session.number <= last
    )
