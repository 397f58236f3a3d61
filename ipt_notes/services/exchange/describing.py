"""A client's chart in one view: where the course stands and what it still owes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.finding import SEVERITIES, Finding
from ipt_notes.course.sections import GOAL_DOMAINS, RECOMMENDED_ITEMS
from ipt_notes.course.vocabulary import PHASE_ORDER, Phase, absence_word, to_id, words
from ipt_notes.measures.measure import find_measure
from ipt_notes.measures.outcome import outcomes
from ipt_notes.measures.risk import RiskOnRecord, risk_on_record
from ipt_notes.services.checking import check_chart
from ipt_notes.services.clients import CourseLine, course_line
from ipt_notes.services.cosigning import waits_for
from ipt_notes.services.reading import HistoryEntry, chart_history
from ipt_notes.services.sittings.drafting import is_writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipt_notes.course.model import Course, Score
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class ItemState(Struct, frozen=True):
    """A task of the beginning: the session that completed it, or what is missing."""

    item: str
    completed_session: int | None
    missing: tuple[str, ...]
    is_required: bool


class ScoreState(Struct, frozen=True):
    """A measure over the course: (session, date, total) each time.

    `low` and `high` are the ends of its range, of an unknown tool those of its totals. `change` is last minus first and
    `change_class` what it amounts to; None and "" while there are no two totals.
    """

    instrument: str
    name: str
    taken: tuple[tuple[int, dt.date, float | None], ...]
    low: float = 0
    high: float = 0
    change: float | None = None
    change_class: str = ""


class FocusState(Struct, frozen=True):
    """A problem area: with whom, and the stages of a dispute as (session, stage)."""

    area: str
    person: str
    is_agreed: bool
    stages: tuple[tuple[int, str], ...]


class GoalState(Struct, frozen=True):
    """A goal and how far it was met ("open" until somebody says so)."""

    domain: str
    goal: str
    status: str


class Standing(Struct, frozen=True):
    """How far the course is. `phases` has the phase of each session from the first to the last that is planned.

    `last` and `last_on` are the last session and its day, `next_phase` the phase of the one after it; None and "" where
    there is none. `plan` is what the client may try until then.
    """

    phases: tuple[str, ...]
    last: int | None
    last_on: dt.date | None
    plan: str
    next_phase: str
    is_summary_signed: bool


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
    """Everything `client show` tells. `hold` is why the chart is kept beyond its time, "" when nothing asks for that.

    `findings` are those that are open, the gravest first. `is_in_full`: told with all details. `waiting` are the sessions
    that wait for a supervisor's signature, `waits_for` names whose. `may_write`: this member may write in the chart.
    """

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
    standing: Standing
    foci: tuple[FocusState, ...]
    goals: tuple[GoalState, ...]
    findings: tuple[Finding, ...]
    risk: RiskOnRecord
    hold: str = ""
    is_in_full: bool = False
    waiting: tuple[int, ...] = ()
    waits_for: str = ""
    may_write: bool = True


def chart_state(practice: Practice, chart: OpenChart, *, in_full: bool = False) -> ChartState:
    """The chart's latest course and its history; `in_full` only says how it is to be told."""
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
        _standing(course),
        tuple(FocusState(f.area, f.text("person"), f.is_agreed, f.stages) for f in course.foci),
        tuple(_goals(course)),
        tuple(_findings(practice, chart)),
        risk_on_record(course),
        chart.chart.hold.reason if chart.chart.hold else "",
        in_full,
        tuple(session.number for session in course.awaiting),
        waits_for(practice, chart) if course.awaiting else "",
        is_writer(practice, chart),
    )


def _standing(course: Course) -> Standing:
    last = course.sessions[-1] if course.sessions else None
    number = course.last_number + 1
    is_over = course.conclusion is not None or number > course.planned
    plans = last.all("between_session_plan") if last else ()
    return Standing(
        tuple(_phases(course)),
        last.number if last else None,
        last.date if last else None,
        " ".join(" ".join(section.prose.split()) for section in plans),
        "" if is_over else course.next_phase(number),
        bool(course.summary and course.summary.signature),
    )


def _phases(course: Course) -> Iterable[str]:
    """As the notes state it; then as the plan has it, never one before the last. A course that is over has no more."""
    stated = {session.number: session.phase for session in course.attended}
    end = 0 if course.conclusion else course.planned
    now = Phase.MAINTENANCE if course.is_maintenance else Phase.BEGINNING
    for number in range(1, max(end, course.last_number) + 1):
        now = stated.get(number) or max(now, _planned_phase(course, number), key=PHASE_ORDER.index)
        yield now


def _planned_phase(course: Course, number: int) -> Phase:
    if number <= course.limit:
        return Phase.BEGINNING
    return Phase.FINAL if number >= course.final_from else Phase.MIDDLE


def _goals(course: Course) -> Iterable[GoalState]:
    for domain in GOAL_DOMAINS:
        goal = course.charted_text("goals", domain)
        status = to_id(course.charted_text("goals", f"{domain}_status").partition(",")[0].strip())
        if goal or status:
            yield GoalState(domain, goal, status or "open")


def _findings(practice: Practice, chart: OpenChart) -> Iterable[Finding]:
    found = [finding for finding in check_chart(practice, chart).findings if not finding.is_overridden]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding.severity))


def _items(course: Course) -> Iterable[ItemState]:
    if course.limit:
        for item in course.items:
            yield ItemState(item.id, item.completed_session, item.missing, item.id not in RECOMMENDED_ITEMS)


def _scores(course: Course) -> Iterable[ScoreState]:
    found = {(one.first.instrument, one.name): one for one in outcomes(course)}
    named = [(score.instrument, _measure_name(score)) for score in course.scores]
    for instrument, name in dict.fromkeys(named):
        scores = [score for score in course.scores if _measure_name(score) == name]
        taken = tuple((score.session, score.on, score.total) for score in scores)
        low, high = _range(instrument, [total for _, _, total in taken if total is not None])
        one = found.get((instrument, name))
        is_repeated = one is not None and one.is_repeated
        yield ScoreState(
            instrument,
            name,
            taken,
            low,
            high,
            one.change if one and is_repeated else None,
            one.reliable_change if one and is_repeated else "",
        )


def _range(instrument: str, totals: Sequence[float]) -> tuple[float, float]:
    measure = find_measure(instrument)
    if measure:
        return measure.total_min, measure.total_max
    return min(totals, default=0), max(totals, default=0)


def _measure_name(score: Score) -> str:
    measure = find_measure(score.instrument)
    return measure.name if measure else score.line.name or score.instrument


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
