"""What happens beside the notes: missed sessions, contacts, measures, overrides, and withdrawing a mistaken record."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.extension import Extension, extension
from ipt_notes.course.vocabulary import Channel, absence_word
from ipt_notes.course.wording import session_name
from ipt_notes.errors import NotFound, Refused, UsageProblem
from ipt_notes.services.clients import running
from ipt_notes.services.reasons import reasoned
from ipt_notes.services.sittings.drafting import client_of, guarded, saved_as
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.trust.streams import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.course.model import Session
    from ipt_notes.course.note import ScoreLine
    from ipt_notes.course.vocabulary import Absence
    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class Recorded(Struct, frozen=True):
    """Something was written to a chart. `record` is what `void` takes; `what` says it in words."""

    code: str
    record: str
    what: str
    on: dt.date


class Overridden(Recorded, frozen=True):
    """An override was written to a chart. `extension` is what it makes of the beginning, None for another rule."""

    extension: Extension | None = None


def _append(
    practice: Practice,
    code: str,
    on: dt.date,
    what: str,
    body_of: Callable[[OpenChart], r.Bodies],
    *,
    by_prefix: bool = False,
) -> Recorded:
    """Append the one body that `body_of(chart)` makes."""
    return _recorded(_written(practice, code, on, body_of, by_prefix=by_prefix), what, on)


def _written(
    practice: Practice,
    code: str,
    on: dt.date,
    body_of: Callable[[OpenChart], r.Bodies],
    *,
    by_prefix: bool = False,
) -> OpenChart:
    """The chart with the one body at its end that `body_of(chart)` makes."""
    _refuse_future(practice, on)
    return practice.write(practice.find(code, by_prefix=by_prefix), lambda chart: [body_of(chart)])


def _recorded(chart: OpenChart, what: str, on: dt.date) -> Recorded:
    return Recorded(chart.code, chart.records[-1].id[:8], what, on)


def _refuse_future(practice: Practice, on: dt.date) -> None:
    if on > practice.settings.today:
        raise UsageProblem(what=f"{on} is still to come", hint="--date takes a day up to today")


def miss_session(
    practice: Practice, code: str, on: dt.date, how: Absence, reason: str, *, by_prefix: bool = False
) -> Recorded:
    """A session that did not take place. UsageProblem for a day that is recorded as missed already."""

    def body(chart: OpenChart) -> r.SessionMissed:
        course = running(chart)
        if any(missed.on == on for missed in course.missed):
            raise UsageProblem(
                what=f"{chart.code} has a missed session on {on} already",
                hint="withdraw a mistaken one with `ipt-notes void`",
            )
        return r.SessionMissed(course.id, on, how, reason)

    return _append(practice, code, on, absence_word(how), body, by_prefix=by_prefix)


def contact_draft(practice: Practice, grant: Grant, on: dt.date, channel: Channel, text: str = "") -> Draft:
    """A sitting at a call, letter or message. UsageProblem for a day to come."""
    _refuse_future(practice, on)
    options = {"on": on.isoformat(), "channel": str(channel)}
    client, at = grant.client.hex(), practice.settings.clock()
    return Draft(new_id(), client, grant.code, "contact", text, at, options=options)


def save_contact(practice: Practice, draft: Draft) -> Recorded:
    """A call, letter or message. UsageProblem when there is nothing in it."""
    on, channel = dt.date.fromisoformat(draft.options["on"]), Channel(draft.options["channel"])
    text = draft.text.strip()
    if not text:
        raise UsageProblem(what="a contact needs a line of text", hint="say what it was about")

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        if saved_as(chart, draft):
            return ()
        return [r.ContactMade(chart.course.id, on, channel, text, draft.id)]

    with guarded(practice, draft):
        _refuse_future(practice, on)
        chart = practice.write(client_of(practice, draft), decide)
    record = saved_as(chart, draft) or chart.records[-1]
    return Recorded(chart.code, record.id[:8], f"contact by {channel}", on)


def add_measure(practice: Practice, code: str, on: dt.date, score: ScoreLine) -> tuple[Recorded, OpenChart]:
    """A measure taken outside a note, and the chart with it. UsageProblem when the scores are not possible."""
    from ipt_notes.measures.measure import find_measure

    measure = find_measure(score.instrument)
    problems = measure.problems(score) if measure else ()
    if problems:
        raise UsageProblem(
            what=problems[0], hint="; ".join(problems[1:]) or "see `ipt-notes measure add --help`"
        )
    name = measure.name if measure else score.name
    chart = _written(practice, code, on, lambda chart: r.MeasureTaken(running(chart).id, on, score))
    return _recorded(chart, name, on), chart


def override_finding(
    practice: Practice, code: str, rule: str, reason: str, extended_to: int | None
) -> Overridden:
    """A documented clinical reason to let a finding stand. Refused for a rule that has none."""
    from ipt_notes.checks.overrides import validate_override
    from ipt_notes.services.thresholds import thresholds

    rule = rule.upper()

    today = practice.settings.today

    def decide(chart: OpenChart) -> Sequence[r.Bodies]:
        course = chart.course
        validate_override(rule, reason, extended_to, course, thresholds(practice.settings))
        return [
            r.FindingOverridden(course.id, rule, reason.strip(), today, extended_to, practice.member.name)
        ]

    chart = practice.write(practice.find(code), decide)
    extended = extension(chart.course) if extended_to else None
    return Overridden(chart.code, chart.records[-1].id[:8], f"override of {rule}", today, extended)


_MAY_BE_VOIDED = (
    r.NoteSaved,
    r.SessionMissed,
    r.ContactMade,
    r.MeasureTaken,
    r.FindingOverridden,
    r.CoursePlanned,
    r.CourseEnded,
)


def void_record(
    practice: Practice, code: str, record: str, reason: str, *, by_prefix: bool = False
) -> Recorded:
    """Withdraw a mistaken record; it stays in the history. `record` is the beginning of its id, or of a note's.

    NotFound; Refused for a signed note and for records that carry the chart.
    """
    why = reasoned(reason, "a withdrawn record")

    def body(chart: OpenChart) -> r.RecordVoided:
        return r.RecordVoided(voidable(chart, record).id, why)

    return _append(practice, code, practice.settings.today, "withdrawn", body, by_prefix=by_prefix)


def voidable(chart: OpenChart, record: str) -> r.Record:
    """The record that `void` would withdraw; NotFound, and Refused for one that stays."""
    wanted = record.lower()
    gone = {line.record for line in chart.chart.history if line.withdrawn}
    found = [item for item in chart.records if _is_meant(item, wanted) and item.id not in gone]
    ids = {getattr(item.body, "note", item.id) for item in found}
    if len(ids) != 1:
        raise NotFound(
            what=f"one record called {wanted!r}",
            hint=f"`ipt-notes note history --all {typed(chart.code)}` lists the records",
        )
    _refuse_kept(chart, found[-1])
    return found[-1]


def _refuse_kept(chart: OpenChart, record: r.Record) -> None:
    """Refused for what carries the chart, for signed notes, and for a conclusion that a signed summary stands on."""
    body, courses = record.body, chart.chart.courses
    signed = {session.note: session for course in courses for session in course.sessions if session.is_signed}
    if (session := signed.get(getattr(body, "note", ""))) is not None:
        raise Refused(
            what=f"{session_name(session.number)} of {chart.code} is signed and stays as it is",
            hint=_how_to_disown(chart, session),
        )
    if not isinstance(body, _MAY_BE_VOIDED):
        raise Refused(
            what="that record can't be withdrawn",
            hint="notes that are not signed, missed sessions, contacts, measures, overrides and conclusions can",
        )
    summaries = {course.id: course.summary for course in courses}
    if isinstance(body, r.CourseEnded) and (summary := summaries.get(body.course)) and summary.signature:
        raise Refused(
            what="the summary that stands on this conclusion is signed",
            hint=f"start a new course with `ipt-notes course new {typed(chart.code)}`",
        )


def _how_to_disown(chart: OpenChart, session: Session) -> str:
    """What can be done about a signed note that does not belong here."""
    if chart.course.session(session.number) is not session:
        return "it belongs to an earlier course, which stays as it is"
    command = (
        f"ipt-notes note amend --reason 'filed under the wrong client' {typed(chart.code)} {session.number}"
    )
    return f"add an addendum that says so: `{command}`"


def _is_meant(record: r.Record, wanted: str) -> bool:
    return len(wanted) >= 4 and (
        record.id.startswith(wanted) or getattr(record.body, "note", "").startswith(wanted)
    )
