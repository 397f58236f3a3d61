"""# MEA002: A measure is taken every four sessions

## What it does
Speaks when more than four sessions were held since the last measure. It is silent once the course is
concluded, where END006 asks for the last measure.

## Why
Severity is measured regularly (Markowitz, Focus 2006), every four sessions (Stuart, teaching slides at
studylib.net).

## Example
PHQ-9 in session 4, and session 9 is held without another.

## How to mend it
Take a measure, in the next note or with `ipt-notes measure add`.

## When an override is right
When the client does not want questionnaires: say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "MEA002"
NAME = "overdue-measure"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Take a measure in the next session, or with `measure add`."
SESSIONS = 4


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised with the session that makes it too long; where no baseline was taken, MEA001 says so."""
    if course.conclusion or (course.limit and not course.scores):
        return
    last = course.scores[-1].session if course.scores else 0
    since = course.last_number - last
    if since > SESSIONS:
        when = f"since the last measure in session {last}" if course.scores else "without a measure"
        yield Raised(f"{count(since, 'session is', 'sessions are')} held {when}", course.last_number)
