"""The closeness circle on a terminal: rings of braille dots, one row a name, 80 columns wide. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ipt_notes.pictures.circle import (
    DECEASED,
    LINKED,
    RING_EDGES,
    SUPPORT,
    across,
    heights,
    least_radius,
    reaches,
    seats,
)
from ipt_notes.pictures.lettering import folded, padded, width
from ipt_notes.pictures.spans import Span, Spans, abreast, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipt_notes.pictures.circle import Circle, Placed
    from ipt_notes.pictures.spans import Tone

COLUMNS = 80
"""How wide a circle is, with its names."""
_ACROSS = 20
"""The circle's radius in columns."""
_ROWS = 10
"""Its least radius in rows: a column is half as wide as a row is high."""
_NAMES = (COLUMNS - 2 * _ACROSS - 1) // 2 - 1
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille letter, by row and column (Unicode, block U+2800)."""
_CLIENT = "client"
_CONFIDANT, _OTHER = "●", "○"
_SIGNS = {SUPPORT: "+", LINKED: "!", DECEASED: "×"}


class _Canvas:
    """Cells of the circle, each a letter and its tone; the middle is (0, 0)."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._dots: dict[tuple[int, int], int] = {}
        self._letters: dict[tuple[int, int], Span] = {}

    def ellipse(self, part: float) -> None:
        """One ring's edge, `part` of the whole radius."""
        high, wide = part * (4 * self.rows), part * (2 * _ACROSS)
        for step in range(720):
            angle = math.tau * step / 720
            self._dot(round(high * math.sin(angle)), round(wide * math.cos(angle)))

    def _dot(self, down: int, right: int) -> None:
        row, column = (down + 2) // 4, (right + 1) // 2
        bit = _DOTS[(down + 2) % 4][(right + 1) % 2]
        self._dots[row, column] = self._dots.get((row, column), 0) | bit

    def put(self, row: int, column: int, text: str, tone: Tone = "") -> None:
        """Letters from a cell on, over what is there."""
        for number, letter in enumerate(text):
            self._letters[row, column + number] = Span(letter, tone)

    def line(self, row: int) -> list[Span]:
        """A row from the left edge to the right one."""
        return [self._cell(row, column) for column in range(-_ACROSS - 1, _ACROSS + 2)]

    def _cell(self, row: int, column: int) -> Span:
        dots = self._dots.get((row, column), 0)
        return self._letters.get((row, column)) or Span(chr(0x2800 + dots) if dots else " ", "faint")


def circle_lines(circles: Sequence[Circle], columns: int) -> Iterable[Spans]:
    """One or two circles, side by side where the terminal has the room, else below each other."""
    drawn = [list(_lines(circle)) for circle in circles]
    if len(drawn) > 1 and columns >= 2 * COLUMNS:
        drawn = [abreast(drawn[0], drawn[1], COLUMNS)]
    for number, lines in enumerate(drawn):
        yield from ([Spans()] if number else [])
        yield from lines
    yield from ([Spans(), _legend(circles)] if any(circle.placed for circle in circles) else [])


def _lines(circle: Circle) -> Iterable[Spans]:
    yield spans(Span(circle.heading, "strong"), Span(f", {circle.as_of}", "faint"))
    if not circle.people:
        yield spans("Nobody is in the inventory yet.")
        return
    yield from _drawn(circle) if circle.placed else ()
    names = ", ".join(person.label for person in circle.unplaced)
    yield from map(spans, folded(f"Not placed yet: {names}", COLUMNS, width) if names else ())
    yield from map(spans, folded(f"Changed: {_changes(circle)}", COLUMNS, width) if _changes(circle) else ())


def _changes(circle: Circle) -> str:
    return "; ".join(f"{person.label} {person.change}" for person in circle.people if person.change)


def _drawn(circle: Circle) -> Iterable[Spans]:
    seated = seats(circle)
    radius = max(_ROWS, *(math.ceil(least_radius(side, 1)) + 1 for side in seated.sides))
    canvas = _Canvas(radius)
    for edge in RING_EDGES:
        canvas.ellipse(edge)
    names = [_put(canvas, side, sign) for side, sign in zip(seated.sides, (-1, 1), strict=True)]
    canvas.put(0, -len(_CLIENT) // 2, _CLIENT, "strong")
    for row in range(-radius, radius + 1):
        left, right = (_name(side.get(row), sign) for side, sign in zip(names, (-1, 1), strict=True))
        yield Spans((*left, *canvas.line(row), *right))


def _put(canvas: _Canvas, side: Sequence[Placed], sign: int) -> dict[int, Placed]:
    """Everyone of a side into the circle, with a line to the edge; who is in which row."""
    rows = _rows(side, canvas.rows)
    for row, person in rows.items():
        column = round(across(person, row / canvas.rows, 1) * _ACROSS)
        to_edge = "─" * (_ACROSS + 1 - column)
        canvas.put(row, column + 1 if sign > 0 else -_ACROSS - 1, to_edge, "faint")
        tone: Tone = "accent" if person.is_linked else "strong" if person.is_confidant else ""
        canvas.put(row, sign * column, _CONFIDANT if person.is_confidant else _OTHER, tone)
    return rows


def _rows(side: Sequence[Placed], radius: int) -> dict[int, Placed]:
    """The row of each, no two in one: two rows apart where there is room."""
    whole = [math.floor(reach) for reach in reaches(side, radius)]
    step = 2 if len(side) < radius else 1
    return dict(zip(map(round, heights(whole, 1, step, 1)), side, strict=True))


def _name(person: Placed | None, sign: int) -> tuple[Span, ...]:
    """The column of names beside a row: the name, and the signs nearest to the circle."""
    if person is None:
        return (Span(" " * _NAMES if sign < 0 else ""),)
    signs = "".join(_SIGNS[mark] for mark in person.marks if mark in _SIGNS)
    room = _NAMES - 1 - len(signs)
    name = f"{person.label} ({person.relationship})" if person.relationship else person.label
    shown = padded(name, room, is_right=sign < 0)
    return (
        (Span(shown), Span(f" {signs}", "accent"))
        if sign < 0
        else (Span(f"{signs} ", "accent"), Span(shown.rstrip()))
    )


def _legend(circles: Sequence[Circle]) -> Spans:
    used = {mark for circle in circles for person in circle.placed for mark in person.marks}
    said = [f"{_CONFIDANT} confidant", f"{_OTHER} no confidant"]
    said += [f"{sign} {mark}" for mark, sign in _SIGNS.items() if mark in used]
    return spans(Span("  ".join(said), "faint"))
