"""# SAF004: What speaks for caution has a rationale

## What it does
Speaks when Suitability names something that speaks for caution (psychosis, mania, acute suicidality,
substance dependence, and so on), and neither the note nor a later one says why IPT all the same, in
which variant, or where the client was referred.

## Why
IPT was made for depression without psychosis and outside bipolar disorder (psychologygoldcoast.com.au),
and IPT for adolescents names exclusions (International Society of IPT). The rule takes no side; it asks
for the reason.

## Example
`flags: hypomania in 2019`, and `rationale` is blank.

## How to mend it
Write `rationale` under Suitability.

## When an override is right
When the reason is written elsewhere: say where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "SAF004"
NAME = "unexplained-caution"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write `rationale` under Suitability: why IPT, which variant, or the referral."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised as soon as it is so; what is named later needs a reason of its own."""
    suitability = course.charted.get("suitability")
    flags = suitability.fields.get("flags") if suitability else None
    if flags is None or not stated(flags.text) or _is_explained(course, flags.last_session):
        return
    yield Raised(
        f"session {flags.last_session} names what speaks for caution, and no rationale is written",
        flags.last_session,
    )


def _is_explained(course: Course, since: int) -> bool:
    later = (session for session in course.sessions if session.number >= since)
    return any(
        stated(section.value("rationale")) or section.prose
        for session in later
        for section in session.all("suitability")
    )
