"""# ATT001: No-shows are followed up

## What it does
Speaks when a client did not come to a session before session 3, or missed two or more over the course,
and no contact was recorded since. Cancellations do not count.

## Why
In one study no-shows, and not cancellations, went with less change, the more so when they came early
(litmetric.com/detail/28263652, an abstract). Two is this project's number.

## Example
The client did not come to session 2, and nobody has called.

## How to mend it
Get in touch, and record it: `ipt contact CODE`. A contact on the day of the no-show or later will do.

## When an override is right
When it was talked over in the next session: say in which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count
from ipt_notes.course.vocabulary import Absence
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course
    from ipt_notes.course.parts import Missed

CODE = "ATT001"
NAME = "unanswered-no-show"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Contact the client, and record it with `ipt contact`."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """One finding for all no-shows that nothing has followed."""
    told = _told(course, setting)
    if told and not any(contact.on >= told[-1].on for contact in course.contacts):
        days = joined([str(missed.on) for missed in told])
        yield Raised(f"{count(len(told), 'no-show')} ({days}), and no contact is recorded since")


def _told(course: Course, setting: Setting) -> list[Missed]:
    """The no-shows that are told: all of them once there are enough, else the early ones."""
    usual = setting.thresholds
    missed = [each for each in course.missed if each.how is Absence.NO_SHOW]
    if len(missed) >= usual.no_shows:
        return missed
    session = course.session(usual.no_show_before)
    return [each for each in missed if session is None or each.on < session.date]
