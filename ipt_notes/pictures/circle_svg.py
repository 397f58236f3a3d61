"""The closeness circle as a drawing: the client in the middle, three rings, names beside them; start and now abreast."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.sections import RINGS
from ipt_notes.pictures.circle import (
    CONFIDANT,
    DECEASED,
    LINKED,
    RING_EDGES,
    SUPPORT,
    Placed,
    across,
    heights,
    least_radius,
    reaches,
    seats,
    told_circle,
)
from ipt_notes.pictures.lettering import BOLD, ems, fitted, folded, longest
from ipt_notes.pictures.svg import ACCENT, FAINT, HAIR, INK, PAPER, STRONG, TINTS, Drawing, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipt_notes.pictures.circle import Circle, Seats
    from ipt_notes.pictures.svg import Point

_RADIUS, _CLIENT, _PLACE, _HALO = 190.0, 25.0, 6.0, 9.5
_GAP = 20.0
"""The least height between two places: their halos do not touch."""
_ROW = 40.0
"""The least height between two names, each with a line beneath it."""
_TITLE, _NAME, _BENEATH, _SMALL, _LINE = 22.0, 15.0, 12.0, 12.5, 18.0
_NARROWEST, _WIDEST = 64.0, 220.0
_MARGIN, _TO_NAME, _SIGN = 28.0, 46.0, 17.0
_HANDLING = "Confidential"
_TOP = 132.0
"""Title and headings, above the circles."""
_BOTTOM = 62.0
"""The legend, below them."""
_LEGEND = {
    CONFIDANT: Placed("", "", "", is_confidant=True),
    SUPPORT: Placed("", "", "", gives_support=True),
    LINKED: Placed("", "", "", is_linked=True),
    DECEASED: Placed("", "", "", is_deceased=True),
}
"""Somebody of whom only this is said, by what is said."""


class _Panel(NamedTuple):
    """One circle and the room it has; all panels of a drawing have the same."""

    circle: Circle
    seats: Seats
    centre: Point
    radius: float
    column: float
    step: float


class _Place(NamedTuple):
    """Where somebody stands, and where their name begins: left (-1) or right (1) of the circle."""

    person: Placed
    at: Point
    side: int
    name: Point


def circle_svg(circles: Sequence[Circle], of: str) -> str:
    """The SVG text of one or two circles side by side; `of` is whose they are."""
    seated = [seats(circle) for circle in circles]
    radius = max([_RADIUS, *(least_radius(side, _GAP) for each in seated for side in each.sides)])
    column, rows = _column(circles), max(each.rows for each in seated)
    step = max(_ROW, min(2.1 * _ROW, 1.7 * radius / max(rows, 1)))
    wide, high = 2 * (radius + _TO_NAME + _SIGN + column), max(2 * radius, rows * step) + 16
    below = [_unplaced(circle, wide) for circle in circles]
    height = _TOP + high + _LINE * max(map(len, below)) + _BOTTOM
    drawing = _sheet(circles, of, wide * len(circles) + _MARGIN * (len(circles) + 1), height)
    for number, circle in enumerate(circles):
        centre = (_MARGIN + wide / 2 + number * (wide + _MARGIN), _TOP + high / 2)
        _draw_panel(drawing, _Panel(circle, seated[number], centre, radius, column, step))
        _draw_lines(drawing, below[number], (centre[0], _TOP + high))
    _draw_legend(drawing, circles)
    return drawing.svg()


def _sheet(circles: Sequence[Circle], of: str, width: float, height: float) -> Drawing:
    told = [f"{circle.heading}, {circle.as_of}: {'; '.join(told_circle(circle))}" for circle in circles]
    drawing = Drawing(width, height, f"Closeness circle of {of}", sentences(told))
    room = width - 2 * _MARGIN - ems(_HANDLING) * _SMALL
    title = fitted(f"Closeness circle · {of}", room, lambda text: ems(text) * _TITLE * BOLD)
    drawing.text((_MARGIN, 42), title, _TITLE, font_weight="bold")
    drawing.text((width - _MARGIN, 42), _HANDLING, _SMALL, text_anchor="end", fill=FAINT)
    drawing.line((_MARGIN, 58), (width - _MARGIN, 58), stroke=HAIR)
    return drawing


def _column(circles: Sequence[Circle]) -> float:
    """How wide the columns of names are: as the longest name needs, up to a limit."""
    people = [person for circle in circles for person in circle.placed]
    names = longest([person.label for person in people], _name_room)
    beneath = longest([_beneath(person) for person in people], _beneath_room)
    return min(max(names, beneath, _NARROWEST), _WIDEST)


def _name_room(text: str) -> float:
    return ems(text) * _NAME * BOLD


def _beneath_room(text: str) -> float:
    return ems(text) * _BENEATH


def _beneath(person: Placed) -> str:
    return " · ".join(filter(None, (person.change, person.relationship)))


def _unplaced(circle: Circle, room: float) -> list[str]:
    if not circle.people:
        return ["Nobody is in the inventory yet."]
    names = ", ".join(person.label for person in circle.unplaced)
    return folded(f"Not placed yet: {names}", room, lambda text: ems(text) * _SMALL) if names else []


def _draw_lines(drawing: Drawing, lines: Iterable[str], below: Point) -> None:
    for number, words in enumerate(lines, 1):
        at = (below[0], below[1] + _LINE * number)
        drawing.text(at, words, _SMALL, text_anchor="middle", fill=FAINT)


def _draw_panel(drawing: Drawing, panel: _Panel) -> None:
    x, y = panel.centre
    drawing.text((x, 92), panel.circle.heading, 17, text_anchor="middle", font_weight="bold")
    drawing.text((x, 111), panel.circle.as_of, _SMALL, text_anchor="middle", fill=FAINT)
    for edge, tint in zip(reversed(RING_EDGES), reversed(TINTS), strict=True):
        drawing.circle(panel.centre, edge * panel.radius, fill=tint, stroke=HAIR)
    places = [*_places(panel, panel.seats.left, -1), *_places(panel, panel.seats.right, 1)]
    for place in places:
        _draw_leader(drawing, panel, place)
    _draw_ring_names(drawing, panel)
    for place in places:
        _draw_place(drawing, place.person, place.at)
        _draw_name(drawing, panel, place)
    drawing.circle(panel.centre, _CLIENT, fill=INK)
    drawing.text((x, y + 4), "client", _SMALL, text_anchor="middle", fill=PAPER)


def _places(panel: _Panel, side: Sequence[Placed], sign: int) -> Iterable[_Place]:
    x, y = panel.centre
    down = heights(reaches(side, panel.radius), _GAP, panel.step, panel.step / 2)
    for row, height in enumerate(down):
        person = side[row]
        at = (x + sign * across(person, height, panel.radius), y + height)
        name = (x + sign * (panel.radius + _TO_NAME + _SIGN), y + (row - (len(side) - 1) / 2) * panel.step)
        yield _Place(person, at, sign, name)


def _draw_leader(drawing: Drawing, panel: _Panel, place: _Place) -> None:
    """From the place straight out of the circle, then to the name."""
    out = (panel.centre[0] + place.side * (panel.radius + 9), place.at[1])
    end = (place.name[0] - place.side * (_SIGN if place.person.gives_support else 5), place.name[1])
    drawing.line(place.at, out, end, stroke=FAINT, stroke_width=0.8)


def _draw_ring_names(drawing: Drawing, panel: _Panel) -> None:
    """On the edge of each ring, at the top, where nobody stands."""
    x, y = panel.centre
    for ring, edge in zip(RINGS, RING_EDGES, strict=True):
        top = y - edge * panel.radius
        drawing.rect(x - 22, top - 7, 44, 14, fill=PAPER, rx=7, stroke=HAIR, stroke_width=0.6)
        drawing.text((x, top + 3.5), ring, 10.5, text_anchor="middle", fill=FAINT)


def _draw_place(drawing: Drawing, person: Placed, at: Point) -> None:
    """Full for a confidant, hollow for others; a broken ring round whoever is linked to the episode; crossed out by death."""
    if person.is_linked:
        drawing.circle(at, _HALO, fill=PAPER, stroke=ACCENT, stroke_width=2, stroke_dasharray="4 2")
    drawing.circle(at, _PLACE, fill=STRONG if person.is_confidant else PAPER, stroke=STRONG, stroke_width=2)
    if person.is_deceased:
        (x, y), arm = at, _HALO
        drawing.line((x - arm, y - arm), (x + arm, y + arm), stroke_width=1.8)
        drawing.line((x - arm, y + arm), (x + arm, y - arm), stroke_width=1.8)


def _draw_support(drawing: Drawing, at: Point) -> None:
    """A plus before the name."""
    x, y = at
    drawing.line((x - 4.5, y), (x + 4.5, y), stroke=STRONG, stroke_width=2.2)
    drawing.line((x, y - 4.5), (x, y + 4.5), stroke=STRONG, stroke_width=2.2)


def _draw_name(drawing: Drawing, panel: _Panel, place: _Place) -> None:
    (x, y), person = place.name, place.person
    anchor = "start" if place.side > 0 else "end"
    if person.gives_support:
        _draw_support(drawing, (x - place.side * 9.5, y))
    beneath = _beneath(person)
    label = fitted(person.label, panel.column, _name_room)
    drawing.text((x, y + (0 if beneath else 5)), label, _NAME, text_anchor=anchor, font_weight="bold")
    if beneath:
        small = fitted(beneath, panel.column, _beneath_room)
        drawing.text((x, y + 15), small, _BENEATH, text_anchor=anchor, fill=FAINT)


def _draw_legend(drawing: Drawing, circles: Sequence[Circle]) -> None:
    """The signs that are used, and what they say."""
    used = {mark for circle in circles for person in circle.placed for mark in person.marks}
    x, y = _MARGIN + _HALO, drawing.height - 26.0
    drawing.line((_MARGIN, y - 24), (drawing.width - _MARGIN, y - 24), stroke=HAIR)
    for mark in (mark for mark in _LEGEND if mark in used):
        if mark == SUPPORT:
            _draw_support(drawing, (x, y))
        else:
            _draw_place(drawing, _LEGEND[mark], (x, y))
        drawing.text((x + 18, y + 4.5), mark, _SMALL, fill=FAINT)
        x += 18 + ems(mark) * _SMALL + 26
