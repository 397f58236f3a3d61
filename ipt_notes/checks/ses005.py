"""# SES005: Middle sessions link mood and event

## What it does
Finds middle sessions without a mood event link.

## Why
It is the central weekly task of the middle (iptuk.net, stages of IPT; phases of IPT at alpfmedical.info).

## Example
Session 6 has a check-in and a measure, and no Mood event link.

## How to mend it
Add a line: how mood and events went together this week. An addendum does for a signed note.

## When an override is right
When the session went to a crisis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SES005"
NAME = "missing-mood-event-link"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write a Mood event link section."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a session."""
    for session in course.attended:
        if session.phase == Phase.MIDDLE and not session.has("mood_event_link"):
            yield Raised(
                f"session {session.number} is a middle session without a mood event link", session.number
            )
