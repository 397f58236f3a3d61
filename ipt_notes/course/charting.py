"""Sets the sections of all notes beside each other: the latest value of every field, people, foci, beginning items.

Notes are read in the order of their sessions, not of their writing: what session 3's note says belongs to
session 3 even if it was typed later.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from ipt_notes.course.charted import (
    BeginningItem,
    Charted,
    Filled,
    Focus,
    Incident,
    Person,
    Risk,
    person_key,
    person_label,
)
from ipt_notes.course.note import Entry
from ipt_notes.course.parts import Plan
from ipt_notes.course.sections import (
    BY_ID,
    DISPUTE_STAGES,
    RECOMMENDED_ITEMS,
    REQUIRED_ITEMS,
    RINGS,
)
from ipt_notes.course.vocabulary import AREA_ALIASES, ProblemArea, to_id, words
from ipt_notes.course.wording import read_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from ipt_notes.course.note import Fields, Section, TimelineEvent
    from ipt_notes.course.parts import Score, Session

_FEW = 2
_COUNT = re.compile(r"\s*([1-9]\d{0,2})\b", re.ASCII)


class DatedPlan(NamedTuple):
    """A plan, with the day from which it counts and the moment it was written, which decides between two of a day."""

    on: dt.date
    written: dt.datetime
    plan: Plan


def fill(known: dict[str, Filled], fields: Fields, session: int) -> dict[str, Filled]:
    """`known` with the values of `fields`, which were written in `session`."""
    merged = dict(known)
    for key, value in fields.items():
        before = merged.get(key)
        if before is None or before.first_session == session:
            merged[key] = Filled(value, value, session, session)
        else:
            merged[key] = Filled(value, before.first_value, before.first_session, session)
    return merged


def area_id(text: str) -> str:
    """The problem area a typed value names, or "" ("Role dispute", "sensitivities")."""
    name = AREA_ALIASES.get(to_id(text), to_id(text))
    return name if name in set(ProblemArea) else ""


class Charting:
    """The state of the chart after each session; `add` takes the sessions in order."""

    def __init__(self) -> None:
        self.charted: dict[str, Charted] = {}
        self.people: dict[str, Person] = {}
        self.timeline: list[tuple[int, TimelineEvent]] = []
        self.foci: dict[ProblemArea, Focus] = {}
        self.current: tuple[ProblemArea, ...] = ()
        self.focus_changes: list[int] = []
        self.earlier_foci: list[tuple[int, Focus]] = []
        self.plans: list[DatedPlan] = []
        self.risks: list[Risk] = []
        self.incidents: list[Incident] = []
        self.warning_signs: dict[str, Entry] = {}
        self.completed: dict[str, BeginningItem] = {}

    def add(self, session: Session) -> None:
        """Take in one session's sections, then see which beginning items that completed."""
        number = session.number
        for section in session.sections:
            self._merge(section, number)
            self._collect(section, session)
        self._risk(session)
        self._focus(session)
        for item in (*REQUIRED_ITEMS, *RECOMMENDED_ITEMS):
            if item not in self.completed and not self._missing(item):
                self.completed[item] = BeginningItem(item, number, session.date)

    def items(self, scores: Iterable[Score]) -> tuple[BeginningItem, ...]:
        """Every beginning item, with what is missing where it is not complete."""
        first = next((score for score in scores if score.total is not None), None)
        if first:
            self.completed["baseline_measure"] = BeginningItem("baseline_measure", first.session, first.on)
        return tuple(
            self.completed.get(item) or BeginningItem(item, None, None, self._missing(item))
            for item in (*REQUIRED_ITEMS, *RECOMMENDED_ITEMS)
        )

    def _merge(self, section: Section, number: int) -> None:
        known = self.charted.get(section.id, Charted())
        self.charted[section.id] = Charted(fill(known.fields, section.fields, number))

    def _collect(self, section: Section, session: Session) -> None:
        match section.id:
            case "inventory":
                for entry in section.entries:
                    self._person(entry, session.number)
            case "timeline":
                self.timeline += [(session.number, event) for event in section.events]
            case "contract":
                self._contract(section, session)
            case "interpersonal_incident":
                self.incidents.append(_incident(section, session.number))
            case "warning_signs":
                for entry in section.entries:
                    self._warning_sign(entry)

    def _person(self, entry: Entry, number: int) -> None:
        key = person_key(entry.name)
        known = self.people.get(key) or Person(person_label(entry.name), "", {}, (), number)
        ring = "; ".join(entry.fields.get("closeness_ring", ()))
        self.people[key] = replace(
            known,
            relationship=entry.relationship or known.relationship,
            fields=fill(known.fields, entry.fields, number),
            rings=(*known.rings, (number, ring)) if ring in RINGS else known.rings,
        )

    def _warning_sign(self, entry: Entry) -> None:
        key = entry.name.casefold()
        known = self.warning_signs.get(key, Entry(entry.name))
        self.warning_signs[key] = replace(
            known, fields=known.fields | entry.fields, prose=entry.prose or known.prose
        )

    def _contract(self, section: Section, session: Session) -> None:
        """A number that was agreed counts from the day of the agreement, which is not after the session."""
        count = _COUNT.match(section.value("planned_sessions"))
        if count:
            on = min(read_date(section.value("agreed_on")) or session.date, session.date)
            plan = Plan(int(count[1]), on, session.number, section.value("renegotiation"))
            self.plans.append(DatedPlan(on, session.first_saved, plan))

    def _risk(self, session: Session) -> None:
        """The assessment of the note, then what each addendum made of it."""
        known = Risk(session.number, session.date)
        for section in _all(session.content.sections, "risk_assessment"):
            known = _completed(known, section)
            self.risks.append(known)
        for addendum in session.addenda:
            for section in _all(addendum.content.sections, "risk_assessment"):
                known = _completed(replace(known, on=addendum.at.date()), section)
                self.risks.append(known)

    def _focus(self, session: Session) -> None:
        """A note that names a new area sets the focus anew; one that names only known ones adds to them."""
        sections = session.all("problem_area")
        found = [ProblemArea(area) for section in sections if (area := area_id(section.value("area")))]
        named = tuple(dict.fromkeys(found))
        if not set(named) <= set(self.current):
            self._change_focus(named, session.number)
        for section in sections:
            area = self._area_of(section)
            if area:
                self._deepen(ProblemArea(area), section, session.number)

    def _change_focus(self, named: tuple[ProblemArea, ...], number: int) -> None:
        if self.current:
            self.focus_changes.append(number)
        self.earlier_foci += [(number, self.foci[area]) for area in self.current if area not in named]
        self.current = named

    def _area_of(self, section: Section) -> str:
        """The area a section is about; without the field, the only one in focus."""
        typed = section.value("area")
        return area_id(typed) if typed or len(self.current) != 1 else self.current[0]

    def _deepen(self, area: ProblemArea, section: Section, number: int) -> None:
        known = self.foci.get(area) or Focus(area, {}, (), number)
        stage = section.value("dispute_stage")
        deeper = replace(known, fields=fill(known.fields, section.fields, number))
        self.foci[area] = replace(
            deeper,
            agreed_session=_first(known.agreed_session, number) if deeper.is_agreed else None,
            stages=(*known.stages, (number, stage)) if stage in DISPUTE_STAGES else known.stages,
        )

    def _missing(self, item: str) -> tuple[str, ...]:
        """What an item still lacks, in words; empty when it is complete."""
        match item:
            case "baseline_measure":
                return ("a measure",)
            case "timeline":
                return () if self.timeline else ("an event",)
            case "risk_assessment":
                return self._blank_risk()
        charted = self.charted.get(item, Charted())
        blank = tuple(words(key) for key in BY_ID[item].required if not charted.text(key))
        if item == "inventory":
            return blank + self._missing_people()
        return (blank or self._missing_focus()) if item == "problem_area" else blank

    def _blank_risk(self) -> tuple[str, ...]:
        """What the fullest assessment leaves blank; `not asked: reason` is an answer here (NOTE.md)."""
        kind = BY_ID["risk_assessment"]
        blanks = [tuple(key for key in kind.required if not getattr(risk, key)) for risk in self.risks]
        return tuple(words(key) for key in min([kind.required, *blanks], key=len))

    def _missing_people(self) -> tuple[str, ...]:
        if not self.people:
            return ("anybody in it",)
        return tuple(_blank_in(person) for person in self.people.values() if person.missing)

    def _missing_focus(self) -> tuple[str, ...]:
        if not self.current:
            return ("one of the four areas",)
        return () if any(self.foci[area].is_agreed for area in self.current) else ("the client's agreement",)


def _all(sections: Iterable[Section], section_id: str) -> list[Section]:
    return [section for section in sections if section.id == section_id]


def _blank_in(person: Person) -> str:
    """ "N.: closeness ring, support given"; only how many fields where there are more than two."""
    blank = [words(key) for key in person.missing]
    return f"{person.label}: {', '.join(blank) if len(blank) <= _FEW else f'{len(blank)} fields'}"


def _completed(risk: Risk, section: Section) -> Risk:
    """The assessment with what this section says; what it leaves blank stays as it was."""
    keys = (field.key for field in BY_ID["risk_assessment"].fields)
    return replace(risk, **{key: value for key in keys if (value := section.value(key))})


def _incident(section: Section, number: int) -> Incident:
    return Incident(number, section.title, section.fields, section.script, section.alternatives)


def _first(known: int | None, number: int) -> int:
    """The session something was said in first; the intake is 0."""
    return number if known is None else known
