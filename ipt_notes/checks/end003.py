"""# END003: The feelings about the ending are recorded

## What it does
Speaks when the last planned session is held or the course is concluded, and no note of the final phase
has `ending feelings` under Ending. Where the course did not end by agreement it is a note only.

## Why
To invite sadness, worry and anger at parting is a core task of the final phase (Weissman, Markowitz and
Klerman 2000, chapter 7; ebrary.net 75315, IPT casebook).

## Example
Session 16 of 16 is held; `ending feelings` is blank in sessions 14 to 16.

## How to mend it
Ask, and write what was said. An addendum does for a signed note.

## When an override is right
When the client did not come to the last sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import at_end, end_severity, first_final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END003"
NAME = "unrecorded-ending-feelings"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Ask, and write `ending feelings` under Ending."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the end of a course that has a final phase."""
    final, when = first_final(course), at_end(course)
    if final is None or not when:
        return
    ending = course.charted.get("ending")
    feelings = ending.fields.get("ending_feelings") if ending else None
    if feelings is None or feelings.last_session < final:
        told = f"{when}, and the final phase (from session {final}) has no ending feelings"
        yield Raised(told, severity=end_severity(course))
