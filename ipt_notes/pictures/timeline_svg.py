"""The timeline as a drawing: mood over the sessions, phases as bands, events as numbers that a list beneath explains.

What happened before the course stands in its order, not to scale; the course itself is to scale.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.vocabulary import words
from ipt_notes.pictures.lettering import BOLD, ems, fitted, folded
from ipt_notes.pictures.svg import ACCENT, FAINT, HAIR, PAPER, STRONG, TINTS, Drawing, sentences
from ipt_notes.pictures.timeline import told_happening, told_reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipt_notes.pictures.svg import Point
    from ipt_notes.pictures.timeline import Happening, Timeline

_WIDTH, _MARGIN, _PLOT = 1180.0, 28.0, 250.0
_SCALE, _WORDS = 34.0, 146.0
"""Left of the plot its scale, right of it the words of the bands."""
_MARK, _LANE = 9.5, 23.0
_BEFORE = 30.0
"""From one event before the course to the next."""
_MOST_BEFORE = 300.0
_TITLE, _SMALL, _TEXT, _LINE = 22.0, 11.5, 13.5, 23.0
_DATES = 128.0
_LEAST_STEP = 20.0
"""Nearer points have no numbers of their own."""


class _Frame(NamedTuple):
    """The plot's edges, and where its days are."""

    timeline: Timeline
    left: float
    start: float
    right: float
    top: float

    @property
    def bottom(self) -> float:
        return self.top + _PLOT

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and the last day of the course that is drawn."""
        days = [each.on for each in self.timeline.readings]
        days += [each.on for each in self.timeline.during if each.on]
        return min([self.timeline.start, *days]), max([self.timeline.start + dt.timedelta(days=7), *days])

    def across(self, day: dt.date) -> float:
        """Where a day of the course is."""
        first, last = self.days
        room = self.right - self.start - 36
        return self.start + 18 + (day - first).days / (last - first).days * room

    def down(self, total: float) -> float:
        """Where a score is; one that can't be is at the edge that it lies beyond."""
        low, high = self.timeline.low, self.timeline.high
        return self.bottom - min(max((total - low) / (high - low), 0), 1) * _PLOT


class _Mark(NamedTuple):
    """An event's number, where it stands, and in which row above the plot."""

    number: int
    across: float
    lane: int


def timeline_svg(timeline: Timeline) -> str:
    """The SVG text of a course's timeline."""
    left = _MARGIN + _SCALE
    before = min(_MOST_BEFORE, (len(timeline.before) + 0.6) * _BEFORE) if timeline.before else 0
    marks = _marks(_Frame(timeline, left, left + before, _WIDTH - _MARGIN - _WORDS, 0))
    lanes = max((mark.lane for mark in marks), default=-1) + 1
    frame = _Frame(timeline, left, left + before, _WIDTH - _MARGIN - _WORDS, 104 + lanes * _LANE)
    listed = list(_listed(timeline))
    height = frame.bottom + 62 + _LINE * len(listed) + 26
    drawing = _sheet(timeline, height)
    _draw_phases(drawing, frame)
    _draw_scale(drawing, frame)
    _draw_bands(drawing, frame)
    _draw_marks(drawing, frame, marks)
    _draw_mood(drawing, frame)
    _draw_legend(drawing, timeline)
    for number, line in enumerate(listed):
        _draw_listed(drawing, line, frame.bottom + 74 + number * _LINE)
    return drawing.svg()


def _sheet(timeline: Timeline, height: float) -> Drawing:
    told = [told_reading(reading, timeline.measure) for reading in timeline.readings]
    told += [f"{each.kind}, {told_happening(each)}" for each in timeline.happenings]
    drawing = Drawing(_WIDTH, height, f"Events beside mood, {timeline.code}", sentences(told))
    heading = f"Events beside mood · {timeline.code}"
    room = _WIDTH - 2 * _MARGIN - 100
    drawing.text(
        (_MARGIN, 42),
        fitted(heading, room, lambda text: ems(text) * _TITLE * BOLD),
        _TITLE,
        font_weight="bold",
    )
    drawing.text((_WIDTH - _MARGIN, 42), "Confidential", _SMALL, text_anchor="end", fill=FAINT)
    drawing.line((_MARGIN, 58), (_WIDTH - _MARGIN, 58), stroke=HAIR)
    return drawing


def _marks(frame: _Frame) -> list[_Mark]:
    """The numbers of all events that have a day, each in the lowest row where it touches no other."""
    step = (frame.start - frame.left) / (len(frame.timeline.before) + 0.6)
    at = [frame.left + (number + 0.8) * step for number in range(len(frame.timeline.before))]
    at += [frame.across(each.on) for each in frame.timeline.during if each.on]
    ends: list[float] = []
    marks = []
    for number, across in enumerate(at, 1):
        lane = next((lane for lane, end in enumerate(ends) if end <= across), len(ends))
        ends[lane : lane + 1] = [across + 2 * _MARK + 3]
        marks.append(_Mark(number, across, lane))
    return marks


def _draw_phases(drawing: Drawing, frame: _Frame) -> None:
    """A band a phase, from halfway after the session before to halfway before the next; before the course one of its own."""
    if frame.start > frame.left:
        drawing.rect(frame.left, frame.top, frame.start - frame.left, _PLOT, fill=PAPER)
        _draw_band_name(drawing, frame, "before the course", (frame.left, frame.start))
    edge, phases = frame.start, frame.timeline.phases
    for number, (phase, readings) in enumerate(phases):
        last = frame.across(readings[-1].on)
        following = phases[number + 1][1][0].on if number + 1 < len(phases) else None
        end = (last + frame.across(following)) / 2 if following else frame.right
        drawing.rect(edge, frame.top, end - edge, _PLOT, fill=TINTS[1 + number % 2])
        _draw_band_name(drawing, frame, words(phase), (edge, end))
        edge = end
    drawing.rect(frame.left, frame.top, frame.right - frame.left, _PLOT, fill="none", stroke=HAIR)
    drawing.line((frame.start, frame.top), (frame.start, frame.bottom), stroke=FAINT)


def _draw_band_name(drawing: Drawing, frame: _Frame, name: str, edges: Point) -> None:
    room = edges[1] - edges[0] - 6
    shown = fitted(name, room, lambda text: ems(text) * _SMALL)
    if len(shown) > 2:
        middle = (edges[0] + edges[1]) / 2
        drawing.text((middle, frame.bottom + 38), shown, _SMALL, text_anchor="middle", fill=FAINT)


def _draw_scale(drawing: Drawing, frame: _Frame) -> None:
    """The scale at the left, a line where each band begins."""
    timeline, x = frame.timeline, frame.left - 7
    if not timeline.measure:
        middle = ((frame.start + frame.right) / 2, frame.top + _PLOT / 2)
        drawing.text(middle, "No scores yet", _TEXT, text_anchor="middle", fill=FAINT)
        return
    edges = [band.low for band in timeline.bands[1:]]
    for value in [timeline.low, *edges, timeline.high]:
        drawing.text((x, frame.down(value) + 4), f"{value:g}", _SMALL, text_anchor="end", fill=FAINT)
    for value in edges:
        across = [(x, frame.down(value)) for x in (frame.start, frame.right)]
        drawing.line(*across, stroke=HAIR, stroke_dasharray="2 4")


def _draw_bands(drawing: Drawing, frame: _Frame) -> None:
    """The measure's name and the words of its bands, at the right."""
    timeline, x = frame.timeline, frame.right + 9
    name = fitted(timeline.measure, _WORDS - 10, lambda text: ems(text) * _SMALL * BOLD)
    if timeline.measure:
        drawing.text((x, frame.top - 10), name, _SMALL, font_weight="bold")
    tops = [*(band.low for band in timeline.bands[1:]), timeline.high]
    for band, top in zip(timeline.bands, tops, strict=False):
        y = (frame.down(band.low) + frame.down(top)) / 2 + 4
        drawing.text(
            (x, y), fitted(band.words, _WORDS - 10, lambda text: ems(text) * _SMALL), _SMALL, fill=FAINT
        )


def _draw_marks(drawing: Drawing, frame: _Frame, marks: Sequence[_Mark]) -> None:
    """A line from each number down into the plot; the numbers over all lines."""
    for mark in marks:
        at = (mark.across, frame.top - 14 - mark.lane * _LANE)
        style = {"stroke": ACCENT, "stroke_width": 0.8, "stroke_dasharray": "3 3"}
        drawing.line(at, (mark.across, frame.bottom), **style)
    for mark, each in zip(marks, (*frame.timeline.before, *frame.timeline.during), strict=True):
        _draw_number(drawing, mark.number, each, (mark.across, frame.top - 14 - mark.lane * _LANE))


def _draw_number(drawing: Drawing, number: int, each: Happening, at: Point) -> None:
    """A full disc for an event, a hollow one for an incident."""
    is_event = each.kind == "event"
    drawing.circle(at, _MARK, fill=ACCENT if is_event else PAPER, stroke=ACCENT, stroke_width=1.6)
    colour = PAPER if is_event else ACCENT
    drawing.text(
        (at[0], at[1] + 3.8), str(number), 10.5, text_anchor="middle", fill=colour, font_weight="bold"
    )


def _draw_legend(drawing: Drawing, timeline: Timeline) -> None:
    """What the discs are, as far as there are any, in the upper left."""
    x = _MARGIN + 6
    for kind, name in (("event", "event of the life chart"), ("incident", "interpersonal incident")):
        if any(each.kind == kind for each in timeline.happenings):
            drawing.circle(
                (x, 76), 5, fill=ACCENT if kind == "event" else PAPER, stroke=ACCENT, stroke_width=1.6
            )
            drawing.text((x + 11, 80), name, _SMALL, fill=FAINT)
            x += 11 + ems(name) * _SMALL + 22


def _draw_mood(drawing: Drawing, frame: _Frame) -> None:
    taken = [each for each in frame.timeline.readings if each.total is not None]
    points = [(frame.across(each.on), frame.down(each.total or 0)) for each in taken]
    if len(points) > 1:
        drawing.line(*points, stroke=STRONG, stroke_width=2.4)
    _draw_sessions(drawing, frame)
    last = float("-inf")
    for each, (x, y) in zip(taken, points, strict=True):
        drawing.circle((x, y), 4, fill=PAPER, stroke=STRONG, stroke_width=2.2)
        if x - last >= _LEAST_STEP:
            above = y - 10 if y - frame.top > 22 else y + 19
            drawing.text((x, above), f"{each.total:g}", _SMALL, text_anchor="middle", font_weight="bold")
            last = x


def _draw_sessions(drawing: Drawing, frame: _Frame) -> None:
    """The numbers of the sessions under the plot, as far as they have room."""
    last = float("-inf")
    for reading in frame.timeline.readings:
        x = frame.across(reading.on)
        drawing.line((x, frame.bottom), (x, frame.bottom + 5), stroke=FAINT)
        if x - last >= _LEAST_STEP:
            drawing.text(
                (x, frame.bottom + 18), str(reading.session), _SMALL, text_anchor="middle", fill=FAINT
            )
            last = x
    if frame.timeline.readings:
        drawing.text((frame.right + 9, frame.bottom + 18), "session", _SMALL, fill=FAINT)


class _Listed(NamedTuple):
    """A line beneath the plot; `number` is 0 where it goes on, or nothing is drawn of it."""

    number: int
    each: Happening
    when: str
    text: str


def _listed(timeline: Timeline) -> Iterable[_Listed]:
    """Every event in words; what has no day comes last, without a number."""
    dated = (*timeline.before, *timeline.during)
    room = _WIDTH - 2 * _MARGIN - 36 - _DATES
    for number, each in enumerate((*dated, *timeline.undated), 1):
        told = f"{each.words}; {each.mood}" if each.mood else each.words
        for line, text in enumerate(folded(told, room, lambda text: ems(text) * _TEXT)):
            shown = each if line == 0 else None
            when = fitted(each.when, _DATES - 12, lambda text: ems(text) * _TEXT) if shown else ""
            yield _Listed(number if shown and number <= len(dated) else 0, each, when, text)


def _draw_listed(drawing: Drawing, line: _Listed, y: float) -> None:
    if line.number:
        _draw_number(drawing, line.number, line.each, (_MARGIN + _MARK, y - 4.5))
    if line.when:
        drawing.text((_MARGIN + 32, y), line.when, _TEXT, fill=FAINT)
    drawing.text((_MARGIN + 36 + _DATES, y), line.text, _TEXT)
