"""Scores of a course: recorded outside a note, listed with what is published about them, and drawn."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import NotFound, UsageProblem
from ipt_notes.measures.measure import find_measure
from ipt_notes.measures.outcome import Outcome, outcomes
from ipt_notes.measures.recovery import SOURCE, recovery
from ipt_notes.notes.scores import left_out
from ipt_notes.services import events
from ipt_notes.services.noticing import twice_on
from ipt_notes.services.picturing import require_picture_name, write_picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.course.model import Course
    from ipt_notes.course.note import ScoreLine
    from ipt_notes.course.parts import Score
    from ipt_notes.measures.measure import Measure
    from ipt_notes.pictures.score_chart import ScoreChart
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class ScoreRecorded(Struct, frozen=True):
    """A score was written to a chart. `record` is what `void` takes; `to_mind` is what it leaves to be done, in words."""

    code: str
    record: str
    what: str
    on: dt.date
    total: float | None
    band: str
    to_mind: tuple[str, ...]


class Taken(Struct, frozen=True):
    """A score. `band` is the measure's word for it; `change` and `reliable_change` compare it with the first one.

    An item that was left out is null; `subscales` are means by name.
    """

    instrument: str
    name: str
    session: int
    on: dt.date
    total: float | None
    items: tuple[int | None, ...]
    band: str
    change: float | None
    reliable_change: str = ""
    subscales: dict[str, float] = {}


class ScoreList(Struct, frozen=True):
    """Every score of a client's latest course. `recovery` is "" until PHQ-9 and GAD-7 were both taken twice."""

    code: str
    scores: tuple[Taken, ...]
    recovery: str = ""
    sources: tuple[str, ...] = ()


def record_score(practice: Practice, code: str, on: dt.date, line: ScoreLine) -> ScoreRecorded:
    """A measure taken outside a note. UsageProblem when the scores are not possible, or for a day to come."""
    done, chart = events.add_measure(practice, code, on, line)
    measure = find_measure(line.instrument)
    total = line.total if measure is None or line.total is not None else measure.score(line.items)
    band = measure.band(total) if measure and total is not None else ""
    twice = twice_on(chart.course, on, line.instrument)
    to_mind = (*(_to_mind(measure, line) if measure else ()), *twice)
    return ScoreRecorded(done.code, done.record, done.what, done.on, total, band, to_mind)


def _to_mind(measure: Measure, line: ScoreLine) -> Iterator[str]:
    """What items left out mean, and what the item about self-harm asks for: whatever it is, it clears nobody."""
    yield from left_out(measure, line.items)
    if measure.risk_item is None:
        return
    item, answer = f"{measure.name} item {measure.risk_item}", measure.risk_answer(line.items)
    if answer:
        yield f"{item} is {answer}: write `## Risk assessment` in this session's note; `check` asks for it (SAF002)"
    elif answer == 0:
        yield f"{item} is 0, which rules nothing out: risk is asked about in every session"
    elif not line.items:
        yield f"a total does not show item {measure.risk_item}: risk is asked about in every session"


def list_scores(code: str, course: Course) -> ScoreList:
    """The scores in the order they were taken, and what is published about them."""
    found = outcomes(course)
    pair = recovery(course)
    sources = tuple(_source(one) for one in found if one.measure)
    told = f"{pair.words}. Source: {SOURCE}" if pair else ""
    return ScoreList(code, tuple(_taken(score, found, course) for score in course.scores), told, sources)


def _taken(score: Score, found: tuple[Outcome, ...], course: Course) -> Taken:
    measure = find_measure(score.instrument)
    one = next((each for each in found if score in each.taken(course)), None)
    moved = Outcome(one.name, measure, one.first, score) if one and score.total is not None else None
    has_moved = moved is not None and moved.is_repeated
    return Taken(
        score.instrument,
        measure.name if measure else score.line.name or score.instrument,  # of a plugin that is not enabled
        score.session,
        score.on,
        score.total,
        score.line.items,
        measure.band(score.total) if measure and score.total is not None else "",
        moved.change if moved and has_moved else None,
        moved.reliable_change if moved and has_moved and measure else "",
        dict(measure.subscores(score.line.items)) if measure else {},
    )


def _source(one: Outcome) -> str:
    """The thresholds of a measure and where they are from."""
    assert one.measure
    cut_off, least = one.measure.caseness, one.measure.reliable_change
    case = f"cut-off {cut_off}" if cut_off is not None else "no published cut-off found"
    reliable = (
        f"a change of {least} or more is reliable"
        if least
        else "no published threshold for a reliable change found"
    )
    return f"{one.name}: {case}; {reliable}. Source: {one.measure.source}"


def charts_of(chart: OpenChart, name: str = "") -> tuple[ScoreChart, ...]:
    """A chart for each measure with a total, or for the one named; NotFound where there is none."""
    from ipt_notes.pictures.score_chart import score_charts

    found = score_charts(chart.course, name)
    if name and not found:
        taken = ", ".join(one.name for one in outcomes(chart.course)) or "nothing yet"
        raise NotFound(what=f"a total of {name!r}", hint=f"taken in this course: {taken}")
    return found


def draw_charts(
    practice: Practice, chart: OpenChart, charts: tuple[ScoreChart, ...], path: Path, *, replace: bool = False
) -> None:
    """Write the charts as a picture (SVG or PNG by the name's ending), and record the disclosure.

    UsageProblem for another ending, or where nothing was scored yet; the errors of `picturing.write_picture`.
    """
    from ipt_notes.pictures.score_svg import drawn

    require_picture_name(path)
    if not charts:
        raise UsageProblem(what=f"{chart.code} has no totals to draw yet", hint="add one with `measure add`")
    holds = "the client's code, scores, phases and events"
    write_picture(practice, chart, path, drawn(charts), what="chart of scores", holds=holds, replace=replace)
