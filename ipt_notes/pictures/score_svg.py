"""Charts of scores as a drawing: a panel a measure, its bands as tints, phases and events beneath."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.pictures.lettering import BOLD, ems, fitted, folded
from ipt_notes.pictures.svg import ACCENT, FAINT, HAIR, INK, PAPER, STRONG, Drawing, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ipt_notes.pictures.score_chart import ScoreChart, Span
    from ipt_notes.pictures.svg import Point

_WIDTH, _LEFT, _RIGHT, _MARGIN = 976.0, 64.0, 204.0, 28.0
_PLOT, _HEIGHT = _WIDTH - _LEFT - _RIGHT, 270.0
_HEAD, _FOOT, _ROW, _GAP = 78.0, 62.0, 19.0, 26.0
_INSET = 22.0
_WIDEST_STEP = 90.0
_TITLE, _WORDS, _SMALL = 21.0, 13.0, 12.0
_BANDS = ("#f7f9fb", "#eef3f7", "#e1e9ef", "#d3dee7", "#c3d2de")
"""From the least to the greatest totals; fewer bands take the first ones."""
_ROOM_FOR_TOTAL, _ABOVE = 24.0, 20.0
"""Totals are written above their points while points stand at least so far apart."""


def drawn(charts: Sequence[ScoreChart]) -> str:
    """The charts one below the other, as the text of an SVG file."""
    heights = [_height(chart) for chart in charts]
    told = sentences(f"{chart.name}: {chart.told}" for chart in charts)
    drawing = Drawing(_WIDTH, sum(heights) + _MARGIN, _title(charts), told)
    top = 0.0
    for chart, height in zip(charts, heights, strict=True):
        _Panel(drawing, chart, top).draw()
        top += height
    return drawing.svg()


def _title(charts: Sequence[ScoreChart]) -> str:
    return f"{', '.join(chart.name for chart in charts)}: scores over sessions"


def _height(chart: ScoreChart) -> float:
    rows = sum(len(lines) for _, lines in _legend(chart))
    return _HEAD + _HEIGHT + _FOOT + rows * _ROW + _GAP


def _legend(chart: ScoreChart) -> Iterator[tuple[str, list[str]]]:
    """(mark, lines) of each event and of the source."""
    room = (_WIDTH - _LEFT - _MARGIN) / _WORDS
    for event in chart.events:
        yield event.mark, folded(f"{event.on}  {event.words}", room, ems)
    if chart.source:
        yield "", folded(f"Source: {chart.source}.", room, ems)


class _Panel:
    """One chart on a drawing, from `top` down."""

    def __init__(self, drawing: Drawing, chart: ScoreChart, top: float) -> None:
        """The places are worked out from the size of the plot."""
        self._drawing, self._chart, self._top = drawing, chart, top + _HEAD
        self._step = min(_WIDEST_STEP, (_PLOT - 2 * _INSET) / max(chart.last, 1))

    def draw(self) -> None:
        """From the back to the front."""
        self._head()
        self._bands()
        self._axis()
        self._events()
        self._scores()
        self._phases()
        self._beneath()

    def _x(self, at: float) -> float:
        return _LEFT + _INSET + at * self._step

    def _y(self, total: float) -> float:
        """The height of a total; one that is not possible stands at the edge."""
        chart = self._chart
        part = (chart.top - total) / (chart.top - chart.bottom)
        return self._top + min(max(part, 0), 1) * _HEIGHT

    def _head(self) -> None:
        name = fitted(self._chart.name, (_WIDTH - 2 * _MARGIN) / _TITLE / BOLD, ems)
        told = fitted(self._chart.told, (_WIDTH - 2 * _MARGIN) / _WORDS, ems)
        self._drawing.text((_MARGIN, self._top - 40), name, _TITLE, font_weight="bold")
        self._drawing.text((_MARGIN, self._top - 18), told, _WORDS, fill=FAINT)

    def _bands(self) -> None:
        chart, right = self._chart, _LEFT + _PLOT
        ends = [*(level.total for level in chart.levels[1:]), chart.top]
        for number, (level, end) in enumerate(zip(chart.levels, ends, strict=bool(chart.levels))):
            high, low = self._y(end), self._y(level.total)
            self._drawing.rect(_LEFT, high, _PLOT, low - high, fill=_BANDS[number % len(_BANDS)])
            words = fitted(level.words, (_RIGHT - 70) / _SMALL, ems)
            self._drawing.text((right + 10, (high + low) / 2 + 4), words, _SMALL, fill=FAINT)
        if not chart.levels:
            self._drawing.rect(_LEFT, self._top, _PLOT, _HEIGHT, fill=_BANDS[0])
        if chart.cut_off is not None:
            self._cut_off(chart.cut_off)

    def _cut_off(self, total: float) -> None:
        y = self._y(total)
        ends = (_LEFT, y), (_LEFT + _PLOT, y)
        self._drawing.line(*ends, stroke=ACCENT, stroke_width=1.2, stroke_dasharray="6 4")
        at = (_WIDTH - 8, y + 4)
        self._drawing.text(at, f"cut-off {total:g}", _SMALL, fill=ACCENT, text_anchor="end")

    def _axis(self) -> None:
        chart = self._chart
        levels: list[float] = [round(level.total) for level in chart.levels] or [
            (chart.bottom + chart.top) / 2
        ]
        for total in sorted({chart.bottom, *levels, chart.top}):
            at = (_LEFT - 9, self._y(total) + 4)
            self._drawing.text(at, f"{total:g}", _SMALL, fill=FAINT, text_anchor="end")
        foot = self._top + _HEIGHT
        self._drawing.line((_LEFT, foot), (_LEFT + _PLOT, foot), stroke=HAIR)
        shown = _every(len([tick for tick in chart.ticks if tick.label]), self._step)
        for number, tick in enumerate(chart.ticks):
            x = self._x(number)
            self._drawing.line((x, foot), (x, foot + 5), stroke=HAIR)
            if tick.label and number % shown == 0:
                label = tick.label if tick.label != "0" else "intake"
                self._drawing.text((x, foot + 19), label, _SMALL, fill=FAINT, text_anchor="middle")
        self._drawing.text((_LEFT + _PLOT + 10, foot + 19), "session", _SMALL, fill=FAINT)

    def _events(self) -> None:
        for event in self._chart.events:
            x = self._x(event.at)
            ends = (x, self._top), (x, self._top + _HEIGHT)
            self._drawing.line(*ends, stroke=HAIR, stroke_width=1, stroke_dasharray="2 3")
            self._drawing.text((x, self._top - 3), event.mark, _SMALL, fill=INK, text_anchor="middle")

    def _scores(self) -> None:
        places: list[Point] = [(self._x(point.at), self._y(point.total)) for point in self._chart.points]
        self._drawing.line(*places, stroke=STRONG, stroke_width=2.2)
        has_room = self._step >= _ROOM_FOR_TOTAL
        for place, point in zip(places, self._chart.points, strict=True):
            self._drawing.circle(place, 4.5, fill=STRONG, stroke=PAPER, stroke_width=1.5)
            if has_room:
                has_room_above = place[1] - self._top > _ABOVE
                at = (place[0], place[1] - 10 if has_room_above else place[1] + 20)
                style = {"text_anchor": "middle", "font_weight": "bold"}
                self._drawing.text(at, f"{point.total:g}", _SMALL, **style)

    def _phases(self) -> None:
        y = self._top + _HEIGHT + 30
        for span, (left, right) in zip(self._chart.spans, self._edges(self._chart.spans), strict=True):
            self._drawing.rect(left, y, right - left, 20, fill=_BANDS[2], rx=4)
            name = fitted(span.phase, (right - left - 6) / _SMALL, ems)
            at = ((left + right) / 2, y + 14)
            self._drawing.text(at, name, _SMALL, fill=INK, text_anchor="middle")

    def _edges(self, spans: Iterable[Span]) -> Iterator[tuple[float, float]]:
        """Left and right of each phase's bar: half a step beyond its sessions, less a gap."""
        half = min(self._step / 2, _INSET) - 1.5
        return ((self._x(span.first) - half, self._x(span.last) + half) for span in spans)

    def _beneath(self) -> None:
        y = self._top + _HEIGHT + _FOOT + _ROW - 4
        for mark, lines in _legend(self._chart):
            if mark:
                self._drawing.text((_MARGIN + 18, y), mark, _WORDS, font_weight="bold")
            for line in lines:
                self._drawing.text((_LEFT, y), line, _WORDS, fill=INK if mark else FAINT)
                y += _ROW


def _every(labels: int, step: float) -> int:
    """How many places one label takes the room of."""
    room = 28 if labels > 1 else 1
    return max(1, -int(-room // step))
