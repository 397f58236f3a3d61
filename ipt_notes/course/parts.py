"""What happened in a course, each a frozen value: sessions, contacts, plans, scores, signatures, the conclusion."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct, field

from ipt_notes.course.note import Note, ScoreLine, Section
from ipt_notes.course.vocabulary import Absence, Channel, EndType, NextStep, Phase


class Signature(Struct, frozen=True):
    """Who signed, and when (UTC). `is_stated`: an imported chart states it, and nobody here can verify it."""

    by: str
    at: dt.datetime
    digest: str
    is_stated: bool = False


class Addendum(Struct, frozen=True):
    """A signed addition to a signed note."""

    text: str
    reason: str
    content: Note
    by: str
    at: dt.datetime


class Session(Struct, frozen=True):
    """One attended session and the latest revision of its note. Number 0 is the intake.

    `first_saved` and `last_saved` are UTC, and so is `edited`: when each of its sections was last changed. `note` and
    `record` are ids (32 hex digits).
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
    def sections(self) -> tuple[Section, ...]:
        """The sections of the note and of its addenda."""
        if not self.addenda:
            return self.content.sections
        return self.content.sections + tuple(
            s for addendum in self.addenda for s in addendum.content.sections
        )

    def all(self, section_id: str) -> tuple[Section, ...]:
        """Every section with this id."""
        return tuple(section for section in self.sections if section.id == section_id)

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
        answered = [item for item in self.line.items if item is not None]
        return sum(answered) if answered and len(answered) == len(self.line.items) else None


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
    """The narrative of the termination summary."""

    text: str
    revision: int
    last_saved: dt.datetime
    signature: Signature | None = None


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
