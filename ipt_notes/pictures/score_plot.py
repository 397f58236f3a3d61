"""A chart of scores on a terminal: 80 columns, no colour. The lines are drawn in braille dots, two by four a character."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_notes.pictures.lettering import fitted, folded, padded, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ipt_notes.pictures.score_chart import ScoreChart

COLUMNS = 80
_LEFT, _RIGHT, _ROWS = 9, 19, 15
_PLOT = COLUMNS - _LEFT - _RIGHT
_WIDEST_STEP, _LEAST_EVEN_STEP = 8, 2
"""Columns from one place on the axis to the next; more than so many are a whole number of columns."""
_SHORT = 5
_BLANK = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each braille dot, by row and column."""


class _Grid:
    """Characters in rows; dots are joined to the braille that is there already."""

    def __init__(self) -> None:
        """Nothing but room."""
        self.rows = [[" "] * _PLOT for _ in range(_ROWS)]

    def level(self, row: int, sign: str) -> None:
        """A line across."""
        self.rows[row] = [sign] * _PLOT

    def put(self, column: int, row: int, sign: str) -> None:
        """One character."""
        self.rows[row][column] = sign

    def dot(self, x: float, y: float) -> None:
        """A dot; `x` in columns, `y` in rows."""
        column, row = int(x), int(y)
        dot = _DOTS[int((y - row) * 4)][int((x - column) * 2)]
        there = ord(self.rows[row][column])
        has_dots = _BLANK <= there < _BLANK + 256
        self.rows[row][column] = chr((there if has_dots else _BLANK) | dot)


def plotted(chart: ScoreChart) -> Iterator[str]:
    """The chart's lines."""
    yield fitted(f"{chart.name}: {chart.told}", COLUMNS, width)
    yield ""
    labels, words = _margins(chart)
    for row, drawn in enumerate(_grid(chart).rows):
        axis = "┤" if labels[row] else "│"
        yield f"{labels[row]:>{_LEFT - 2}} {axis}{''.join(drawn)} {words[row]}".rstrip()
    yield " " * (_LEFT - 1) + "└" + "─" * _PLOT
    yield from _beneath(chart)
    yield ""
    yield from _legend(chart)


def _grid(chart: ScoreChart) -> _Grid:
    grid = _Grid()
    for level in chart.levels[1:]:
        grid.level(_row(chart, level.total), "┈")
    if chart.cut_off is not None:
        grid.level(_row(chart, chart.cut_off), "╌")
    for first, last in pairwise(chart.points):
        start, end = (_dot(chart, point.at, point.total) for point in (first, last))
        steps = max(1, round(max(abs(end[0] - start[0]) * 2, abs(end[1] - start[1]) * 4)))
        for step in range(steps + 1):
            grid.dot(*(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)))
    for point in chart.points:
        grid.put(_column(chart, point.at), _row(chart, point.total), "●")
    return grid


def _height(chart: ScoreChart, total: float) -> float:
    """How far below the top a total is, as a part of the whole; a total that is not possible stands at the edge."""
    return min(max((chart.top - total) / (chart.top - chart.bottom), 0), 1)


def _row(chart: ScoreChart, total: float) -> int:
    return round(_height(chart, total) * (_ROWS - 1))


def _across(chart: ScoreChart, at: float) -> float:
    step = min(_WIDEST_STEP, (_PLOT - 3) / max(chart.last, 1))
    return at * (int(step) if step >= _LEAST_EVEN_STEP else step) + 1


def _column(chart: ScoreChart, at: float) -> int:
    return round(_across(chart, at))


def _dot(chart: ScoreChart, at: float, total: float) -> tuple[float, float]:
    """The middle of the character at a place, in columns and rows."""
    return _across(chart, at) + 0.5, _height(chart, total) * (_ROWS - 1) + 0.5


def _margins(chart: ScoreChart) -> tuple[list[str], list[str]]:
    """What stands left and right of each row: figures, and the bands above their lines."""
    labels, words = [""] * _ROWS, [""] * _ROWS
    for total in (chart.bottom, *(level.total for level in chart.levels), chart.top):
        labels[_row(chart, total)] = f"{round(total, 1):g}"
    for level in chart.levels:
        words[_row(chart, level.total)] = fitted(level.words, _RIGHT - 1, width)
    if chart.cut_off is not None:
        row = _row(chart, chart.cut_off)
        labels[row] = f"{chart.cut_off:g}"
        words[row] = words[row] or "cut-off"
    return labels, words


def _beneath(chart: ScoreChart) -> Iterator[str]:
    """Sessions, totals, phases and the marks of events, each in a row."""
    sessions = [(_column(chart, number), tick.label) for number, tick in enumerate(chart.ticks) if tick.label]
    if sessions:
        yield _line("session", sessions)
    yield _line("total", ((_column(chart, point.at), f"{point.total:g}") for point in chart.points))
    if chart.spans:
        yield _line("phase", _phases(chart))
    if chart.events:
        yield _line("event", ((_column(chart, event.at), event.mark) for event in chart.events))


def _line(name: str, labels: Iterable[tuple[int, str]]) -> str:
    """Labels that begin at their columns, one left out where it has no room behind the one before."""
    line = ""
    for column, label in labels:
        if column >= width(line) + (1 if line else 0) or not line:
            line += " " * (column - width(line)) + label
    return f"{padded(name, _LEFT - 1)} {line}".rstrip()


def _phases(chart: ScoreChart) -> Iterator[tuple[int, str]]:
    """Each phase as a bar with its name, up to where the next one begins."""
    starts = [_column(chart, span.first) for span in chart.spans]
    ends = [*starts[1:], max(_column(chart, chart.spans[-1].last) + 1, starts[-1] + 1)]
    for span, start, end in zip(chart.spans, starts, ends, strict=True):
        room = max(end - start - 1, 1)
        name = (
            span.phase
            if len(span.phase) < room or span is chart.spans[-1]
            else span.phase[:_SHORT][: room - 1]
        )
        yield start, f"╶{name}".ljust(room, "─")


def _legend(chart: ScoreChart) -> Iterator[str]:
    for event in chart.events:
        text = f"{event.on}  {event.words}"
        yield from _hanging(event.mark, folded(text, COLUMNS - 4, width))
    if chart.cut_off is not None:
        yield f"╌ cut-off {chart.cut_off:g}"
    if chart.source:
        yield from folded(f"Source: {chart.source}.", COLUMNS, width)


def _hanging(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"{mark if number == 0 else ' '}   {line}"
