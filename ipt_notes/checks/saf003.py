"""# SAF003: A raised risk has a plan

## What it does
Finds risk assessments of level moderate or high without a safety plan or an escalation.

## Why
What is done about a risk belongs beside it.

## Example
`level: moderate`, and neither `safety plan` nor `escalation`.

## How to mend it
Write the plan, or whom it was passed on to.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

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
    """One finding an assessment."""
    for risk in course.risks:
        if risk.level in ("moderate", "high") and not (risk.safety_plan or risk.escalation):
            yield Raised(
                f"the risk of session {risk.session} is {risk.level}, with no safety plan or escalation",
                risk.session,
            )
