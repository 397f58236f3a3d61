"""Reads what is in a chart as it was written: its notes, a note's text, its revisions, its history."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import absence_word
from ipt_notes.errors import NotFound, SessionNotFound

if TYPE_CHECKING:
    from ipt_notes.course.parts import Session
    from ipt_notes.services.practice import OpenChart, Practice

LATE = dt.timedelta(hours=72)


class AddendumText(Struct, frozen=True):
    """An addendum: `text` as it was signed, `plain` without the program's prompts and what was left blank; `at` is UTC."""

    at: dt.datetime
    by: str
    reason: str
    text: str
    plain: str = ""


class NoteText(Struct, frozen=True):
    """A note: `text` as it was typed, `plain` without the program's prompts and what was left blank."""

    code: str
    session: int
    date: dt.date
    phase: str
    revision: int
    is_signed: bool
    text: str
    addenda: tuple[AddendumText, ...] = ()
    plain: str = ""


class NoteLine(Struct, frozen=True):
    """A session as `note list` shows it. `record` names the note for `void`."""

    session: int
    date: dt.date
    phase: str
    minutes: int | None
    revision: int
    is_signed: bool
    is_late: bool
    addenda: int
    sections: tuple[str, ...]
    record: str


class HistoryEntry(Struct, frozen=True):
    """One record; `withdrawn` is the reason it was withdrawn for, or ""."""

    at: dt.datetime
    what: str
    by: str
    record: str
    withdrawn: str


class HistoryList(Struct, frozen=True):
    """The records of a note, or of a whole chart, in the order they were written."""

    code: str
    lines: tuple[HistoryEntry, ...]


def is_late(session: Session) -> bool:
    """Whether the first save came more than 72 hours after the end of the day of the session."""
    day_end = dt.datetime.combine(session.date, dt.time(23, 59), tzinfo=dt.UTC)
    return session.first_saved - day_end > LATE


def open_session(chart: OpenChart, session: int | None) -> Session:
    """The session with this number (None: the last one); SessionNotFound."""
    found = (
        chart.course.session(session)
        if session is not None
        else next(iter(chart.course.sessions[::-1]), None)
    )
    if found is None:
        raise SessionNotFound(code=chart.code, session="yet" if session is None else session)
    return found


def list_notes(chart: OpenChart) -> list[NoteLine]:
    """The sessions of the latest course in order."""
    return [
        NoteLine(
            session.number,
            session.date,
            session.phase,
            session.minutes,
            session.revision,
            session.is_signed,
            is_late(session),
            len(session.addenda),
            tuple(dict.fromkeys(section.id for section in session.sections)),
            session.note[:8],
        )
        for session in chart.course.sessions
    ]


def note_text(
    practice: Practice,
    chart: OpenChart,
    session: int | None,
    revision: int | None = None,
    *,
    as_typed: bool = False,
) -> NoteText:
    """A note's text, of its latest or of an earlier revision. SessionNotFound, NotFound.

    `as_typed` leaves nothing out of what is `plain`.
    """
    known = open_session(chart, session)
    text, number = known.text, known.revision
    if revision is not None and revision != number:
        text, number = _revision(chart, known.note, revision), revision
    plain = str if as_typed else partial(_plain, practice, chart, known.number)
    addenda = tuple(
        AddendumText(item.at, item.by, item.reason, item.text, plain(item.text)) for item in known.addenda
    )
    return NoteText(
        chart.code, known.number, known.date, known.phase, number, known.is_signed, text, addenda, plain(text)
    )


def _plain(practice: Practice, chart: OpenChart, session: int, text: str) -> str:
    from ipt_notes.notes.plain import people_before, plain, program_words

    ours = program_words(practice.settings.templates)
    return plain(text, ours, people_before(chart.course.sessions, session)).text


def _revision(chart: OpenChart, note: str, revision: int) -> str:
    for record in chart.records:
        body = record.body
        if isinstance(body, r.NoteSaved) and body.note == note and body.revision == revision:
            return body.text
    raise NotFound(what=f"revision {revision}", hint="`ipt-notes note history` lists the revisions")


def note_history(practice: Practice, chart: OpenChart, session: int | None) -> HistoryList:
    """Who saved, signed and amended a note, and when."""
    note = open_session(chart, session).note
    wanted = {line.record[:8] for line in chart.chart.history if line.note == note}
    lines = (line for line in chart_history(practice, chart) if line.record in wanted)
    return HistoryList(chart.code, tuple(lines))


def chart_history(practice: Practice, chart: OpenChart) -> list[HistoryEntry]:
    """Every record of a chart in words."""
    gone = {line.record: line.withdrawn for line in chart.chart.history}
    names = {practice.member.id.hex(): practice.member.name or "the therapist"}
    return [
        HistoryEntry(
            record.at,
            _told(record),
            names.get(record.author, record.author[:8]),
            record.id[:8],
            gone.get(record.id, ""),
        )
        for record in chart.records
    ]


def _told(record: r.Record) -> str:
    """What was done; of an imported record, that it was imported, and what its source states."""
    what = _what(record.body)
    if record.stated is None:
        return what
    return f"imported: {what} (on {record.stated.at:%Y-%m-%d} by {record.stated.by}, as its source states)"


def _what(body: r.Bodies) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    match body:
        case r.NoteSaved():
            return f"session {body.content.session} saved, revision {body.revision}"
        case r.NoteSigned():
            return f"revision {body.revision} signed"
        case r.AddendumAdded():
            return f"addendum signed: {body.reason}"
        case r.SessionMissed():
            return f"{absence_word(body.how)} on {body.on}"
        case r.ContactMade():
            return f"contact by {body.channel} on {body.on}"
        case r.MeasureTaken():
            return f"measure of {body.on}"
        case r.FindingOverridden():
            return f"override of {body.rule}: {body.reason}"
        case r.CourseEnded():
            return f"course concluded on {body.on}"
        case r.CoursePlanned():
            return f"{body.planned} sessions agreed on {body.on}"
        case r.Disclosed():
            return f"{body.what} exported for {body.audience}{' as a draft' if body.is_draft else ''}"
        case r.RecordVoided():
            return f"record {body.record[:8]} withdrawn: {body.reason}"
        case r.EpochBegun():
            return f"new key, epoch {body.epoch}"
        case r.HoldPlaced():
            return f"hold placed: {body.reason}"
        case r.HoldLifted():
            return f"hold lifted: {body.reason}"
        case r.ErasureRequested():
            return f"request for erasure of {body.on} {body.decision}: {body.ground}"
        case _:
            return str(body.__struct_config__.tag).replace("-", " ")
