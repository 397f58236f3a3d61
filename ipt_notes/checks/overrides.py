"""What makes an override a documented clinical reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.rule import rule
from ipt_notes.checks.setting import DEFAULT, Thresholds
from ipt_notes.course.variants import MOST_EXTENSION
from ipt_notes.course.wording import is_reason
from ipt_notes.errors import Refused, UsageProblem

if TYPE_CHECKING:
    from ipt_notes.course.model import Course


_HOW = "--reason: say it so that a colleague understands"


class NoOverride(Refused):
    """{rule} can't be overridden: it is about integrity, safety or a definition."""

    hint = "mend the record instead: `ipt-notes rules {rule}` says how"


def validate_target(code: str, extended_to: int | None, course: Course) -> None:
    """What can be said before there is a reason: NotFound for no rule, NoOverride, UsageProblem for a session that will not do."""
    if not rule(code).is_overridable:
        raise NoOverride(rule=code)
    if code == "BEG001":
        _validate_extension(extended_to, course.beginning_limit)
    elif extended_to is not None:
        raise UsageProblem(what=f"{code} has nothing to extend", hint="--extend-to belongs to BEG001")


def validate_override(
    code: str, reason: str, extended_to: int | None, course: Course, thresholds: Thresholds = DEFAULT
) -> None:
    """As `validate_target`, and UsageProblem for a reason that is too short or has no words."""
    validate_target(code, extended_to, course)
    if len(reason.strip()) < thresholds.reason_length:
        raise UsageProblem(what=f"the reason has fewer than {thresholds.reason_length} characters", hint=_HOW)
    if not is_reason(reason):
        raise UsageProblem(what="the reason has no words", hint=_HOW)


def _validate_extension(extended_to: int | None, limit: int) -> None:
    if not limit:
        raise UsageProblem(what="this course has no beginning to extend", hint="its variant has no limit")
    if extended_to is None or not limit < extended_to <= limit + MOST_EXTENSION:
        raise UsageProblem(
            what="an override of BEG001 names the session the beginning is extended to",
            hint=f"--extend-to takes {limit + 1} to {limit + MOST_EXTENSION} in this course",
        )
