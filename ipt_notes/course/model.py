"""The course of treatment as one frozen value. Everything here is data; `replay` fills it in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ipt_notes.course.charted import (
    BeginningItem,
    Charted,
    Filled,
    Focus,
    Incident,
    Person,
    Risk,
    person_key,
)
from ipt_notes.course.note import Entry, TimelineEvent
from ipt_notes.course.parts import (
    Addendum,
    Client,
    Conclusion,
    Contact,
    Cosignature,
    Disclosure,
    ErasureRequest,
    Hold,
    Missed,
    Override,
    Plan,
    Score,
    Session,
    Signature,
    Summary,
)
from ipt_notes.course.sections import REQUIRED_ITEMS, is_no, stated
from ipt_notes.course.variants import MOST_EXTENSION, Variant
from ipt_notes.course.vocabulary import PHASE_ORDER, Mode, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipt_notes.course.records import Record

__all__ = [
    "Addendum",
    "BeginningItem",
    "Chart",
    "Charted",
    "Client",
    "Conclusion",
    "Contact",
    "Cosignature",
    "Course",
    "Disclosure",
    "Filled",
    "Focus",
    "HistoryLine",
    "Incident",
    "Missed",
    "Override",
    "Person",
    "Plan",
    "Risk",
    "Score",
    "Session",
    "Signature",
    "Summary",
]


class Course(Struct, frozen=True):
    """One contracted episode, replayed from its records.

    `timeline` holds (session, event), `focus_changes` the sessions in which the focus changed, `earlier_foci`
    (session of the change, the area that was in focus until then, as it stood).
    """

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
    earlier_foci: tuple[tuple[int, Focus], ...] = ()
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
    def counted(self) -> tuple[Session, ...]:
        """The sessions that count towards L and N: neither the intake nor maintenance (DOMAIN 5d)."""
        return tuple(session for session in self.attended if session.phase != Phase.MAINTENANCE)

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
    def extensions(self) -> tuple[Override, ...]:
        """The BEG001 overrides that name a session to extend the beginning to, at most two after L (DOMAIN 5a)."""
        base = self.beginning_limit
        return tuple(
            override
            for override in self.overrides
            if override.rule == "BEG001" and base and 0 < (override.extended_to or 0) - base <= MOST_EXTENSION
        )

    @property
    def limit(self) -> int:
        """L, or the session to which the beginning is extended. 0: the variant has no beginning."""
        return max([self.beginning_limit, *(override.extended_to or 0 for override in self.extensions)])

    @property
    def final_from(self) -> int:
        """The number of the first session of the final phase: the last F sessions, after the beginning."""
        return min(self.planned, max(self.planned - self.variant.final_length, self.limit) + 1)

    @property
    def is_maintenance(self) -> bool:
        """Whether it is a maintenance course, which has no beginning and no limit."""
        return self.variant.id == "ipt_m"

    @property
    def required_items(self) -> tuple[BeginningItem, ...]:
        """The items the beginning must finish; the recommended ones left out."""
        return tuple(item for item in self.items if item.id in REQUIRED_ITEMS)

    @property
    def owed(self) -> tuple[BeginningItem, ...]:
        """The required items that are not complete."""
        return tuple(item for item in self.required_items if not item.is_complete)

    @property
    def focus(self) -> Focus | None:
        """The problem area in focus: the primary one, else the only or first one."""
        return next((f for f in self.foci if f.is_primary), self.foci[0] if self.foci else None)

    @property
    def ending_raised(self) -> int | None:
        """The number of the first session whose note says that the ending was raised, None before."""
        return next(
            (
                session.number
                for session in self.sessions
                for section in session.all("ending")
                if stated(section.value("raised")) and not is_no(section.value("raised"))
            ),
            None,
        )

    @property
    def contacts_after_last_session(self) -> tuple[Contact, ...]:
        """The contacts of later days than the last session or intake; every contact where none took place."""
        last = max((session.date for session in self.sessions), default=dt.date.min)
        return tuple(contact for contact in self.contacts if contact.on > last)

    def person(self, name: str) -> Person | None:
        """The person of the inventory whom `name` means: a label, or a relationship that only one of them has."""
        wanted = person_key(name)
        labelled = [person for person in self.people if person_key(person.label) == wanted]
        related = [person for person in self.people if person_key(person.relationship) == wanted]
        found = labelled or (related if wanted and len(related) == 1 else [])
        return found[0] if found else None

    def scores_of(self, instrument: str) -> tuple[Score, ...]:
        """The scores of one measure in the order they were taken."""
        return tuple(score for score in self.scores if score.instrument == instrument)

    @property
    def unsigned(self) -> tuple[Session, ...]:
        """The sessions whose notes are not signed."""
        return tuple(session for session in self.sessions if not session.is_signed)

    @property
    def awaiting(self) -> tuple[Session, ...]:
        """The sessions whose notes wait for a supervisor's signature."""
        return tuple(session for session in self.sessions if session.awaits_cosignature)

    @property
    def goals(self) -> Mapping[str, Filled]:
        """The goals and their statuses by key ("symptoms", "symptoms_status", ...)."""
        charted = self.charted.get("goals")
        return charted.fields if charted else {}

    def next_phase(self, number: int) -> Phase:
        """The phase the scaffold proposes for session `number` (DOMAIN 5, "what the words mean").

        Never one that lies before the phase of the session before it.
        """
        if self.is_maintenance:
            return Phase.MAINTENANCE
        before = [session.phase for session in self.attended if session.number < number][-1:]
        return max([self._due_phase(number), *before], key=PHASE_ORDER.index)

    def _due_phase(self, number: int) -> Phase:
        if number <= self.limit and (self.owed or number == 0):
            return Phase.BEGINNING
        return Phase.FINAL if number >= self.final_from else Phase.MIDDLE


class Chart(Struct, frozen=True):
    """Everything about one client: the courses in the order they started, and the records' history.

    `hold` is why the chart must be kept beyond its time, None when nothing asks for that.
    """

    client: Client
    courses: tuple[Course, ...]
    history: tuple[HistoryLine, ...]
    hold: Hold | None = None
    erasure_requests: tuple[ErasureRequest, ...] = ()

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
