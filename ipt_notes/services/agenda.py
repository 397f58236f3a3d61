"""What is owed today, over the whole caseload: drafts, unsigned notes, assessments due, endings near."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.engine import check_course
from ipt_notes.command_line import typed
from ipt_notes.course.sections import section_heading
from ipt_notes.course.vocabulary import Phase
from ipt_notes.course.wording import session_name, spans
from ipt_notes.errors import Damaged
from ipt_notes.services import drafting, drafts
from ipt_notes.services.rescuing import rescue
from ipt_notes.services.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Thresholds
    from ipt_notes.course.model import Course
    from ipt_notes.services.practice import Practice

WEEK = dt.timedelta(days=7)
OVERDUE = dt.timedelta(days=3)
_LISTING = "BEG001"


class Owed(Struct, frozen=True):
    """One thing that is owed. `urgency` is now, soon or later; `how` is the command that settles it.

    `at` is when a draft was last kept (UTC).
    """

    code: str
    kind: str
    urgency: str
    what: str
    how: str
    due: dt.date | None = None
    at: dt.datetime | None = None


class Agenda(Struct, frozen=True):
    """What is owed on `today`, the most urgent first; `courses` counts those still running."""

    today: dt.date
    days: int
    courses: int
    owed: tuple[Owed, ...]


_ORDER = ("now", "soon", "later")


def agenda(practice: Practice, days: int = 7) -> Agenda:
    """What is owed within `days` from today."""
    today, found, running = practice.settings.today, list(_drafts(practice)), 0
    limits = thresholds(practice.settings)
    for grant in practice.grants():
        try:
            course = practice.read(grant).course
        except Damaged as error:
            found.append(Owed(grant.code, "damage", "now", error.message, "ipt-notes vault verify"))
            continue
        running += course.conclusion is None
        found += _of(course, today, days, limits)
    found.sort(key=lambda owed: (_ORDER.index(owed.urgency), owed.code.casefold()))
    return Agenda(today, days, running, tuple(found))


def _drafts(practice: Practice) -> Iterator[Owed]:
    rescue(practice)
    for draft in drafts.left(practice):
        what = f"{drafting.told(practice, draft)} was kept"
        yield Owed(draft.code, "draft", "now", what, drafting.command(draft), at=draft.at)


def _of(course: Course, today: dt.date, days: int, limits: Thresholds) -> Iterator[Owed]:
    yield from _errors(course, today, limits)
    yield from _unsigned(course, today)
    if course.conclusion:
        yield from _after(course, today)
        return
    yield from _beginning(course, today, days)
    yield from _ending(course)
    yield from _pace(course, today)


def _errors(course: Course, today: dt.date, limits: Thresholds) -> Iterator[Owed]:
    """Open errors by their rules, as `check` has them; BEG001 is said with the assessments that are due."""
    findings = check_course(course, today, thresholds=limits)
    found = [finding.rule for finding in findings if finding.is_open_error and finding.rule != _LISTING]
    if found:
        code, rules = course.client.code, ", ".join(dict.fromkeys(found))
        yield Owed(code, "finding", "now", f"open errors: {rules}", f"ipt-notes check {typed(code)}")


def _unsigned(course: Course, today: dt.date) -> Iterator[Owed]:
    """The notes that wait for a signature in one line; the oldest says how urgent they are."""
    unsigned, code = course.unsigned, course.client.code
    if not unsigned:
        return
    oldest, first = min(session.date for session in unsigned), unsigned[0]
    what = f"{session_name(first.number)} of {first.date} is not signed"
    how = f"ipt-notes note sign {typed(code)} {first.number}"
    if len(unsigned) > 1:
        numbers = spans([session.number for session in unsigned])
        what = f"sessions {numbers} are not signed, the oldest of {oldest}"
        how = f"ipt-notes note sign --all {typed(code)}"
    yield Owed(code, "unsigned", "now" if today - oldest >= OVERDUE else "soon", what, how, oldest + OVERDUE)


def _after(course: Course, today: dt.date) -> Iterator[Owed]:
    if course.conclusion and not (course.summary and course.summary.signature):
        days = (today - course.conclusion.on).days
        urgency = "now" if days >= 15 else "soon"
        code = course.client.code
        yield Owed(
            code,
            "summary",
            urgency,
            f"the summary is not signed, {days} days after the end",
            f"ipt-notes finish {typed(code)}",
        )


def _beginning(course: Course, today: dt.date, days: int) -> Iterator[Owed]:
    limit, last, code = course.limit, course.last_number, course.client.code
    if not limit or not course.owed:
        return
    names = _owed_names(course)
    if last >= limit:
        what = f"the beginning was due by session {limit}; still open: {names}"
        yield Owed(code, "assessment", "now", what, f"ipt-notes check {typed(code)}")
        return
    on = course.sessions[-1].date + WEEK * (limit - last) if course.sessions else None
    if on is None or on <= today + dt.timedelta(days=days):
        urgency = "now" if limit - last <= 1 and course.sessions else "soon"
        what = f"due by session {limit} (next is {last + 1}): {names}"
        yield Owed(code, "assessment", urgency, what, f"ipt-notes write {typed(code)}", on)


def _owed_names(course: Course) -> str:
    if len(course.owed) == len(course.required_items):
        return f"all {len(course.owed)} tasks of the beginning"
    return ", ".join(
        "Measure" if item.id == "baseline_measure" else section_heading(item.id) for item in course.owed
    )


def _ending(course: Course) -> Iterator[Owed]:
    last, planned, code = course.last_number, course.planned, course.client.code
    left = planned - last
    if left <= 0:
        yield Owed(
            code,
            "conclusion",
            "now",
            f"{last} of {planned} sessions held; the course is not concluded",
            f"ipt-notes finish {typed(code)}",
        )
    elif left <= course.variant.final_length + 1 and last:
        raised = course.ending_raised is not None
        word = "the ending is raised" if raised else "the ending has not been raised"
        yield Owed(
            code,
            "ending",
            "later" if raised else "soon",
            f"{left} of {planned} sessions left; {word}",
            f"ipt-notes write {typed(code)}",
        )


def _pace(course: Course, today: dt.date) -> Iterator[Owed]:
    if not course.sessions or course.last_number >= course.planned:
        return
    session = course.sessions[-1]
    days = (today - session.date).days
    if days > course.variant.gap_days and session.phase != Phase.MAINTENANCE:
        code = course.client.code
        yield Owed(
            code,
            "pace",
            "soon",
            f"{days} days since session {session.number}",
            f"ipt-notes contact {typed(code)}",
        )
