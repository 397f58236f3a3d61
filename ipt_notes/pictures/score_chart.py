"""What a chart of scores shows: the totals of one measure on an axis of sessions, with bands, phases and events. Pure.

Sessions stand equally far apart, as do days between them on which a score was taken. What happened on other days stands
between its neighbours, by its date.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.vocabulary import absence_word, words
from ipt_notes.course.wording import between, read_date, session_name
from ipt_notes.measures.measure import find_measure
from ipt_notes.measures.outcome import outcomes
from ipt_notes.pictures.lettering import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ipt_notes.course.model import Course
    from ipt_notes.measures.measure import Measure
    from ipt_notes.measures.outcome import Outcome

    Happening = tuple[dt.date, str]
    """The day something happened, and what it was."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Tick(Struct, frozen=True):
    """A place on the axis: a session (`label` is its number, "0" the intake), or a day between two ("")."""

    label: str
    on: dt.date


class Point(Struct, frozen=True):
    """A total at a place on the axis; 0 is the first tick, 1 the second."""

    at: float
    total: float


class Level(Struct, frozen=True):
    """A line across the chart: where a band begins, and its word."""

    total: float
    words: str


class Span(Struct, frozen=True):
    """A phase, from its first place on the axis to its last."""

    phase: str
    first: float
    last: float


class Event(Struct, frozen=True):
    """Something that happened; `mark` is the letter that stands for it in the chart, "*" from the 27th on."""

    mark: str
    at: float
    on: dt.date
    words: str


class ScoreChart(Struct, frozen=True):
    """The totals of one measure over a course. `cut_off` is None where none is published, as for a tool not known."""

    name: str
    told: str
    bottom: float
    top: float
    levels: tuple[Level, ...]
    cut_off: float | None
    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]
    spans: tuple[Span, ...]
    events: tuple[Event, ...]
    source: str

    @property
    def last(self) -> int:
        """The place of the last tick."""
        return len(self.ticks) - 1


def score_charts(course: Course, wanted: str = "", *, has_events: bool = True) -> tuple[ScoreChart, ...]:
    """A chart for each measure that has a total, or for the one that `wanted` names; none where it was not taken."""
    found = outcomes(course)
    if wanted:
        measure = find_measure(wanted)
        found = tuple(one for one in found if _is_wanted(one, measure, wanted))
    happened = list(_happened(course)) if has_events else []
    return tuple(_chart(course, one, happened) for one in found)


def _is_wanted(one: Outcome, measure: Measure | None, wanted: str) -> bool:
    return one.measure is measure if measure else one.name.casefold() == wanted.strip().casefold()


def _chart(course: Course, one: Outcome, happened: Iterable[Happening]) -> ScoreChart:
    totals = {score.on: total for score in one.taken(course) if (total := score.total) is not None}
    ticks = _ticks(course, totals)
    at = {tick.on: float(number) for number, tick in enumerate(ticks)}
    bottom, top = _range(one, totals.values())
    return ScoreChart(
        cleaned(one.name),
        _told(one),
        bottom,
        top,
        tuple(Level(band.low, band.words) for band in one.measure.bands) if one.measure else (),
        one.measure.caseness if one.measure else None,
        ticks,
        tuple([Point(at[on], total) for on, total in sorted(totals.items())]),
        tuple(_spans(course, at)),
        tuple(_events(happened, ticks)) if happened else (),
        one.measure.source if one.measure else "",
    )


def _range(one: Outcome, totals: Iterable[float]) -> tuple[float, float]:
    """Bottom and top of the scale: the measure's own, else what holds the totals."""
    if one.measure:
        return one.measure.total_min, one.measure.total_max
    low, high = min(0.0, *totals), max(0.0, *totals)
    return low, high if high > low else low + 1


def _told(one: Outcome) -> str:
    first, last = f"{one.first.total:g}", f"{one.last.total:g}"
    if not one.is_repeated:
        return f"{first}, taken once, in {session_name(one.first.session)}"
    when = between(one.first.on, one.last.on)
    if one.first.session != one.last.session:
        when = f"{session_name(one.first.session)} to {session_name(one.last.session)}"
    has_threshold = one.measure is not None and one.measure.reliable_change is not None
    change = one.reliable_change if has_threshold else "no threshold for a reliable change is known"
    return f"{first} to {last}, {when}; {change}"


def _ticks(course: Course, totals: Iterable[dt.date]) -> tuple[Tick, ...]:
    numbers = {session.date: str(session.number) for session in course.sessions}
    return tuple(Tick(numbers.get(day, ""), day) for day in sorted({*numbers, *totals}))


def _placed(days: Sequence[dt.date]) -> Callable[[dt.date], float]:
    """Where a day stands on the axis; before the first tick and behind the last it stands there."""

    def place(day: dt.date) -> float:
        after = bisect_right(days, day)
        if after in (0, len(days)):
            return float(max(0, after - 1))
        before = days[after - 1]
        return after - 1 + (day - before) / (days[after] - before)

    return place


def _spans(course: Course, at: Mapping[dt.date, float]) -> Iterator[Span]:
    for phase, sessions in groupby(course.sessions, lambda session: session.phase):
        places = [at[session.date] for session in sessions]
        yield Span(words(phase), min(places), max(places))


def _events(happened: Iterable[Happening], ticks: Sequence[Tick]) -> Iterator[Event]:
    """What lies within the axis, in order."""
    place = _placed([tick.on for tick in ticks])
    within = [one for one in happened if ticks[0].on <= one[0] <= ticks[-1].on]
    for number, (on, told) in enumerate(sorted(within)):
        yield Event(_LETTERS[number : number + 1] or "*", place(on), on, cleaned(told))


def _happened(course: Course) -> Iterator[Happening]:
    """Incidents, events of the life chart with an exact date, missed sessions, and the ending raised."""
    for incident in course.incidents:
        session = course.session(incident.session)
        on = read_date("; ".join(incident.fields.get("date", ()))) or (session.date if session else None)
        if on:
            yield on, f"incident: {incident.title}" if incident.title else "incident"
    for _, event in course.timeline:
        if on := read_date(event.when):
            yield on, event.event
    for missed in course.missed:
        yield missed.on, absence_word(missed.how)
    if course.ending_raised is not None and (session := course.session(course.ending_raised)):
        yield session.date, "ending raised"
