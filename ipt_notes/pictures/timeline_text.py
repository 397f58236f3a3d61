"""The timeline on a terminal: from the top down, a bar a score, events between the sessions. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import capital
from ipt_notes.pictures.lettering import fitted, folded, padded, width
from ipt_notes.pictures.spans import Span, Spans, spans

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from ipt_notes.pictures.timeline import Happening, Reading, Timeline

_WHEN, _SESSION, _BAR, _COLUMNS = 12, 10, 27, 80
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SIGNS = {"event": "◆", "incident": "◇"}
_TAB = 2


def timeline_lines(timeline: Timeline) -> Iterable[Spans]:
    """The lines of the picture, at most 80 columns wide."""
    scale = f", {timeline.measure} from {timeline.low:g} to {timeline.high:g}" if timeline.measure else ""
    yield spans(Span(f"Events beside mood: {timeline.code}", "strong"), Span(scale, "faint"))
    yield from _block("Before the course", timeline.before)
    waiting = list(timeline.during)
    for phase, readings in timeline.phases:
        yield from _heading(f"{capital(words(phase))} phase" if phase != "maintenance" else "Maintenance")
        for reading in readings:
            yield from _until(waiting, reading.on)
            yield from _reading(reading, timeline)
    yield from _block("Since the last session", waiting)
    yield from _block("Without a date", timeline.undated)
    if timeline.happenings:
        yield Spans()
        yield spans(
            Span(
                f"{_SIGNS['event']} event of the life chart  {_SIGNS['incident']} interpersonal incident",
                "faint",
            )
        )


def _heading(text: str) -> Iterable[Spans]:
    yield Spans()
    yield spans(Span(text, "strong"))


def _block(heading: str, happenings: Iterable[Happening]) -> Iterable[Spans]:
    found = list(happenings)
    yield from _heading(heading) if found else ()
    for each in found:
        yield from _happening(each)


def _until(waiting: list[Happening], day: dt.date) -> Iterable[Spans]:
    """What happened up to this day, and was not shown yet."""
    while waiting and waiting[0].on and waiting[0].on <= day:
        yield from _happening(waiting.pop(0))


def _happening(each: Happening) -> Iterable[Spans]:
    told = f"{each.words}; {each.mood}" if each.mood else each.words
    first, *more = folded(told, _COLUMNS - _WHEN - 2 * _TAB - 2, width)
    sign = Span(_SIGNS[each.kind], "accent")
    yield spans("  ", Span(padded(each.when, _WHEN), "faint"), "  ", sign, f" {first}")
    yield from (spans(" " * (_WHEN + 2 * _TAB + 2) + line) for line in more)


def _reading(reading: Reading, timeline: Timeline) -> Iterable[Spans]:
    name = padded(f"session {reading.session}" if reading.session else "intake", _SESSION)
    if reading.total is None:
        yield spans("  ", Span(padded(str(reading.on), _WHEN), "faint"), f"  {name}", Span("     –", "faint"))
        return
    part = (reading.total - timeline.low) / (timeline.high - timeline.low)
    total = fitted(f"{reading.total:g}", 4, width).rjust(4)
    yield spans(
        "  ",
        Span(padded(str(reading.on), _WHEN), "faint"),
        f"  {name} {total} ",
        _bar(part),
        f" {fitted(reading.band, 19, width)}",
    )


def _bar(part: float) -> Span:
    """A bar of eighths of a column."""
    eighths = round(max(0.0, min(part, 1.0)) * _BAR * 8)
    bar = "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
    return Span(padded(bar, _BAR), "strong")
