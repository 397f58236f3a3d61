"""The course of treatment as one frozen value. Everything here is data; `replay` fills it in."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations at run time
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ipt_notes.course.note import (  # noqa: TC001 - msgspec reads the annotations at run time
    Entry,
    Note,
    ScoreLine,
    Script,
    Section,
    TimelineEvent,
)
from ipt_notes.course.sections import BY_ID, is_yes
from ipt_notes.course.variants import Variant  # noqa: TC001
from ipt_notes.course.vocabulary import Absence, Channel, EndType, Mode, NextStep, Phase, ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipt_notes.course.records import Record


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

    `first_saved` and `last_saved` are UTC; `note` and `record` are ids (32 hex digits).
    """

    note: str
    record: str
    number: int
    content: Note
    text: str
    revision: int
    first_saved: dt.datetime
    last_saved: dt.datetime
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
    """A measure taken: in session `session` (its note, or the last attended session before `on`)."""

    record: str
    line: ScoreLine
    on: dt.date
    session: int

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
    """Someone in the interpersonal inventory, as last described; `rings` are (session, closeness ring)."""

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
    """A risk assessment."""

    session: int
    on: dt.date
    level: str
    assessment: str
    safety_plan: str
    escalation: str


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


class Course(Struct, frozen=True):
    """One contracted episode, replayed from its records."""

    id: str
    client: Client
    variant: Variant
    start: dt.date
    started_planned: int
    started_minutes: int
    mode: Mode
    condition: str = ""
    sessions: tuple[Session, ...] = ()
    missed: tuple[Missed, ...] = ()
    contacts: tuple[Contact, ...] = ()
    plans: tuple[Plan, ...] = ()
    scores: tuple[Score, ...] = ()
    charted: dict[str, Charted] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    timeline: tuple[tuple[int, TimelineEvent], ...] = ()
    foci: tuple[Focus, ...] = ()
    focus_changes: tuple[int, ...] = ()
    risks: tuple[Risk, ...] = ()
    incidents: tuple[Incident, ...] = ()
    warning_signs: tuple[Entry, ...] = ()
    items: tuple[BeginningItem, ...] = ()
    overrides: tuple[Override, ...] = ()
    conclusion: Conclusion | None = None
    summary: Summary | None = None
    disclosures: tuple[Disclosure, ...] = ()

    def __repr__(self) -> str:
        """Names the course without its content."""
        return f"<Course {self.id[:8]}>"

    @classmethod
    def replay(cls, records: Iterable[Record], course: str | None = None) -> Course:
        """The course with this id (default: the latest) folded from a chart's records.

        Raises NotFound when the chart has no such course.
        """
        from ipt_notes.course.replay import replay_chart

        return replay_chart(records).course(course)

    @property
    def attended(self) -> tuple[Session, ...]:
        """The numbered sessions; the intake (0) is not one of them."""
        return tuple(session for session in self.sessions if session.number >= 1)

    @property
    def last_number(self) -> int:
        """The number of the last attended session with a saved note, 0 before the first."""
        return max((session.number for session in self.sessions), default=0)

    def session(self, number: int) -> Session | None:
        """The session with this number."""
        return next((session for session in self.sessions if session.number == number), None)

    def charted_text(self, section_id: str, key: str) -> str:
        """The latest value of a field of the catalogue, or ""."""
        charted = self.charted.get(section_id)
        return charted.text(key) if charted else ""

    @property
    def planned(self) -> int:
        """How many sessions are agreed (N)."""
        return self.plans[-1].planned if self.plans else self.started_planned

    @property
    def beginning_limit(self) -> int:
        """The variant's last session of the beginning (L), without extension."""
        return self.variant.beginning_limit

    @property
    def limit(self) -> int:
        """L, moved by a BEG001 override to the session it names, at most two later (DOMAIN 5a)."""
        base = self.beginning_limit
        reached = [o.extended_to for o in self.overrides if o.rule == "BEG001" and o.extended_to]
        return max([base, *(min(session, base + 2) for session in reached)]) if base else 0

    @property
    def final_from(self) -> int:
        """The number of the first session of the final phase."""
        return self.planned - self.variant.final_length + 1

    @property
    def is_maintenance(self) -> bool:
        """Whether it is a maintenance course, which has no beginning and no limit."""
        return self.variant.id == "ipt_m"

    def item(self, item_id: str) -> BeginningItem:
        """The beginning item with this id."""
        return next(item for item in self.items if item.id == item_id)

    @property
    def required_items(self) -> tuple[BeginningItem, ...]:
        """The items the beginning must finish; the recommended ones left out."""
        from ipt_notes.course.sections import REQUIRED_ITEMS

        return tuple(item for item in self.items if item.id in REQUIRED_ITEMS)

    @property
    def owed(self) -> tuple[BeginningItem, ...]:
        """The required items that are not complete."""
        return tuple(item for item in self.required_items if not item.is_complete)

    @property
    def focus(self) -> Focus | None:
        """The problem area in focus: the primary one, else the only or first one."""
        return next((f for f in self.foci if f.is_primary), self.foci[0] if self.foci else None)

    def person(self, label: str) -> Person | None:
        """The person with this label, any letter case."""
        wanted = label.casefold().strip()
        return next((person for person in self.people if person.label.casefold() == wanted), None)

    def scores_of(self, instrument: str) -> tuple[Score, ...]:
        """The scores of one measure in the order they were taken."""
        return tuple(score for score in self.scores if score.instrument == instrument)

    @property
    def unsigned(self) -> tuple[Session, ...]:
        """The sessions whose notes are not signed."""
        return tuple(session for session in self.sessions if not session.is_signed)

    @property
    def goals(self) -> Mapping[str, Filled]:
        """The goals and their statuses by key ("symptoms", "symptoms_status", ...)."""
        charted = self.charted.get("goals")
        return charted.fields if charted else {}

    def next_phase(self, number: int) -> Phase:
        """The phase the scaffold proposes for session `number` (DOMAIN 5, "what the words mean")."""
        if self.is_maintenance:
            return Phase.MAINTENANCE
        if number <= self.limit and (self.owed or number == 0):
            return Phase.BEGINNING
        return Phase.FINAL if number >= self.final_from else Phase.MIDDLE


class Chart(Struct, frozen=True):
    """Everything about one client: the courses in the order they started, and the records' history."""

    client: Client
    courses: tuple[Course, ...]
    history: tuple[HistoryLine, ...]

    def __repr__(self) -> str:
        """Names the chart without its content."""
        return f"<Chart {self.client.id[:8]}>"

    def course(self, course_id: str | None = None) -> Course:
        """The course with this id (default: the latest); NotFound if there is none."""
        from ipt_notes.errors import NotFound

        found = [course for course in self.courses if course_id in (None, course.id)]
        if not found:
            raise NotFound(what="the course", hint="start one with `ipt-notes course new CODE`")
        return found[-1]


class HistoryLine(Struct, frozen=True):
    """One record as the history lists it: its kind, and why it was withdrawn ("" if it stands)."""

    record: str
    seq: int
    kind: str
    author: str
    at: dt.datetime
    course: str
    note: str
    withdrawn: str
