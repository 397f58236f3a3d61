"""Interpersonal incidents, each with what belongs to it: the person, the mood around it, the role play that followed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.note import Script
from ipt_notes.errors import NotFound
from ipt_notes.measures.measure import find_measure
from ipt_notes.measures.outcome import outcomes
from ipt_notes.pictures.timeline import first_day
from ipt_notes.services.inventory import person_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.charted import Incident
    from ipt_notes.course.model import Course, Score
    from ipt_notes.services.open_chart import OpenChart

REHEARSED_WITHIN = 2
"""Sessions after an analysis in which a role play belongs to it (DOMAIN, TEC004)."""


class MoodScore(Struct, frozen=True):
    """A score near an incident; `days` are from the incident to it, below 0 before."""

    name: str
    on: dt.date
    session: int
    total: float
    band: str
    days: int


class RolePlay(Struct, frozen=True):
    """What was rehearsed in a session."""

    session: int
    scenario: str
    plan_to_use: str


class IncidentLine(Struct, frozen=True):
    """An incident in a line; `number` counts those of the course from 1, in the order of the sessions."""

    number: int
    session: int
    date: str
    title: str
    person: str
    lines: int
    alternatives: int
    role_plays: tuple[int, ...]


class IncidentList(Struct, frozen=True):
    """Every incident of a client's latest course."""

    code: str
    incidents: tuple[IncidentLine, ...]


class IncidentScene(Struct, frozen=True):
    """An incident with its script and what belongs to it. `fields` are as typed, `person` as the inventory knows them."""

    code: str
    number: int
    session: int
    date: str
    title: str
    person: str
    fields: dict[str, str]
    script: Script | None
    alternatives: tuple[str, ...]
    mood: tuple[MoodScore, ...]
    role_plays: tuple[RolePlay, ...]


def list_incidents(chart: OpenChart) -> IncidentList:
    """The incidents in the order of the sessions."""
    course = chart.course
    lines = (_line(course, number, each) for number, each in enumerate(course.incidents, 1))
    return IncidentList(chart.code, tuple(lines))


def _line(course: Course, number: int, incident: Incident) -> IncidentLine:
    return IncidentLine(
        number,
        incident.session,
        _value(incident, "date"),
        _title(incident),
        _value(incident, "person"),
        len(incident.script.lines) if incident.script else 0,
        len(incident.alternatives),
        tuple(each.session for each in _role_plays(course, incident)),
    )


def find_incident(chart: OpenChart, number: int) -> Incident:
    """The incident with this number; NotFound."""
    known = chart.course.incidents
    if not 1 <= number <= len(known):
        hint = "`ipt-notes incident list` shows their numbers" if known else "none is written in a note yet"
        raise NotFound(what=f"incident {number} of {chart.code}", hint=hint)
    return known[number - 1]


def incident_scene(chart: OpenChart, number: int) -> IncidentScene:
    """One incident with all that belongs to it. NotFound."""
    course, incident = chart.course, find_incident(chart, number)
    return IncidentScene(
        chart.code,
        number,
        incident.session,
        _value(incident, "date"),
        _title(incident),
        person_words(course, _value(incident, "person")),
        {key: _value(incident, key) for key in incident.fields},
        incident.script,
        incident.alternatives,
        tuple(_mood(course, incident)),
        tuple(_role_plays(course, incident)),
    )


def _value(incident: Incident, key: str) -> str:
    return "; ".join(incident.fields.get(key, ()))


def _title(incident: Incident) -> str:
    return incident.title or _value(incident, "what_happened")


def _mood(course: Course, incident: Incident) -> Iterable[MoodScore]:
    """Of each measure the last score up to the day of the incident, and the first one after it."""
    session = course.session(incident.session)
    day = first_day(_value(incident, "date")) or (session.date if session else None)
    if day is None:
        return
    for outcome in outcomes(course):
        scores = [score for score in course.scores if _is_like(score, outcome.first)]
        near = [
            *[each for each in scores if each.on <= day][-1:],
            *[each for each in scores if each.on > day][:1],
        ]
        yield from (_near(score, outcome.name, day) for score in near)


def _is_like(score: Score, first: Score) -> bool:
    return score.total is not None and (score.instrument, score.line.name) == (
        first.instrument,
        first.line.name,
    )


def _near(score: Score, name: str, day: dt.date) -> MoodScore:
    measure, total = find_measure(score.instrument), score.total or 0
    band = measure.band(total) if measure else ""
    return MoodScore(name, score.on, score.session, total, band, (score.on - day).days)


def _role_plays(course: Course, incident: Incident) -> Iterable[RolePlay]:
    for session in course.sessions:
        if incident.session <= session.number <= incident.session + REHEARSED_WITHIN:
            for section in session.all("role_play"):
                scenario = section.value("scenario") or section.title or section.prose
                yield RolePlay(session.number, scenario, section.value("plan_to_use"))
