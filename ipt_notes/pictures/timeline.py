"""Events beside mood: what a course tells of both, set in the order of time. Pure."""

from __future__ import annotations

import datetime as dt
import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ipt_notes.course.vocabulary import Phase
from ipt_notes.course.wording import MONTHS, read_date
from ipt_notes.measures.measure import Band, find_measure
from ipt_notes.measures.outcome import outcomes
from ipt_notes.pictures.lettering import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.model import Course
    from ipt_notes.course.parts import Score

_YEAR = re.compile(r"\b(1[89]|20)\d\d\b", re.ASCII)
_ISO_MONTH = re.compile(r"\b((?:1[89]|20)\d\d)-(0[1-9]|1[0-2])\b", re.ASCII)
_FIRST_CHOICE = "phq9"


class Happening(Struct, frozen=True):
    """An event of the life chart, or an interpersonal incident. `on` is the first day it may mean, None if none can be told."""

    kind: Literal["event", "incident"]
    when: str
    on: dt.date | None
    words: str
    mood: str


class Reading(Struct, frozen=True):
    """A session, with the score taken in it or after it (None: none was), and the measure's word for that."""

    session: int
    on: dt.date
    phase: Phase
    total: float | None
    band: str = ""


class Timeline(Struct, frozen=True):
    """A course's events and its mood. `measure` is "" where nothing was measured; scores run from `low` to `high`."""

    code: str
    start: dt.date
    measure: str
    low: float
    high: float
    bands: tuple[Band, ...]
    readings: tuple[Reading, ...]
    happenings: tuple[Happening, ...]

    @property
    def before(self) -> tuple[Happening, ...]:
        """What happened before the course."""
        return tuple(each for each in self.happenings if each.on and each.on < self.start)

    @property
    def during(self) -> tuple[Happening, ...]:
        """What has happened since it began."""
        return tuple(each for each in self.happenings if each.on and each.on >= self.start)

    @property
    def undated(self) -> tuple[Happening, ...]:
        """What no day can be told of."""
        return tuple(each for each in self.happenings if each.on is None)

    @property
    def phases(self) -> tuple[tuple[Phase, tuple[Reading, ...]], ...]:
        """The sessions of each phase, in order."""
        return tuple((phase, tuple(each)) for phase, each in groupby(self.readings, lambda one: one.phase))


def timeline(course: Course, measure: str | None = None) -> Timeline | None:
    """The course's timeline with the scores of this measure; None when there are none of it.

    Without a name it is PHQ-9, or else what was taken most often.
    """
    taken = _taken(course, measure)
    if measure and not taken:
        return None
    known = find_measure(taken[0].instrument) if taken else None
    totals = [score.total for score in taken if score.total is not None]
    return Timeline(
        course.client.code,
        course.start,
        (known.name if known else cleaned(taken[0].line.name)) if taken else "",
        known.total_min if known else min([0, *totals]),
        known.total_max if known else max([1, *totals]),
        known.bands if known else (),
        tuple(_readings(course, taken)),
        tuple(sorted([*_events(course), *_incidents(course)], key=lambda each: each.on or dt.date.max)),
    )


def _taken(course: Course, measure: str | None) -> list[Score]:
    """The scores of the measure that is drawn."""
    found = {
        outcome.name: [score for score in outcome.taken(course) if score.total is not None]
        for outcome in outcomes(course)
    }
    if measure:
        known = find_measure(measure)
        name = known.name if known else measure
        return next((scores for key, scores in found.items() if key.casefold() == name.casefold()), [])
    return max(
        found.values(), key=lambda scores: (scores[0].instrument == _FIRST_CHOICE, len(scores)), default=[]
    )


def _readings(course: Course, taken: list[Score]) -> Iterable[Reading]:
    """A reading for each session, and one for each further score between two."""
    left = list(taken)
    for session in course.sessions:
        own = [score for score in left if score.session == session.number]
        if not own:
            yield Reading(session.number, session.date, session.phase, None)
        for score in own:
            left.remove(score)
            yield Reading(session.number, score.on, session.phase, score.total, _band(score))


def _band(score: Score) -> str:
    known = find_measure(score.instrument)
    return known.band(score.total) if known and score.total is not None else ""


def _events(course: Course) -> Iterable[Happening]:
    for _, event in course.timeline:
        mood = cleaned(event.mood_change) if event.mood_change else ""
        yield Happening("event", cleaned(event.when), first_day(event.when), cleaned(event.event), mood)


def _incidents(course: Course) -> Iterable[Happening]:
    for incident in course.incidents:
        when, who = (", ".join(incident.fields.get(key, ())) for key in ("date", "person"))
        session = course.session(incident.session)
        on = first_day(when) or (session.date if session else None)
        what = incident.title or ", ".join(incident.fields.get("what_happened", ())) or "incident"
        words = f"{what} ({who})" if who else what
        mood = "; ".join(incident.fields.get("effect_on_mood", ()))
        told = cleaned(when) if when else str(on)
        yield Happening("incident", told, on, cleaned(words), cleaned(mood) if mood else "")


def first_day(when: str) -> dt.date | None:
    """The first day that a typed date may mean: "2025-04-02", "2025-04", "April 2025", "spring 2019"; None if it names no year."""
    exact = read_date(when.strip())
    if exact:
        return exact
    month = _ISO_MONTH.search(when)
    if month:
        return dt.date(int(month[1]), int(month[2]), 1)
    year = _YEAR.search(when)
    return dt.date(int(year[0]), _month(when), 1) if year else None


def _month(when: str) -> int:
    said = when.casefold().split()
    names = (
        number
        for number, name in enumerate(MONTHS, 1)
        for word in said
        if name.casefold().startswith(word) and len(word) > 2
    )
    return next(names, 1)


def told_happening(each: Happening) -> str:
    """ "2025-06: first bad night (no sleep)"."""
    return f"{each.when}: {each.words}" + (f" ({each.mood})" if each.mood else "")


def told_reading(reading: Reading, measure: str) -> str:
    """ "session 3, 2026-01-19: PHQ-9 16, moderately severe"."""
    score = f"{measure} {reading.total:g}" if reading.total is not None else f"no {measure or 'score'}"
    band = f", {reading.band}" if reading.band else ""
    return f"session {reading.session}, {reading.on}: {score}{band}"
