"""What happened in a course, each a frozen value: sessions, contacts, plans, scores, signatures, the conclusion."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct, field

from ipt_notes.course.note import Note, ScoreLine, Section
from ipt_notes.course.vocabulary import Absence, Channel, EndType, NextStep, Phase


class Signature(Struct, frozen=True):
    """Who signed, and when (UTC). `is_stated`: an imported chart states it, and nobody here can verify it.

    `member` is the id of who signed, "" where it is only stated; `begun_by` names who began the text where that was
    another. `awaits`: a trainee signed, and a supervisor is to sign too.
    """

    by: str
    at: dt.datetime
    digest: str
    is_stated: bool = False
    member: str = ""
    begun_by: str = ""
    awaits: bool = False


class Cosignature(Signature, frozen=True):
    """A supervisor's signature under a signed text. `addenda`: how many of its addenda it stands for too."""

    addenda: int = 0


class Addendum(Struct, frozen=True):
    """A signed addition to a signed note. `member` and `awaits` as of a signature."""

    text: str
    reason: str
    content: Note
    by: str
    at: dt.datetime
    member: str = ""
    awaits: bool = False


class Session(Struct, frozen=True):
    """One attended session and the latest revision of its note. Number 0 is the intake.

    `first_saved` and `last_saved` are UTC, and so is `edited`: when each of its sections was last changed. `note` and
    `record` are ids (32 hex digits), and so are `begun_by` and `saved_by`, who wrote the first and the latest revision
    ("" where an imported chart states it).
    """

    note: str
    record: str
    number: int
    content: Note
    text: str
    revision: int
    first_saved: dt.datetime
    last_saved: dt.datetime
    edited: dict[str, dt.datetime] = field(default_factory=dict)
    signature: Signature | None = None
    addenda: tuple[Addendum, ...] = ()
    cosignatures: tuple[Cosignature, ...] = ()
    begun_by: str = ""
    saved_by: str = ""

    @property
    def date(self) -> dt.date:
        """The day it took place."""
        return self.content.date

    @property
    def phase(self) -> Phase:
        """The phase its note states."""
        return self.content.phase

    @property
    def minutes(self) -> int | None:
        """How long it took, if stated."""
        return self.content.minutes

    @property
    def is_signed(self) -> bool:
        """Whether it is locked."""
        return self.signature is not None

    @property
    def awaits_cosignature(self) -> bool:
        """Whether a trainee signed the note, or added to it, and no supervisor has signed that yet."""
        return self.waiting_since is not None

    @property
    def waiting_since(self) -> dt.datetime | None:
        """When a trainee signed what no supervisor has signed yet (UTC), the oldest of it."""
        if self.signature is None:
            return None
        pieces: tuple[Signature | Addendum, ...] = (self.signature, *self.addenda)
        waiting = (
            piece.at
            for number, piece in enumerate(pieces)
            if piece.awaits and not self._is_cosigned(number, piece.member)
        )
        return min(waiting, default=None)

    def _is_cosigned(self, addendum: int, member: str) -> bool:
        """Whether somebody else than its `member` signed the note (0) or an addendum (from 1) too."""
        return any(
            each.addenda >= addendum and (each.is_stated or each.member != member)
            for each in self.cosignatures
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of the note and of its addenda."""
        if not self.addenda:
            return self.content.sections
        return self.content.sections + tuple(
            s for addendum in self.addenda for s in addendum.content.sections
        )

    def all(self, section_id: str) -> tuple[Section, ...]:
        """Every section with this id."""
        return tuple([section for section in self.sections if section.id == section_id])

    def has(self, section_id: str) -> bool:
        """Whether a section with this id is started."""
        return any(section.is_started for section in self.all(section_id))


class Missed(Struct, frozen=True):
    """A session that did not take place."""

    record: str
    on: dt.date
    how: Absence
    reason: str


class Contact(Struct, frozen=True):
    """A call, letter or message."""

    record: str
    on: dt.date
    channel: Channel
    text: str


class Plan(Struct, frozen=True):
    """How many sessions were agreed, from which day on; `session` is None outside a note."""

    planned: int
    on: dt.date
    session: int | None
    reason: str


class Score(Struct, frozen=True):
    """A measure taken: in session `session` (its note, or the last attended session up to `on`)."""

    record: str
    line: ScoreLine
    on: dt.date
    session: int
    is_in_note: bool = True

    @property
    def instrument(self) -> str:
        """The measure's id ("phq9"), or "other"."""
        return self.line.instrument

    @property
    def total(self) -> float | None:
        """The total as recorded, else the sum of the items; None where one of them was left out."""
        if self.line.total is not None:
            return self.line.total
        items = self.line.items
        return sum(filter(None, items)) if items and None not in items else None


class Override(Struct, frozen=True):
    """A documented reason to let a finding stand."""

    record: str
    rule: str
    reason: str
    on: dt.date
    by: str
    extended_to: int | None


class Conclusion(Struct, frozen=True):
    """How and when the course ended."""

    record: str
    on: dt.date
    end_type: EndType | None
    next_step: NextStep | None
    rationale: str
    follow_up: str


class Summary(Struct, frozen=True):
    """The narrative of the termination summary. `begun_by` and `saved_by` as of a session."""

    text: str
    revision: int
    last_saved: dt.datetime
    signature: Signature | None = None
    cosignatures: tuple[Cosignature, ...] = ()
    begun_by: str = ""
    saved_by: str = ""

    @property
    def awaits_cosignature(self) -> bool:
        """Whether a trainee signed it, and no supervisor has signed it yet."""
        return self.signature is not None and self.signature.awaits and not self.cosignatures


class Disclosure(Struct, frozen=True):
    """A document that left the vault."""

    at: dt.datetime
    what: str
    audience: str
    sha256: str
    is_draft: bool
    recipient: str
    authorisation: str


class Hold(Struct, frozen=True):
    """The chart must be kept beyond its time; `at` is UTC."""

    reason: str
    at: dt.datetime


class ErasureRequest(Struct, frozen=True):
    """A client's request for erasure, and what was decided on what ground."""

    on: dt.date
    decision: str
    ground: str


class Client(Struct, frozen=True):
    """Whose chart it is. What was written under `earlier_names` may hold them still."""

    id: str
    code: str
    name: str
    born: dt.date | None
    earlier_names: tuple[str, ...] = ()
