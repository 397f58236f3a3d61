"""Folds a chart's records into courses. Pure: the same records always give the same value.

Records that contradict each other (a signature under a note that was never saved, a change to a signed note, an
unknown variant) are damage: ChartDamaged names the record.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.charting import DatedPlan
from ipt_notes.course.course_draft import CourseDraft
from ipt_notes.course.model import Chart, HistoryLine
from ipt_notes.course.parts import (
    Addendum,
    Client,
    Conclusion,
    Contact,
    Disclosure,
    ErasureRequest,
    Hold,
    Missed,
    Override,
    Plan,
    Session,
    Summary,
)
from ipt_notes.course.saved_session import saved_session
from ipt_notes.course.signatures import (
    adds_to,
    cosignature_of,
    digest_of,
    member_of,
    signature_of,
    signer_of,
    stands_for,
    waits,
)
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.withdrawals import withdrawals
from ipt_notes.errors import ChartDamaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipt_notes.course.records import Record


class _Fold:
    """The fold over one chart; a method for each kind of record that changes it."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self.withdrawn, self.withdrawn_notes = withdrawals(self.records)
        self.seq = 0
        self.client: Client | None = None
        self.drafts: dict[str, CourseDraft] = {}
        self.course_of_note: dict[str, str] = {}
        self.history: list[HistoryLine] = []
        self.hold: Hold | None = None
        self.erasure_requests: list[ErasureRequest] = []

    def take_all(self) -> Client:
        for record in self.records:
            self.seq += 1
            note = getattr(record.body, "note", "")
            reason = self.withdrawn.get(record.id) or self.withdrawn_notes.get(note, "")
            self._log(record, note, reason)
            if not reason:
                self._require(self.client is None or record.client == self.client.id)
                self._TAKE[type(record.body)](self, record, record.body)
        if self.client is None:
            raise ChartDamaged(seq=1)
        return self.client

    def run(self) -> Chart:
        client = self.take_all()
        courses = tuple(draft.finished(client) for draft in self.drafts.values())
        return Chart(client, courses, tuple(self.history), self.hold, tuple(self.erasure_requests))

    def _require(self, holds: bool) -> None:  # noqa: FBT001 - reads as a sentence
        """The record fits those before it; otherwise it is damage."""
        if not holds:
            raise ChartDamaged(seq=self.seq)

    def _log(self, record: Record, note: str, reason: str) -> None:
        if isinstance(record.body, r.NoteSaved):
            course = self.course_of_note.setdefault(note, record.body.course)
            self._require(course == record.body.course)
        course = getattr(record.body, "course", "") or self.course_of_note.get(note, "")
        kind = _kind(type(record.body))
        self.history.append(
            HistoryLine(record.id, self.seq, kind, record.author, record.written, course, note, reason)
        )

    def _draft(self, course: str) -> CourseDraft:
        self._require(course in self.drafts)
        return self.drafts[course]

    def _added(self, record: Record, body: r.ClientAdded) -> None:
        self._require(self.client is None)
        self.client = Client(record.client, body.code, body.name, body.born)

    def _changed(self, record: Record, body: r.ClientChanged) -> None:
        if self.client is None:
            raise ChartDamaged(seq=self.seq)
        known = (*self.client.earlier_names, self.client.name)
        earlier = tuple(name for name in dict.fromkeys(known) if name not in ("", body.name))
        self.client = Client(record.client, body.code, body.name, body.born, earlier)

    def _started(self, _: Record, body: r.CourseStarted) -> None:
        self._require(body.variant in VARIANTS and body.course not in self.drafts)
        self.drafts[body.course] = CourseDraft(body)

    def _saved(self, record: Record, body: r.NoteSaved) -> None:
        notes = self._draft(body.course).notes
        known = notes.get(body.note)
        self._require(known is None or (not known.is_signed and body.revision > known.revision))
        notes[body.note] = saved_session(known, record, body)

    def _note(self, note: str) -> tuple[dict[str, Session], Session]:
        """The notes of the course that `note` belongs to, and its session."""
        notes = self._draft(self.course_of_note.get(note, "")).notes
        self._require(note in notes)
        return notes, notes[note]

    def _signed(self, record: Record, body: r.NoteSigned) -> None:
        notes, session = self._note(body.note)
        self._require(not session.is_signed and session.revision == body.revision)
        signature = signature_of(record, body)
        notes[body.note] = replace(session, signature=signature)

    def _cosigned(self, record: Record, body: r.NoteCosigned) -> None:
        """Under the very texts that were signed, and with something among them that its author has not signed before."""
        notes, session = self._note(body.note)
        covered = session.addenda[: len(body.addenda)]
        self._require(stands_for(session, body.revision, body.digest))
        self._require(body.addenda == tuple(digest_of(addendum.text) for addendum in covered))
        added = cosignature_of(record, body, len(covered))
        self._require(added.is_stated or adds_to(session, added.member, added.addenda))
        notes[body.note] = replace(session, cosignatures=(*session.cosignatures, added))

    def _amended(self, record: Record, body: r.AddendumAdded) -> None:
        notes, session = self._note(body.note)
        self._require(session.is_signed)
        addendum = Addendum(
            body.text,
            body.reason,
            body.content,
            signer_of(record, body.signed_by),
            record.written,
            member_of(record),
            waits(record, body),
        )
        notes[body.note] = replace(session, addenda=(*session.addenda, addendum))

    def _missed(self, record: Record, body: r.SessionMissed) -> None:
        self._draft(body.course).missed.append(Missed(record.id, body.on, body.how, body.reason))

    def _contact(self, record: Record, body: r.ContactMade) -> None:
        self._draft(body.course).contacts.append(Contact(record.id, body.on, body.channel, body.text))

    def _planned(self, record: Record, body: r.CoursePlanned) -> None:
        plan = Plan(body.planned, body.on, None, body.reason)
        self._draft(body.course).plans.append(DatedPlan(body.on, record.written, plan))

    def _measured(self, record: Record, body: r.MeasureTaken) -> None:
        self._draft(body.course).measures.append((record.id, body))

    def _overridden(self, record: Record, body: r.FindingOverridden) -> None:
        self._draft(body.course).overrides.append(
            Override(record.id, body.rule, body.reason, body.on, body.by, body.extended_to)
        )

    def _ended(self, record: Record, body: r.CourseEnded) -> None:
        self._draft(body.course).conclusion = Conclusion(
            record.id, body.on, body.end_type, body.next_step, body.rationale, body.follow_up
        )

    def _summarised(self, record: Record, body: r.SummarySaved) -> None:
        draft = self._draft(body.course)
        known = draft.summary
        self._require(known is None or (known.signature is None and body.revision > known.revision))
        member = member_of(record)
        begun_by = known.begun_by if known else member
        draft.summary = Summary(body.text, body.revision, record.written, begun_by=begun_by, saved_by=member)

    def _summary_signed(self, record: Record, body: r.SummarySigned) -> None:
        draft = self._draft(body.course)
        known = draft.summary
        if known is None or known.signature or known.revision != body.revision:
            raise ChartDamaged(seq=self.seq)
        draft.summary = replace(known, signature=signature_of(record, body))

    def _summary_cosigned(self, record: Record, body: r.SummaryCosigned) -> None:
        draft = self._draft(body.course)
        known = draft.summary
        if known is None or not stands_for(known, body.revision, body.digest):
            raise ChartDamaged(seq=self.seq)
        added = cosignature_of(record, body)
        self._require(added.is_stated or adds_to(known, added.member))
        draft.summary = replace(known, cosignatures=(*known.cosignatures, added))

    def _disclosed(self, record: Record, body: r.Disclosed) -> None:
        self._draft(body.course).disclosures.append(
            Disclosure(
                at=record.written,
                what=body.what,
                audience=body.audience,
                sha256=body.sha256,
                is_draft=body.is_draft,
                recipient=body.recipient,
                authorisation=body.authorisation,
            )
        )

    def _held(self, record: Record, body: r.HoldPlaced) -> None:
        self.hold = Hold(body.reason, record.written)

    def _hold_lifted(self, _: Record, __: r.HoldLifted) -> None:
        self._require(self.hold is not None)
        self.hold = None

    def _erasure_requested(self, _: Record, body: r.ErasureRequested) -> None:
        self.erasure_requests.append(ErasureRequest(body.on, body.decision, body.ground))

    def _epoch_begun(self, record: Record, body: r.EpochBegun) -> None:
        self._require(body.epoch == record.epoch)

    def _access(self, _: Record, __: r.Body) -> None:
        """Nothing to do: who may read and write a chart is `course.access`, and no part of a course."""

    def _voided(self, record: Record, body: r.RecordVoided) -> None:
        """Nothing to do: what is withdrawn was known before the fold began."""

    _TAKE: ClassVar[dict[type[r.Body], Callable[[_Fold, Record, Any], None]]] = {
        r.ClientAdded: _added,
        r.ClientChanged: _changed,
        r.CourseStarted: _started,
        r.CoursePlanned: _planned,
        r.NoteSaved: _saved,
        r.NoteSigned: _signed,
        r.NoteCosigned: _cosigned,
        r.AddendumAdded: _amended,
        r.SessionMissed: _missed,
        r.ContactMade: _contact,
        r.MeasureTaken: _measured,
        r.FindingOverridden: _overridden,
        r.CourseEnded: _ended,
        r.SummarySaved: _summarised,
        r.SummarySigned: _summary_signed,
        r.SummaryCosigned: _summary_cosigned,
        r.Disclosed: _disclosed,
        r.RecordVoided: _voided,
        r.EpochBegun: _epoch_begun,
        r.HoldPlaced: _held,
        r.HoldLifted: _hold_lifted,
        r.ErasureRequested: _erasure_requested,
        r.AccessGranted: _access,
        r.AccessRevoked: _access,
        r.HolderChanged: _access,
        r.EmergencyOpened: _access,
    }


@cache
def _kind(body: Any) -> str:
    """A record's kind as it is written; asking a class for it takes a while."""
    return str(body.__struct_config__.tag)


def require_consistent(records: Iterable[Record]) -> None:
    """ChartDamaged where records contradict each other: what `replay_chart` does, without making courses of them."""
    _Fold(records).take_all()


def replay_chart(records: Iterable[Record]) -> Chart:
    """A chart from its records in the order they were written; ChartDamaged where they contradict each other."""
    return _Fold(records).run()
