"""# DIS001: The stage of a dispute is rated again

## What it does
Speaks when the final phase has begun, and the stage of the dispute was rated in one session only. The
same stage, written again, is a rating.

## Why
The second rating shows whether the dispute moved. The rule is this project's.

## Example
`dispute stage: impasse` in session 3, nothing since, and session 10 is a final session.

## How to mend it
Write `dispute stage` under Problem area as it stands now.

## When an override is right
When the stage could not be told any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import first_final
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "DIS001"
NAME = "stage-rated-once"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `dispute stage` under Problem area again, as it stands now."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised once the final phase has begun, for a dispute that came into focus before it."""
    final = first_final(course)
    for focus in course.foci:
        rated = {session for session, _ in focus.stages}
        is_rated_once = len(rated) == 1 and focus.area == ProblemArea.ROLE_DISPUTE
        if final is not None and is_rated_once and min(rated) < final:
            _, stage = focus.stages[-1]
            once = f"the dispute was rated once, {stage} in session {min(rated)}"
            yield Raised(f"the final phase began in session {final}, and {once}", final)
