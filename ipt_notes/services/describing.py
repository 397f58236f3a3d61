"""A client's chart in one view: where the course stands and what it still owes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.gate import named_sessions
from ipt_notes.command_line import typed
from ipt_notes.course.charted import told_missing
from ipt_notes.course.sections import RECOMMENDED_ITEMS, section_heading
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import absence_word, words
from ipt_notes.measures.measure import find_measure
from ipt_notes.services.clients import CourseLine, course_line
from ipt_notes.services.reading import HistoryEntry, chart_history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.model import Course, Score
    from ipt_notes.services.practice import OpenChart, Practice

_SHOWN = 4


class ItemState(Struct, frozen=True):
    """A task of the beginning: the session that completed it, or what is missing."""

    item: str
    completed_session: int | None
    missing: tuple[str, ...]
    is_required: bool


class ScoreState(Struct, frozen=True):
    """A measure over the course: (session, date, total) each time."""

    instrument: str
    name: str
    taken: tuple[tuple[int, dt.date, float | None], ...]


class PersonState(Struct, frozen=True):
    """Somebody in the inventory; rings are where the client placed them first and last."""

    label: str
    relationship: str
    ring_start: str
    ring_now: str
    is_confidant: bool


class EventState(Struct, frozen=True):
    """A missed session or a contact. `record` is what `void` takes."""

    on: dt.date
    what: str
    text: str
    record: str


class ChartState(Struct, frozen=True):
    """Everything `client show` tells. `hold` is why the chart is kept beyond its time, "" when nothing asks for that."""

    course: CourseLine
    name: str
    born: dt.date | None
    beginning_limit: int
    items: tuple[ItemState, ...]
    focus: tuple[str, ...]
    people: tuple[PersonState, ...]
    scores: tuple[ScoreState, ...]
    events: tuple[EventState, ...]
    unsigned: tuple[int, ...]
    history: tuple[HistoryEntry, ...]
    hold: str = ""


def chart_state(practice: Practice, chart: OpenChart) -> ChartState:
    """The chart's latest course and its history."""
    course = chart.course
    return ChartState(
        course_line(chart),
        course.client.name,
        course.client.born,
        course.limit,
        tuple(_items(course)),
        tuple(words(focus.area) for focus in course.foci),
        tuple(
            PersonState(p.label, p.relationship, p.ring_start, p.ring_now, p.is_confidant)
            for p in course.people
        ),
        tuple(_scores(course)),
        tuple(_events(course)),
        tuple(session.number for session in course.unsigned),
        tuple(chart_history(practice, chart)),
        chart.chart.hold.reason if chart.chart.hold else "",
    )


def _items(course: Course) -> Iterable[ItemState]:
    if course.limit:
        for item in course.items:
            yield ItemState(item.id, item.completed_session, item.missing, item.id not in RECOMMENDED_ITEMS)


def _scores(course: Course) -> Iterable[ScoreState]:
    named = [(score.instrument, _measure_name(score)) for score in course.scores]
    for instrument, name in dict.fromkeys(named):
        scores = [score for score in course.scores if _measure_name(score) == name]
        yield ScoreState(instrument, name, tuple((score.session, score.on, score.total) for score in scores))


def _measure_name(score: Score) -> str:
    measure = find_measure(score.instrument)
    return measure.name if measure else score.line.name


def _events(course: Course) -> Iterable[EventState]:
    events = [
        EventState(missed.on, absence_word(missed.how), missed.reason, missed.record[:8])
        for missed in course.missed
    ]
    events += [
        EventState(contact.on, words(contact.channel), contact.text, contact.record[:8])
        for contact in course.contacts
    ]
    return sorted(events, key=lambda event: event.on)


def told_chart(state: ChartState) -> Iterable[str]:
    """The chart in words."""
    line = state.course
    yield f"{line.code}  {state.name}".rstrip()
    name = VARIANTS[line.variant].name
    yield f"  course      {name}, from {line.start}: {line.attended} of {line.planned} sessions, {line.missed} missed"
    ended = f"concluded on {line.concluded_on}: {words(line.end_type)}, then {words(line.next_step)}"
    yield f"  phase       {ended if line.is_concluded else words(line.phase)}"
    yield f"  focus       {', '.join(state.focus) or 'none agreed yet'}"
    if state.unsigned:
        yield f"  not signed  {named_sessions(state.unsigned)}"
    if state.hold:
        yield f"  on hold     {state.hold}"
    yield from _told_items(state)
    yield from _told_people(state)
    yield from _told_scores(state)
    for event in state.events:
        text = " ".join(event.text.split())
        yield f"  {event.on}  {event.what}: {text}".rstrip(": ") + f"  [{event.record}]"
    last = state.history[-1]
    yield f"  {len(state.history)} records; the last: {last.what} ({last.at:%Y-%m-%d %H:%M} UTC)"
    yield f"  every one of them: ipt-notes note history --all {typed(state.course.code)}"


def _told_items(state: ChartState) -> Iterable[str]:
    owed = [item for item in state.items if item.completed_session is None and item.is_required]
    if not state.items:
        return
    yield f"  beginning   {_beginning_words(owed)} (due by session {state.beginning_limit})"
    for item in owed:
        yield f"    {_item_name(item.item)}: {told_missing(item.missing, _SHOWN)}"


def _item_name(item: str) -> str:
    return "Baseline measure" if item == "baseline_measure" else section_heading(item)


def _beginning_words(owed: list[ItemState]) -> str:
    if not owed:
        return "every task is complete"
    return "1 task is open" if len(owed) == 1 else f"{len(owed)} tasks are open"


def _told_people(state: ChartState) -> Iterable[str]:
    if state.people:
        yield "  people"
    for person in state.people:
        ring = (
            person.ring_now
            if person.ring_now == person.ring_start
            else f"{person.ring_start}, now {person.ring_now}"
        )
        confidant = ", confidant" if person.is_confidant else ""
        yield f"    {person.label} ({person.relationship}): {ring or 'not placed'}{confidant}"


def _told_scores(state: ChartState) -> Iterable[str]:
    for score in state.scores:
        totals = " ".join("?" if total is None else f"{total:g}" for _, _, total in score.taken)
        yield f"  {score.name:<11} {totals}"
