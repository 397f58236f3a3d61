"""# SAF003: A raised risk has a plan

## What it does
Finds risk assessments of level moderate or high with neither `safety plan` (the plan, or where it is kept) nor
`escalation` (who was told). `none`, `no`, `n/a` and `not asked` are no plan, whatever follows them: "no, she
would not talk about it".

## Why
What is done about a risk belongs beside it; the rule is this project's.

## Example
`level: moderate`, and neither `safety plan` nor `escalation`.

## How to mend it
Write the plan or where it is kept (`safety plan: paper file, reviewed 2026-03-02`), or whom it was passed on to
(`escalation`; `escalated on`, `escalation agreed` and, later, `escalation outcome` complete it). If the client did
not want a plan, begin with what you did instead. An addendum does for a signed note.

## When an override is right
Never. What was done about safety belongs in the record; a reason does not take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.measures.risk import is_plan, is_raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SAF003"
NAME = "risk-without-plan"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write `safety plan` or `escalation` under that Risk assessment."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a session, by its assessment with its addenda."""
    last = {risk.session: risk for risk in course.risks}
    for risk in last.values():
        if is_raised(risk.level) and not any(map(is_plan, (risk.safety_plan, risk.escalation))):
            told = (
                f"the risk of session {risk.session} is {risk.level}, with no safety plan and no escalation"
            )
            yield Raised(told, risk.session)
