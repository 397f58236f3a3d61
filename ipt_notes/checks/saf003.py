"""# SAF003: A raised risk has a plan

## What it does
Finds risk assessments of level moderate or high without a safety plan or an escalation. `none`, `no`, `n/a`
and `not asked` are no plan, whatever follows them: "no, she would not talk about it".

## Why
What is done about a risk belongs beside it; the rule is this project's.

## Example
`level: moderate`, and neither `safety plan` nor `escalation`.

## How to mend it
Write the plan, or whom it was passed on to. If the client did not want a plan, begin with what you did
instead. An addendum does for a signed note.

## When an override is right
Never. What was done about safety belongs in the record; a reason does not take its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SAF003"
NAME = "risk-without-plan"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write `safety plan` or `escalation` under that Risk assessment."
_DENIES = re.compile(
    r"\s*((none|nil|n[./]?a)\b|no\s*[^\w\s]|no (safety )?plan\b|not (yet|made|agreed|needed)\b)",
    re.IGNORECASE,
)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a session, by its assessment with its addenda."""
    last = {risk.session: risk for risk in course.risks}
    for risk in last.values():
        is_raised = risk.level.casefold().startswith(("moderate", "high"))
        if is_raised and not any(_is_plan(text) for text in (risk.safety_plan, risk.escalation)):
            told = (
                f"the risk of session {risk.session} is {risk.level}, with no safety plan and no escalation"
            )
            yield Raised(told, risk.session)


def _is_plan(text: str) -> bool:
    """Whether it says what is done; "none, the client refused" does not, "no alcohol at home" does."""
    return bool(stated(text)) and not _DENIES.match(text)
