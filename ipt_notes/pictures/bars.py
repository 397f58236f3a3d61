"""Parts of a whole as bars in groups: on a terminal, and as a drawing. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.pictures.lettering import ems, fitted
from ipt_notes.pictures.spans import Span, Spans, spans
from ipt_notes.pictures.svg import FAINT, INK, STRONG, TINTS, Drawing, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CELLS = 25
_WIDTH, _MARGIN, _BAR, _LABEL = 780.0, 28.0, 300.0, 205.0
_HEAD, _NAME, _ROW, _GAP, _FOOT = 74.0, 26.0, 24.0, 18.0, 44.0
_TITLE, _WORDS = 21.0, 13.0


class Bar(NamedTuple):
    """A part from 0 to 1, and the words that say it; None is drawn as no bar."""

    label: str
    part: float | None
    words: str


class Bars(NamedTuple):
    """A group of bars under a name; `about` says what there is to say of the whole group."""

    name: str
    about: str
    bars: tuple[Bar, ...]


def bar_lines(groups: Sequence[Bars]) -> Iterator[Spans]:
    """The bars on a terminal."""
    width = max((len(bar.label) for group in groups for bar in group.bars), default=0)
    for group in groups:
        yield spans(Span(group.name, "strong"), f"  {group.about}" if group.about else "")
        for bar in group.bars:
            full = round((bar.part or 0) * _CELLS)
            drawn = "█" * full + "░" * (_CELLS - full) if bar.part is not None else " " * _CELLS
            yield spans(f"  {bar.label.ljust(width)}  ", Span(drawn, "accent"), f"  {bar.words}")


def bars_svg(title: str, groups: Sequence[Bars], note: str) -> str:
    """The bars as the text of an SVG file; `note` stands beneath them."""
    told = (f"{group.name}: {bar.label} {bar.words}" for group in groups for bar in group.bars)
    height = _HEAD + sum(_NAME + _ROW * len(group.bars) + _GAP for group in groups) + _FOOT
    drawing = Drawing(_WIDTH, height, title, sentences((*told, note)))
    drawing.text((_MARGIN, 44), title, _TITLE, font_weight="bold")
    y = _HEAD
    for group in groups:
        y = _draw_group(drawing, group, y)
    drawing.text(
        (_MARGIN, height - 18), fitted(note, (_WIDTH - 2 * _MARGIN) / _WORDS, ems), _WORDS, fill=FAINT
    )
    return drawing.svg()


def _draw_group(drawing: Drawing, group: Bars, y: float) -> float:
    """Draw a group from `y` down; where the next one begins."""
    drawing.text((_MARGIN, y + 14), group.name, 15.0, font_weight="bold")
    drawing.text((_MARGIN + _LABEL, y + 14), group.about, _WORDS, fill=FAINT)
    y += _NAME
    for bar in group.bars:
        left = _MARGIN + _LABEL
        drawing.text((_MARGIN + 12, y + 14), bar.label, _WORDS, fill=INK)
        if bar.part is not None:
            drawing.rect(left, y + 3, _BAR, 14, fill=TINTS[1], rx=3)
            drawing.rect(left, y + 3, _BAR * bar.part, 14, fill=STRONG, rx=3)
        drawing.text((left + _BAR + 12, y + 14), bar.words, _WORDS, fill=INK)
        y += _ROW
    return y + _GAP
