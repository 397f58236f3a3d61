"""Folds a chart's records into courses. Pure: the same records always give the same value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course import records as r
from ipt_notes.course.charting import Charting
from ipt_notes.course.model import (
    Addendum,
    Chart,
    Client,
    Conclusion,
    Contact,
    Course,
    Disclosure,
    HistoryLine,
    Missed,
    Override,
    Plan,
    Score,
    Session,
    Signature,
    Summary,
)
from ipt_notes.course.variants import VARIANTS
from ipt_notes.errors import Damaged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.records import Record


class _CourseDraft:
    """What the records of one course have said so far."""

    def __init__(self, started: r.CourseStarted) -> None:
        self.started = started
        self.notes: dict[str, Session] = {}
        self.missed: list[Missed] = []
        self.contacts: list[Contact] = []
        self.plans: list[Plan] = []
        self.measures: list[tuple[str, r.MeasureTaken]] = []
        self.overrides: list[Override] = []
        self.conclusion: Conclusion | None = None
        self.summary: Summary | None = None
        self.disclosures: list[Disclosure] = []


class _Fold:
    """The fold over one chart; a method for each kind of record that changes it."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self.withdrawn = {
            r_.body.record: r_.body.reason for r_ in self.records if isinstance(r_.body, r.RecordVoided)
        }
        self.withdrawn_notes = {
            record.body.note: self.withdrawn[record.id]
            for record in self.records
            if isinstance(record.body, r.NoteSaved) and record.id in self.withdrawn
        }
        self.client: Client | None = None
        self.drafts: dict[str, _CourseDraft] = {}
        self.course_of_note: dict[str, str] = {}
        self.history: list[HistoryLine] = []

    def run(self) -> Chart:
        for seq, record in enumerate(self.records, 1):
            reason = self._reason(record)
            self._log(record, seq, reason)
            if not reason:
                self._take(record)
        if self.client is None:
            raise Damaged(what="A chart without a client")
        courses = tuple(_finish(self.client, draft) for draft in self.drafts.values())
        return Chart(self.client, courses, tuple(self.history))

    def _reason(self, record: Record) -> str:
        note = getattr(record.body, "note", "")
        return self.withdrawn.get(record.id, "") or self.withdrawn_notes.get(note, "")

    def _log(self, record: Record, seq: int, reason: str) -> None:
        note = getattr(record.body, "note", "")
        if isinstance(record.body, r.NoteSaved):
            self.course_of_note[note] = record.body.course
        course = getattr(record.body, "course", "") or self.course_of_note.get(note, "")
        kind = str(record.body.__struct_config__.tag)
        self.history.append(HistoryLine(record.id, seq, kind, record.author, record.at, course, note, reason))

    def _take(self, record: Record) -> None:
        match record.body:
            case (
                r.ClientAdded(code=code, name=name, born=born)
                | r.ClientChanged(code=code, name=name, born=born)
            ):
                self.client = Client(record.client, code, name, born)
            case r.CourseStarted() as body:
                self.drafts[body.course] = _CourseDraft(body)
            case r.NoteSaved() | r.NoteSigned() | r.AddendumAdded():
                self._take_note(record)
            case r.SummarySaved() | r.SummarySigned() | r.CourseEnded() | r.Disclosed():
                self._take_ending(record)
            case r.RecordVoided():
                pass
            case _:
                self._take_event(record)

    def _draft(self, course: str) -> _CourseDraft:
        if course not in self.drafts:
            raise Damaged(what="A record of a course that never started")
        return self.drafts[course]

    def _take_note(self, record: Record) -> None:
        body = record.body
        if isinstance(body, r.NoteSaved):
            notes = self._draft(body.course).notes
            known = notes.get(body.note)
            first = known.first_saved if known else record.at
            notes[body.note] = Session(
                body.note,
                record.id,
                body.content.session,
                body.content,
                body.text,
                body.revision,
                first,
                record.at,
            )
        elif isinstance(body, r.NoteSigned | r.AddendumAdded):
            notes = self._draft(self.course_of_note.get(body.note, "")).notes
            notes[body.note] = _signed(notes[body.note], record, body)

    def _take_ending(self, record: Record) -> None:
        body = record.body
        if isinstance(body, r.CourseEnded):
            self._draft(body.course).conclusion = Conclusion(
                record.id, body.on, body.end_type, body.next_step, body.rationale, body.follow_up
            )
        elif isinstance(body, r.SummarySaved):
            self._draft(body.course).summary = Summary(body.text, body.revision, record.at)
        elif isinstance(body, r.SummarySigned):
            draft = self._draft(body.course)
            if draft.summary:
                signature = Signature(body.signed_by, record.at, body.digest)
                draft.summary = Summary(
                    draft.summary.text, draft.summary.revision, draft.summary.last_saved, signature
                )
        elif isinstance(body, r.Disclosed):
            self._draft(body.course).disclosures.append(
                Disclosure(
                    record.at,
                    body.what,
                    body.audience,
                    body.sha256,
                    body.is_draft,
                    body.recipient,
                    body.authorisation,
                )
            )

    def _take_event(self, record: Record) -> None:
        body = record.body
        if isinstance(body, r.SessionMissed):
            self._draft(body.course).missed.append(Missed(record.id, body.on, body.how, body.reason))
        elif isinstance(body, r.ContactMade):
            self._draft(body.course).contacts.append(Contact(record.id, body.on, body.channel, body.text))
        elif isinstance(body, r.CoursePlanned):
            self._draft(body.course).plans.append(Plan(body.planned, body.on, None, body.reason))
        elif isinstance(body, r.MeasureTaken):
            self._draft(body.course).measures.append((record.id, body))
        elif isinstance(body, r.FindingOverridden):
            self._draft(body.course).overrides.append(
                Override(record.id, body.rule, body.reason, body.on, body.by, body.extended_to)
            )


def _signed(session: Session, record: Record, body: r.NoteSigned | r.AddendumAdded) -> Session:
    from msgspec.structs import replace

    if isinstance(body, r.NoteSigned):
        return replace(session, signature=Signature(body.signed_by, record.at, body.digest))
    addendum = Addendum(body.text, body.reason, body.content, body.signed_by, record.at)
    return replace(session, addenda=(*session.addenda, addendum))


def _scores(sessions: tuple[Session, ...], measures: list[tuple[str, r.MeasureTaken]]) -> tuple[Score, ...]:
    written = [
        Score(session.record, line, session.date, session.number)
        for session in sessions
        for section in session.all("measure")
        for line in section.scores
    ]
    for record, body in measures:
        before = [session.number for session in sessions if session.date <= body.on]
        written.append(Score(record, body.score, body.on, max(before, default=0)))
    return tuple(sorted(written, key=lambda score: (score.session, score.on)))


def _finish(client: Client, draft: _CourseDraft) -> Course:
    """The frozen course: sessions in order, and everything their notes say, charted."""
    sessions = tuple(sorted(draft.notes.values(), key=lambda session: (session.number, session.date)))
    scores = _scores(sessions, draft.measures)
    charting = Charting()
    for session in sessions:
        charting.add(session, scores)
    started = draft.started
    return Course(
        id=started.course,
        client=client,
        variant=VARIANTS[started.variant],
        start=started.start,
        started_planned=started.planned,
        started_minutes=started.minutes,
        mode=started.mode,
        condition=started.condition,
        sessions=sessions,
        missed=tuple(sorted(draft.missed, key=lambda missed: missed.on)),
        contacts=tuple(sorted(draft.contacts, key=lambda contact: contact.on)),
        plans=tuple(sorted([*draft.plans, *charting.plans], key=lambda plan: plan.on)),
        scores=scores,
        charted=charting.charted,
        people=tuple(charting.people.values()),
        timeline=tuple(charting.timeline),
        foci=tuple(charting.foci[area] for area in charting.current),
        focus_changes=tuple(charting.focus_changes),
        risks=tuple(charting.risks),
        incidents=tuple(charting.incidents),
        warning_signs=tuple(charting.warning_signs.values()),
        items=charting.items(scores),
        overrides=tuple(draft.overrides),
        conclusion=draft.conclusion,
        summary=draft.summary,
        disclosures=tuple(draft.disclosures),
    )


def replay_chart(records: Iterable[Record]) -> Chart:
    """A chart from its records in the order they were written; Damaged where they contradict each other."""
    return _Fold(records).run()
