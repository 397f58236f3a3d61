"""Reads what is in a chart as it was written: its notes, a note's text, its revisions, its history."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import absence_word
from ipt_notes.course.wording import shown_moment
from ipt_notes.errors import NotFound, SessionNotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.course.parts import Session
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

_ID = re.compile(r"[0-9a-f]{32}")
LATE = dt.timedelta(hours=72)


class AddendumText(Struct, frozen=True):
    """An addendum: `text` as it was signed, `plain` without the program's prompts and what was left blank; `at` is UTC."""

    at: dt.datetime
    by: str
    reason: str
    text: str
    plain: str = ""


class NoteText(Struct, frozen=True):
    """A note: `text` as it was typed, `plain` without the program's prompts and what was left blank.

    `begun_by` names who began it where another signed it, `signatures` tells it of a practice of several in words.
    """

    code: str
    session: int
    date: dt.date
    phase: str
    revision: int
    is_signed: bool
    text: str
    addenda: tuple[AddendumText, ...] = ()
    plain: str = ""
    awaits_cosignature: bool = False
    cosigned_by: tuple[str, ...] = ()
    begun_by: str = ""
    signatures: tuple[str, ...] = ()


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
    awaits_cosignature: bool = False
    cosigned_by: tuple[str, ...] = ()


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
    """Whether the first save came more than 72 hours after the end of the day of the session, by this computer's clock."""
    day_end = dt.datetime.combine(session.date, dt.time(23, 59)).astimezone()
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
            session.awaits_cosignature,
            tuple(each.by for each in session.cosignatures),
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
        chart.code,
        known.number,
        known.date,
        known.phase,
        number,
        known.is_signed,
        text,
        addenda,
        plain(text),
        known.awaits_cosignature,
        tuple(each.by for each in known.cosignatures),
        known.signature.begun_by if known.signature else "",
        tuple(_signatures(practice, chart, known)),
    )


def _signatures(practice: Practice, chart: OpenChart, session: Session) -> Iterator[str]:
    """Who signed and co-signed and when, and whose signature it waits for; nothing where one therapist did it all."""
    signed = session.signature
    if signed is None or not (signed.begun_by or session.cosignatures or session.awaits_cosignature):
        return
    begun = f"; begun by {signed.begun_by}" if signed.begun_by else ""
    yield f"Signed by {signed.by or 'the therapist'} on {shown_moment(signed.at)}{begun}"
    for each in session.cosignatures:
        yield f"Co-signed by {each.by or 'a supervisor'} on {shown_moment(each.at)}{_with(each.addenda)}"
    if session.awaits_cosignature:
        from ipt_notes.services.cosigning import waits_for

        yield f"Waits for the signature of {waits_for(practice, chart)}"


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
    named = partial(name_of, practice)
    return [
        HistoryEntry(
            record.at,
            _told(record, named),
            named(record.author),
            record.id[:8],
            gone.get(record.id, ""),
        )
        for record in chart.records
    ]


def name_of(practice: Practice, member: str) -> str:
    """What a member (an id as hex digits) is called; the beginning of the id of one who is not known."""
    if member == practice.member.id.hex():
        return practice.member.name or "the therapist"
    known = practice.roster.members.get(bytes.fromhex(member)) if _ID.fullmatch(member) else None
    return known.name if known else member[:8]


def _told(record: r.Record, named: Callable[[str], str]) -> str:
    """What was done; of an imported record, that it was imported, and what its source states."""
    what = _access(record.body, named) or _what(record.body)
    if record.stated is None:
        return what
    return f"imported: {what} (on {record.stated.at:%Y-%m-%d} by {record.stated.by}, as its source states)"


def _access(body: r.Bodies, named: Callable[[str], str]) -> str:
    """Who was given or lost access; "" of another record."""
    match body:
        case r.AccessGranted():
            return f"access given to {named(body.member)}: {body.role}"
        case r.AccessRevoked():
            return f"access of {named(body.member)} taken back{_because(body.reason)}"
        case r.HolderChanged():
            return f"handed over to {named(body.member)}{_because(body.reason)}"
        case r.EmergencyOpened():
            return f"opened in an emergency{_because(body.reason)}"
    return ""


def _begun(body: r.NoteSigned | r.SummarySigned) -> str:
    return f", begun by {body.begun_by}" if body.begun_by else ""


def _with(addenda: int) -> str:
    return f", with {addenda} {'addendum' if addenda == 1 else 'addenda'}" if addenda else ""


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""


def _what(body: r.Bodies) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    match body:
        case r.NoteSaved():
            return f"session {body.content.session} saved, revision {body.revision}"
        case r.NoteSigned():
            return f"revision {body.revision} signed{_begun(body)}"
        case r.NoteCosigned():
            return f"revision {body.revision} co-signed{_with(len(body.addenda))}"
        case r.SummarySigned():
            return f"summary signed{_begun(body)}"
        case r.SummaryCosigned():
            return "summary co-signed"
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
