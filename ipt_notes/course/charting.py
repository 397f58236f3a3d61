"""Sets the sections of all notes beside each other: the latest value of every field, people, foci, beginning items.

Notes are read in the order of their sessions, not of their writing: what session 3's note says belongs to
session 3 even if it was typed later.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ipt_notes.course.model import BeginningItem, Charted, Filled, Focus, Incident, Person, Plan, Risk
from ipt_notes.course.sections import BY_ID, RECOMMENDED_ITEMS, REQUIRED_ITEMS, is_yes
from ipt_notes.course.vocabulary import AREA_ALIASES, ProblemArea, to_id, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.model import Score, Session
    from ipt_notes.course.note import Entry, Fields, Section, TimelineEvent


def fill(known: dict[str, Filled], fields: Fields, session: int) -> dict[str, Filled]:
    """`known` with the values of `fields`, which were written in `session`."""
    merged = dict(known)
    for key, value in fields.items():
        first = merged[key].first_session if key in merged else session
        merged[key] = Filled(value, first, session)
    return merged


def area_id(text: str) -> str:
    """The problem area a typed value names, or "" ("Role dispute", "sensitivities")."""
    name = AREA_ALIASES.get(to_id(text), to_id(text))
    return name if name in set(ProblemArea) else ""


def label_of(name: str) -> str:
    """A person's label without the relationship in brackets behind it."""
    return name.partition(" (")[0].strip()


class Charting:
    """The state of the chart after each session; `add` takes the sessions in order."""

    def __init__(self) -> None:
        self.charted: dict[str, Charted] = {}
        self.people: dict[str, Person] = {}
        self.timeline: list[tuple[int, TimelineEvent]] = []
        self.foci: dict[ProblemArea, Focus] = {}
        self.current: tuple[ProblemArea, ...] = ()
        self.focus_changes: list[int] = []
        self.plans: list[Plan] = []
        self.risks: list[Risk] = []
        self.incidents: list[Incident] = []
        self.warning_signs: dict[str, Entry] = {}
        self.completed: dict[str, BeginningItem] = {}

    def add(self, session: Session, scores: Iterable[Score]) -> None:
        """Take in one session's sections, then see which beginning items that completed."""
        number = session.number
        for section in session.sections:
            self._merge(section, number)
            self._collect(section, session)
        self._focus(session)
        has_score = any(score.session <= number for score in scores)
        for item in (*REQUIRED_ITEMS, *RECOMMENDED_ITEMS):
            if item not in self.completed and not self._missing(item, has_score=has_score):
                self.completed[item] = BeginningItem(item, number, session.date)

    def items(self, scores: Iterable[Score]) -> tuple[BeginningItem, ...]:
        """Every beginning item, with what is missing where it is not complete."""
        has_score = any(True for _ in scores)
        return tuple(
            self.completed.get(item)
            or BeginningItem(item, None, None, self._missing(item, has_score=has_score))
            for item in (*REQUIRED_ITEMS, *RECOMMENDED_ITEMS)
        )

    def _merge(self, section: Section, number: int) -> None:
        known = self.charted.get(section.id, Charted())
        prose = (*known.prose, (number, section.prose)) if section.prose else known.prose
        sessions = known.sessions if number in known.sessions else (*known.sessions, number)
        self.charted[section.id] = Charted(fill(known.fields, section.fields, number), prose, sessions)

    def _collect(self, section: Section, session: Session) -> None:
        match section.id:
            case "inventory":
                for entry in section.entries:
                    self._person(entry, session.number)
            case "timeline":
                self.timeline += [(session.number, event) for event in section.events]
            case "contract":
                self._contract(section, session)
            case "risk_assessment":
                self.risks.append(_risk(section, session))
            case "interpersonal_incident":
                self.incidents.append(_incident(section, session.number))
            case "warning_signs":
                self.warning_signs |= {entry.name.casefold(): entry for entry in section.entries}

    def _person(self, entry: Entry, number: int) -> None:
        label = label_of(entry.name)
        known = self.people.get(label.casefold()) or Person(label, "", {}, (), number)
        fields = fill(known.fields, entry.fields, number)
        ring = "; ".join(entry.fields.get("closeness_ring", ()))
        rings = (*known.rings, (number, ring)) if ring else known.rings
        self.people[label.casefold()] = Person(
            known.label, entry.relationship or known.relationship, fields, rings, known.first_session
        )

    def _contract(self, section: Section, session: Session) -> None:
        planned = section.value("planned_sessions").split()
        if planned and planned[0].isdecimal():
            on = _date(section.value("agreed_on")) or session.date
            self.plans.append(Plan(int(planned[0]), on, session.number, section.value("renegotiation")))

    def _focus(self, session: Session) -> None:
        sections = session.all("problem_area")
        named = [ProblemArea(area) for section in sections if (area := area_id(section.value("area")))]
        if named and tuple(named) != self.current:
            if self.current and set(named) != set(self.current):
                self.focus_changes.append(session.number)
            self.current = tuple(dict.fromkeys(named))
        for section in sections:
            area = area_id(section.value("area")) or (self.current[0] if len(self.current) == 1 else "")
            if area:
                self._deepen(ProblemArea(area), section, session.number)

    def _deepen(self, area: ProblemArea, section: Section, number: int) -> None:
        known = self.foci.get(area) or Focus(area, {}, (), number)
        stage = section.value("dispute_stage")
        stages = (*known.stages, (number, stage)) if stage else known.stages
        self.foci[area] = Focus(area, fill(known.fields, section.fields, number), stages, known.first_session)

    def _missing(self, item: str, *, has_score: bool) -> tuple[str, ...]:
        """What item still lacks, in words; empty when it is complete."""
        if item == "baseline_measure":
            return () if has_score else ("a measure",)
        if item == "timeline":
            return () if self.timeline else ("an event",)
        charted = self.charted.get(item, Charted())
        blank = tuple(words(key) for key in BY_ID[item].required if not charted.text(key))
        if item == "inventory":
            return blank + self._missing_people()
        if item == "problem_area" and not blank and not self._has_agreed_focus():
            return ("the client's agreement",)
        return blank

    def _missing_people(self) -> tuple[str, ...]:
        if not self.people:
            return ("anybody in it",)
        return tuple(
            f"{person.label}: {', '.join(words(key) for key in person.missing)}"
            for person in self.people.values()
            if person.missing
        )

    def _has_agreed_focus(self) -> bool:
        return any(self.foci[area].is_agreed for area in self.current)


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _risk(section: Section, session: Session) -> Risk:
    return Risk(
        session.number,
        session.date,
        section.value("level"),
        section.value("assessment"),
        section.value("safety_plan"),
        section.value("escalation"),
    )


def _incident(section: Section, number: int) -> Incident:
    return Incident(number, section.title, section.fields, section.script, section.alternatives)


def has_agreement(focus: Focus) -> bool:
    """Whether the client accepted this focus in so many words."""
    return is_yes(focus.text("agreed"))
