"""What a course is made of: sessions, people, foci, scores, and the rest, each a frozen value."""

from __future__ import annotations

import datetime as dt
import re

from msgspec import Struct, field

from ipt_notes.course.note import (
    Note,
    ScoreLine,
    Script,
    Section,
)
from ipt_notes.course.sections import BY_ID, is_yes, stated
from ipt_notes.course.vocabulary import (
    Absence,
    Channel,
    EndType,
    NextStep,
    Phase,
    ProblemArea,
)

_BEHIND_A_NAME = re.compile(r"\s*[(,;].*", re.DOTALL)


def person_label(name: str) -> str:
    """A person's label without what stands behind it: "N." of "N. (partner)"."""
    return _BEHIND_A_NAME.sub("", name).strip()


def person_key(name: str) -> str:
    """What makes two labels the same person: letter case, spaces and a last dot do not matter."""
    return " ".join(person_label(name).casefold().split()).rstrip(".")


class Filled(Struct, frozen=True):
    """A field's latest value, and the sessions in which it was first and last written."""

    value: tuple[str, ...]
    first_session: int
    last_session: int

    @property
    def text(self) -> str:
        """The value, several joined by "; "."""
        return "; ".join(self.value)


class Charted(Struct, frozen=True):
    """One section of the catalogue over the whole course: the latest value of every field, all its prose."""

    fields: dict[str, Filled] = field(default_factory=dict)
    prose: tuple[tuple[int, str], ...] = ()
    sessions: tuple[int, ...] = ()

    def text(self, key: str) -> str:
        """The field's latest value or ""."""
        filled = self.fields.get(key)
        return filled.text if filled else ""


class Signature(Struct, frozen=True):
    """Who signed, and when (UTC)."""

    by: str
    at: dt.datetime
    digest: str


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
        """The total as written, else the sum of the items."""
        if self.line.total is not None:
            return self.line.total
        return sum(self.line.items) if self.line.items else None


class Person(Struct, frozen=True):
    """Someone in the interpersonal inventory, as last described; `rings` are (session, inner, middle or outer)."""

    label: str
    relationship: str
    fields: dict[str, Filled]
    rings: tuple[tuple[int, str], ...]
    first_session: int

    def text(self, key: str) -> str:
        """The field's latest value or ""."""
        filled = self.fields.get(key)
        return filled.text if filled else ""

    @property
    def ring_start(self) -> str:
        """Where the client placed them first, or ""."""
        return self.rings[0][1] if self.rings else ""

    @property
    def ring_now(self) -> str:
        """Where the client placed them last, or ""."""
        return self.rings[-1][1] if self.rings else ""

    @property
    def is_confidant(self) -> bool:
        """Whether the client confides in them."""
        return is_yes(self.text("is_confidant"))

    @property
    def is_deceased(self) -> bool:
        """Whether they have died."""
        return self.text("living_status") == "deceased"

    @property
    def is_linked(self) -> bool:
        """Whether they are linked to the episode."""
        return is_yes(self.text("linked_to_episode"))

    @property
    def missing(self) -> tuple[str, ...]:
        """The required keys that are blank; "relationship" among them when it was not stated."""
        blank = tuple(key for key in BY_ID["inventory"].entry_required if not self.text(key))
        return blank if self.relationship else ("relationship", *blank)


class Focus(Struct, frozen=True):
    """A problem area that is being worked on; `stages` are (session, dispute stage)."""

    area: ProblemArea
    fields: dict[str, Filled]
    stages: tuple[tuple[int, str], ...]
    first_session: int

    def text(self, key: str) -> str:
        """The field's latest value or ""."""
        filled = self.fields.get(key)
        return filled.text if filled else ""

    @property
    def is_agreed(self) -> bool:
        """Whether the client accepted it."""
        return is_yes(self.text("agreed"))

    @property
    def is_primary(self) -> bool:
        """Whether it ranks first of two."""
        return is_yes(self.text("primary"))


class Risk(Struct, frozen=True):
    """A session's risk assessment as its note has it; then, of the day it was written, as each addendum completes it."""

    session: int
    on: dt.date
    level: str
    assessment: str
    safety_plan: str
    escalation: str

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks to be an assessment. That it was not asked is no assessment, whatever the reason."""
        values = {"level": self.level, "assessment": stated(self.assessment)}
        return tuple(name for name, value in values.items() if not value)


class Incident(Struct, frozen=True):
    """An interpersonal incident, with its communication analysis if there was one."""

    session: int
    title: str
    fields: dict[str, tuple[str, ...]]
    script: Script | None
    alternatives: tuple[str, ...]


class BeginningItem(Struct, frozen=True):
    """One thing the beginning must finish. `missing` says in words what is still blank."""

    id: str
    completed_session: int | None
    completed_on: dt.date | None
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.completed_session is not None


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


class Client(Struct, frozen=True):
    """Whose chart it is."""

    id: str
    code: str
    name: str
    born: dt.date | None
