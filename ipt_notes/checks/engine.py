"""Runs the rules over a course: severity, overrides, and silence where another finding says it already."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Finding, Raised
from ipt_notes.checks.obstacles import Obstacle, course_obstacles
from ipt_notes.checks.rule import Rule, all_rules, rule
from ipt_notes.checks.setting import DEFAULT, Setting, Thresholds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from ipt_notes.course.model import Course, Override

__all__ = ["Finding", "all_rules", "check_course", "export_obstacles", "obstacles_of", "rule"]

_LISTING = "BEG001"
_AT_EXPORT = "EXP001"


def check_course(
    course: Course,
    today: dt.date,
    *,
    thresholds: Thresholds = DEFAULT,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """The findings of a course on a day, by session and rule. `select` and `ignore` are codes or their beginnings.

    NotFound when a code fits no rule.
    """
    setting = Setting(today, thresholds)
    raised = [
        (rule, one) for rule in chosen(tuple(select), tuple(ignore)) for one in rule.check(course, setting)
    ]
    listed = {item for rule, one in raised if rule.code == _LISTING for item in one.items or ()}
    found = [_finding(rule, one, course) for rule, one in raised if not _is_said(rule, one, listed)]
    return tuple(
        sorted(found, key=lambda finding: (finding.session is None, finding.session or 0, finding.rule))
    )


@lru_cache(maxsize=8)
def chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules to run; EXP001, which repeats the others, only when it is selected."""
    for part in (*select, *ignore):
        if not any(each.code.startswith(part) for each in all_rules()):
            rule(part)  # raises NotFound with the nearest code
    return tuple(each for each in all_rules() if _is_chosen(each.code, select, ignore))


def _is_chosen(code: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    is_selected = code.startswith(select) if select else code != _AT_EXPORT
    return is_selected and not code.startswith(ignore)


def _is_said(rule: Rule, raised: Raised, listed: set[str]) -> bool:
    """Whether BEG001 lists the item this finding would only say is empty (DOMAIN 5b)."""
    items = rule.items if raised.items is None else raised.items
    return rule.code != _LISTING and not listed.isdisjoint(items)


def _finding(rule: Rule, raised: Raised, course: Course) -> Finding:
    override = _override(rule, raised, course)
    return Finding(
        rule.code,
        rule.name,
        raised.severity or rule.severity,
        raised.message,
        rule.fix,
        raised.session,
        override is not None,
        override.reason if override else "",
    )


def _override(rule: Rule, raised: Raised, course: Course) -> Override | None:
    """The last documented reason that covers this.

    One of BEG001 names the session it extends the beginning to; any other covers what stood in the record on its day,
    so that a later session is looked at anew.
    """
    if raised.is_final or not rule.is_overridable:
        return None
    if rule.code == _LISTING:
        return course.extensions[-1] if course.extensions else None
    session = course.session(raised.session) if raised.session is not None else None
    reasons = (each for each in reversed(course.overrides) if each.rule == rule.code)
    return next((each for each in reasons if session is None or session.date <= each.on), None)


def export_obstacles(
    course: Course, today: dt.date, thresholds: Thresholds = DEFAULT
) -> tuple[Obstacle, ...]:
    """What stands against a final export: unsigned notes, no conclusion, open errors (EXP001)."""
    return obstacles_of(course, check_course(course, today, thresholds=thresholds))


def obstacles_of(course: Course, found: Iterable[Finding]) -> tuple[Obstacle, ...]:
    """`export_obstacles` of a course whose findings are known already."""
    errors = (finding for finding in found if finding.is_open_error)
    told = tuple(Obstacle(f"{finding.rule}: {finding.message}", finding.fix) for finding in errors)
    return course_obstacles(course) + told
