"""# END005: The client says why things changed

## What it does
Speaks when the last planned session is held or the course is concluded, and no note has the client's
own account of why things are better or not. Where the course did not end by agreement it is a note
only.

## Why
The account lets the credit land on the client's own efforts (Markowitz, IPT for PTSD; Oxford Clinical
Psychology, 9780197554500, chapter 9).

## Example
Session 16 of 16 is held; `client account` is blank.

## How to mend it
Ask, and write it under Ending. An addendum does for a signed note.

## When an override is right
When the client could not say: write that they were asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import at_end, end_severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END005"
NAME = "missing-client-account"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Ask why things changed or not, and write `client account` under Ending."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the end of the course."""
    when = at_end(course)
    if when and not course.charted_text("ending", "client_account"):
        told = f"{when}, and the client's own account of the change is not recorded"
        yield Raised(told, severity=end_severity(course))
