"""Runs the rules over a course: severity, overrides, and silence where another finding says it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Finding, Raised
from ipt_notes.checks.obstacles import Obstacle, course_obstacles
from ipt_notes.checks.rule import Rule, all_rules, rule
from ipt_notes.checks.setting import DEFAULT, Setting, Thresholds
from ipt_notes.errors import NotFound

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from ipt_notes.course.model import Course, Override

__all__ = ["Finding", "all_rules", "check_course", "export_obstacles", "rule"]

_LISTING = "BEG001"
_NEVER_SILENT = "SAF"
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
    raised = [(rule, one) for rule in chosen(select, ignore) for one in rule.check(course, setting)]
    listed = {item for rule, one in raised if rule.code == _LISTING for item in one.items}
    found = [_finding(rule, one, course) for rule, one in raised if not _is_said(rule, listed)]
    return tuple(
        sorted(found, key=lambda finding: (finding.session is None, finding.session or 0, finding.rule))
    )


def chosen(select: Sequence[str], ignore: Sequence[str]) -> Iterator[Rule]:
    """The rules to run; EXP001 speaks only when an export is asked for."""
    for part in (*select, *ignore):
        if not any(each.code.startswith(part) for each in all_rules()):
            rule(part)
            raise NotFound(what=f"the rule {part}")
    for each in all_rules():
        is_selected = not select or each.code.startswith(tuple(select))
        if is_selected and each.code != _AT_EXPORT and not (ignore and each.code.startswith(tuple(ignore))):
            yield each


def _is_said(rule: Rule, listed: set[str]) -> bool:
    """Whether BEG001 lists the item this rule would only find empty."""
    return bool(set(rule.items) & listed) and not rule.code.startswith(_NEVER_SILENT)


def _finding(rule: Rule, raised: Raised, course: Course) -> Finding:
    override = None if raised.is_final or not rule.is_overridable else _override(rule, course.overrides)
    return Finding(
        rule.code,
        rule.name,
        rule.severity,
        raised.message,
        rule.fix,
        raised.session,
        override is not None,
        override.reason if override else "",
    )


def _override(rule: Rule, overrides: Iterable[Override]) -> Override | None:
    """The last documented reason for this rule."""
    return next((each for each in reversed(tuple(overrides)) if each.rule == rule.code), None)


def export_obstacles(course: Course, today: dt.date) -> tuple[Obstacle, ...]:
    """What stands against a final export: unsigned notes, no conclusion, open errors (EXP001 says it of each)."""
    errors = [finding for finding in check_course(course, today) if finding.is_open_error]
    told = tuple(Obstacle(f"{finding.rule}: {finding.message}", finding.fix) for finding in errors)
    return course_obstacles(course) + told
