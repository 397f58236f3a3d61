"""What one course owes on a day: an assessment of risk, signatures, assessments and measures due, the ending, the summary.

Pure: everything is read from the replayed course.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.checks import end006, mea002
from ipt_notes.checks.engine import check_course
from ipt_notes.checks.gate import count, named_sessions
from ipt_notes.checks.ses002 import usual_gap
from ipt_notes.command_line import typed
from ipt_notes.course.sections import item_name
from ipt_notes.course.wording import joined, local_day, session_name, spans
from ipt_notes.measures.risk import risk_on_record
from ipt_notes.services.telling_risk import told_item, told_level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ipt_notes.checks.finding import Finding
    from ipt_notes.checks.setting import Thresholds
    from ipt_notes.course.model import Course

WEEK = dt.timedelta(days=7)
OVERDUE = dt.timedelta(days=3)
SUMMARY_MARKS = (15, 30, 90)
"""Days since the last session against which a missing summary is shown."""
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


class Sharing(NamedTuple):
    """What a member has to do with a course, in a practice of several; as it stands: everything, as one therapist alone.

    `to_cosign` are the sessions that wait for this member's signature, `cosigns_summary` whether the summary does.
    `waits_for` names whose signature the rest waits for, "" where nobody supervises. `by_others` are who saved an
    unsigned note last, by its session, where that was another.
    """

    writes: bool = True
    to_cosign: tuple[int, ...] = ()
    cosigns_summary: bool = False
    waits_for: str = ""
    by_others: Mapping[int, str] = {}


ALONE = Sharing()
_FOR_EVERYBODY = ("risk", "finding", "cosignature")
"""What is as urgent for who reads or supervises a course as for who writes in it."""


def owed_by(
    course: Course, today: dt.date, days: int, limits: Thresholds, sharing: Sharing = ALONE
) -> Iterator[Owed]:
    """What the course owes within `days` from today. To who does not write in it the rest is told, and is not urgent."""
    for owed in _owed(course, today, days, limits, sharing):
        yield owed if sharing.writes else _as_read(owed)


def _as_read(owed: Owed) -> Owed:
    how = owed.how if owed.kind in ("finding", "cosignature") else f"ipt-notes client show {typed(owed.code)}"
    return replace(owed, how=how, urgency=owed.urgency if owed.kind in _FOR_EVERYBODY else "later")


def _owed(course: Course, today: dt.date, days: int, limits: Thresholds, sharing: Sharing) -> Iterator[Owed]:
    errors = [finding for finding in check_course(course, today, thresholds=limits) if finding.is_open_error]
    is_done = course.conclusion is not None and course.summary is not None and course.summary.signature
    if not is_done:
        yield from _risk(course, errors)
    yield from _errors(course, errors)
    yield from _unsigned(course, today, sharing)
    yield from _cosignatures(course, today, sharing)
    if course.conclusion:
        yield from _summary(course, today)
        return
    yield from _beginning(course, today, days)
    yield from _measure(course)
    yield from _ending(course)
    yield from _pace(course, today, limits)


def _risk(course: Course, errors: list[Finding]) -> Iterator[Owed]:
    """What the record says last of a risk, while that is raised; that nothing is said here clears nobody."""
    record = risk_on_record(course)
    items = [item for item in record.items if item.is_open]
    if not record.is_raised and not items:
        return
    said = [told_level(record), *map(told_item, items)]
    if record.escalations and not record.escalations[-1].outcome:
        asked = session_name(record.escalations[-1].session)
        said.append(f"what came of the escalation of {asked} is not recorded")
    is_grave = record.is_raised or any(finding.rule.startswith("SAF") for finding in errors)
    code = course.client.code
    how = f"ipt-notes client show {typed(code)}" if course.conclusion else f"ipt-notes write {typed(code)}"
    yield Owed(code, "risk", "now" if is_grave else "soon", "; ".join(said), how)


def _errors(course: Course, errors: list[Finding]) -> Iterator[Owed]:
    """Open errors by their rules, as `check` has them; BEG001 is said with the assessments that are due."""
    found = [finding.rule for finding in errors if finding.rule != _LISTING]
    if found:
        code, rules = course.client.code, ", ".join(dict.fromkeys(found))
        yield Owed(code, "finding", "now", f"open errors: {rules}", f"ipt-notes check {typed(code)}")


def _cosignatures(course: Course, today: dt.date, sharing: Sharing) -> Iterator[Owed]:
    """What waits for this member's signature, as urgent as a signature of one's own; and what waits for another's."""
    code = course.client.code
    mine = [session for session in course.awaiting if session.number in sharing.to_cosign]
    if mine:
        since = local_day(min(each.waiting_since for each in mine if each.waiting_since))
        names, which = named_sessions([each.number for each in mine]), "--all"
        if len(mine) == 1:
            which = str(mine[0].number)
        what = f"{names} {_wait(len(mine))} for your signature, signed on {since}"
        how = f"ipt-notes note cosign {typed(code)} {which}"
        yield _to_cosign(code, today, since, what, how)
    summary = course.summary
    if summary and summary.signature and sharing.cosigns_summary:
        since = local_day(summary.signature.at)
        what = f"the summary waits for your signature, signed on {since}"
        yield _to_cosign(code, today, since, what, f"ipt-notes summary cosign {typed(code)}")
    yield from _waiting(course, sharing)


def _to_cosign(code: str, today: dt.date, since: dt.date, what: str, how: str) -> Owed:
    return Owed(
        code, "cosignature", "now" if today - since >= OVERDUE else "soon", what, how, since + OVERDUE
    )


def _waiting(course: Course, sharing: Sharing) -> Iterator[Owed]:
    """What waits for somebody else's signature; that nobody is there to sign is to be mended."""
    numbers = [each.number for each in course.awaiting if each.number not in sharing.to_cosign]
    names = [named_sessions(numbers)] if numbers else []
    if course.summary and course.summary.awaits_cosignature and not sharing.cosigns_summary:
        names.append("the summary")
    if not names:
        return
    code, verb = course.client.code, _wait(len(numbers) + len(names) - bool(numbers))
    if sharing.waits_for:
        what = f"{joined(names)} {verb} for the signature of {sharing.waits_for}"
        yield Owed(code, "waiting", "later", what, f"ipt-notes note list {typed(code)}")
    else:
        what = f"{joined(names)} {verb} for a supervisor's signature, and nobody supervises this course"
        how = f"ipt-notes practice grant --role supervise {typed(code)} MEMBER"
        yield Owed(code, "waiting", "soon", what, how)


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


def _unsigned(course: Course, today: dt.date, sharing: Sharing) -> Iterator[Owed]:
    """The notes that wait for a signature in one line; the oldest says how urgent they are. Another's stand apart."""
    code = course.client.code
    for session in course.unsigned:
        if by := sharing.by_others.get(session.number):
            what = f"{session_name(session.number)} of {session.date}, last saved by {by}, is not signed"
            how = f"ipt-notes note sign {typed(code)} {session.number}"
            yield Owed(code, "unsigned", "soon", what, how, session.date + OVERDUE)
    unsigned = [session for session in course.unsigned if session.number not in sharing.by_others]
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


def _summary(course: Course, today: dt.date) -> Iterator[Owed]:
    """The summary of a concluded course, by the days since its last session."""
    if not course.conclusion or (course.summary and course.summary.signature):
        return
    last = course.sessions[-1].date if course.sessions else course.conclusion.on
    days = (today - last).days
    since = "the last session" if course.sessions else "the end"
    passed = [mark for mark in SUMMARY_MARKS if days >= mark]
    over = f", past {passed[-1]}" if passed else ""
    code = course.client.code
    yield Owed(
        code,
        "summary",
        "now" if passed else "soon",
        f"the summary is not signed, {count(days, 'day')} after {since}{over}",
        f"ipt-notes finish {typed(code)}",
        last + dt.timedelta(days=SUMMARY_MARKS[0]),
    )


def _beginning(course: Course, today: dt.date, days: int) -> Iterator[Owed]:
    """What the beginning must finish by its limit; the baseline measure is among it."""
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
    return ", ".join(item_name(item.id) for item in course.owed)


def _measure(course: Course) -> Iterator[Owed]:
    """The measure that the next session owes: the end measure (END006), or one every few sessions (MEA002)."""
    if not course.attended or (course.limit and not course.scores):
        return
    code, found = course.client.code, _end_measure(course) or _repeated_measure(course)
    if found:
        urgency, what = found
        yield Owed(code, "measure", urgency, what, f"ipt-notes write {typed(code)}")


def _end_measure(course: Course) -> tuple[str, str] | None:
    left = course.planned - course.last_number
    if course.is_maintenance or not 0 < left <= end006.SESSIONS:
        return None
    first = course.planned - end006.SESSIONS + 1
    if any(score.session >= first for score in course.scores):
        return None
    due = joined([str(number) for number in range(course.last_number + 1, course.planned + 1)])
    where = f"session {due}, the last" if left == 1 else f"sessions {due}, the last ones"
    return ("now" if left == 1 else "soon"), f"the end measure is due: none yet in {where}"


def _repeated_measure(course: Course) -> tuple[str, str] | None:
    """A documented reason against it counts until the next measure."""
    last = course.scores[-1] if course.scores else None
    since = course.last_number - (last.session if last else 0)
    reasons = [each for each in course.overrides if each.rule == mea002.CODE]
    if since < mea002.SESSIONS or any(last is None or each.on >= last.on for each in reasons):
        return None
    when = f"the last was taken in {session_name(last.session)}" if last else "none was taken"
    is_late = since > mea002.SESSIONS
    due = "is overdue" if is_late else f"is due in session {course.last_number + 1}"
    return ("now" if is_late else "soon"), f"a measure {due}: {when}"


def _ending(course: Course) -> Iterator[Owed]:
    last, planned, code = course.last_number, course.planned, course.client.code
    left = planned - last
    if left <= 0:
        what = f"{last} of {planned} sessions held; the course is not concluded"
        yield Owed(code, "conclusion", "now", what, f"ipt-notes finish {typed(code)}")
    elif left <= course.variant.final_length + 1 and last:
        raised = course.ending_raised is not None
        word = "the ending is raised" if raised else "the ending has not been raised"
        what = f"{left} of {planned} sessions left; {word}"
        yield Owed(code, "ending", "later" if raised else "soon", what, f"ipt-notes write {typed(code)}")


def _pace(course: Course, today: dt.date, limits: Thresholds) -> Iterator[Owed]:
    """A gap since the last session that is longer than usual; where another pace was agreed, than one of maintenance."""
    if not course.sessions or course.last_number >= course.planned:
        return
    session, code = course.sessions[-1], course.client.code
    days = (today - session.date).days
    most = usual_gap(course, limits) or limits.maintenance_gap_days
    if days > most:
        what = f"{days} days since {session_name(session.number)}; at most {most} is usual"
        yield Owed(code, "pace", "soon", what, f"ipt-notes contact {typed(code)}")
