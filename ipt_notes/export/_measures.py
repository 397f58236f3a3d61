"""Part 8 of a termination summary: each measure's first and last total, its change, and a chart of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.wording import session_name, shown_date
from ipt_notes.export import _chart
from ipt_notes.export._figure import POINT, Figure, figures
from ipt_notes.export._package import chart_relation
from ipt_notes.export._tables import table
from ipt_notes.export._wordml import heading, paragraph
from ipt_notes.measures.outcome import outcomes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from ipt_notes.course.model import Course, Score
    from ipt_notes.export._material import Material
    from ipt_notes.measures.outcome import Outcome
    from ipt_notes.pictures.score_chart import ScoreChart, Span

_COLUMNS = ("Measure", "First", "Last", "Change", "Class of change", "Caseness at start", "Caseness at end")
Moment = tuple[int, "dt.date"]
"""A session's number and a day."""


def measures(of: Material) -> list[str]:
    """Part 8; the charts themselves are parts of the package, made of `Material.charts`."""
    found = outcomes(of.course)
    if not found:
        return of.told("Outcome")
    made = of.written("Outcome")
    made += table(
        "Each measure: first, last and change",
        _COLUMNS,
        [_row(of, one) for one in found],
        (4, 7, 6, 4, 6, 5, 5),
    )
    made += [paragraph(note, "SourceNote") for note in _notes(found)]
    made += [heading("Scores over sessions", 2), *_drawn(of)]
    return made + _score_table(of, found)


def _drawn(of: Material) -> list[str]:
    made = []
    for number, chart in enumerate(of.charts, 1):
        made.append(paragraph(f"{chart.name}: {chart.told}", "TableCaption"))
        made.append(figures([_figure(chart, number)]))
    return made or [paragraph("No chart: no measure was taken twice.")]


def _figure(chart: ScoreChart, number: int) -> Figure:
    width, height = round(_chart.WIDTH * POINT), round(_chart.HEIGHT * POINT)
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{chart_relation(number)}"/></a:graphicData>'
    )
    return Figure(number, f"{chart.name} over sessions", _in_words(chart), width, height, graphic)


def _in_words(chart: ScoreChart) -> str:
    """What a chart shows, for those who can't see it."""
    told = [f"Line chart of the {chart.name} totals by session: {chart.told}"]
    if chart.levels:
        bands = ", ".join(f"{level.words} from {level.total:g}" for level in chart.levels)
        told.append(f"Severity bands: {bands}")
    if chart.cut_off is not None:
        told.append(f"Cut-off: {chart.cut_off:g}")
    if chart.spans:
        begun = ", ".join(f"{span.phase} from {_place(chart, span)}" for span in chart.spans)
        told.append(f"Phases: {begun}")
    return " ".join(
        f"{sentence}." for sentence in [*told, "The table below the charts holds the same numbers"]
    )


def _place(chart: ScoreChart, span: Span) -> str:
    return session_name(int(chart.ticks[round(span.first)].label))


def _row(of: Material, one: Outcome) -> tuple[str, ...]:
    moved = f"{one.change:+g}" if one.change else "0"
    change = moved if one.is_repeated else "-"
    last = _shown(one, one.last) if one.is_repeated else "taken once"
    at_end = one.caseness(one.last) if one.is_repeated else "-"
    name = of.discreet(one.name)
    return name, _shown(one, one.first), last, change, one.reliable_change, one.caseness(one.first), at_end


def _shown(one: Outcome, score: Score) -> str:
    band = one.band(score)
    return f"{score.total:g}{f', {band}' if band else ''} ({session_name(score.session)})"


def _notes(found: Sequence[Outcome]) -> Iterator[str]:
    for one in found:
        if one.measure:
            if one.remission:
                yield (
                    f"{one.name}: {one.remission} (response: a fall of half or more; remission: a total "
                    "below 5; common definitions)."
                )
            yield f"{one.name}: {_thresholds(one)} Source: {one.measure.source}."
    yield "A score describes answers on one day. It is no diagnosis."


def _thresholds(one: Outcome) -> str:
    assert one.measure
    least, cut_off = one.measure.reliable_change, one.measure.caseness
    told = f"a change of {least} or more is reliable" if least else "no reliable change is published"
    return f"{told}; " + (f"the cut-off is {cut_off}." if cut_off else "no cut-off is published.")


def _totals(course: Course, one: Outcome) -> dict[Moment, float]:
    """When a measure was taken, and its total then; the last one of each moment."""
    taken = one.taken(course)
    return {(score.session, score.on): total for score in taken if (total := score.total) is not None}


def _score_table(of: Material, found: Sequence[Outcome]) -> list[str]:
    taken = [_totals(of.course, one) for one in found]
    rows = []
    for at in sorted({moment for totals in taken for moment in totals}):
        shown = [f"{totals[at]:g}" if at in totals else "-" for totals in taken]
        rows.append([str(at[0]) if at[0] else "Intake", shown_date(at[1]), *shown])
    headings = ("Session", "Date", *(of.discreet(one.name) for one in found))
    return table("Scores by session", headings, rows, (2, 4, *(3 for _ in found)))
