"""The closeness circles at the start and at the end as native shapes: people by relationship, never by name.

Who stands where is worked out by `pictures.circle`. Lengths are in points, from the upper left of a circle's own figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from ipt_notes.course.sections import RINGS
from ipt_notes.course.wording import capital, sentence
from ipt_notes.export._figure import FULL_WIDTH, POINT, Figure, figures
from ipt_notes.export._letterhead import ACCENT, ALARM, INK, QUIET
from ipt_notes.export._ruler import set_in
from ipt_notes.export._shapes import GROUP, Shapes
from ipt_notes.export._wordml import paragraph
from ipt_notes.pictures.circle import (
    CONFIDANT,
    DECEASED,
    LINKED,
    RING_EDGES,
    SUPPORT,
    Circle,
    Seats,
    across,
    circles,
    heights,
    least_radius,
    reaches,
    seats,
    told_circle,
)
from ipt_notes.pictures.lettering import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ipt_notes.export._material import Material
    from ipt_notes.pictures.circle import Placed

    Point = tuple[float, float]

FIRST_NUMBER = 901
"""The number of the first circle among the figures of a document; those of charts are less."""
_RADIUS, _WIDEST_ABREAST, _LARGEST = 56.0, 64.0, 130.0
_CLIENT, _PLACE, _HALO, _GAP = 6.5, 3.4, 5.6, 11.5
_HEAD, _ROW, _WIDEST_ROW, _TO_NAME, _NAME = 30.0, 20.0, 34.0, 13.0, 7.5
_LINE, _MOST_LINES = 8.7, 3
"""The height of a line of a name, and how many a name may have."""
_TALLEST = 560.0
"""Of all rows of names: the figure stands on one page, also under a heading and on Letter."""
_PAPER = "FFFFFF"
_TINTS = ("CBDBE1", "E0E9ED", "F2F6F8")
"""From the inner ring to the outer one."""
_SIGNS = {
    CONFIDANT: "filled dot: confided in",
    SUPPORT: "+: gives support",
    LINKED: "broken ring: linked to the episode",
    DECEASED: "cross: has died",
}


class _Panel(NamedTuple):
    """One circle and the room it has, and the lines of each name in it; the others have the same."""

    circle: Circle
    seats: Seats
    radius: float
    width: float
    step: float
    gap: float
    names: dict[str, list[str]]

    @property
    def rows(self) -> float:
        """The height of the rings, or of the names beside them."""
        return max(2 * self.radius, self.seats.rows * self.step) + 6

    @property
    def centre(self) -> Point:
        """Where the client is."""
        return self.width / 2, _HEAD + self.rows / 2


class _Place(NamedTuple):
    """Where somebody stands, and where their name begins: left (-1) or right (1) of the circle."""

    person: Placed
    at: Point
    side: int
    name: Point


def drawn_circles(of: Material) -> list[str]:
    """The circles and what their signs say; nothing where nobody was placed in a ring."""
    shown = [_unnamed(of, circle) for circle in circles(of.course)]
    if not any(circle.placed for circle in shown):
        return []
    panels = _panels(shown)
    drawn = [_figure(of, panel, FIRST_NUMBER + number) for number, panel in enumerate(panels)]
    is_abreast = sum(figure.width for figure in drawn) <= FULL_WIDTH
    *before, last = [drawn] if is_abreast else [[figure] for figure in drawn]
    return [*map(figures, before), figures(last, leads_on=True), paragraph(_signs(shown), "SourceNote")]


def _unnamed(of: Material, circle: Circle) -> Circle:
    """The circle with a relationship for each name, also in the words about it."""
    people = zip(of.course.people, of.roles, strict=True)
    roles = {cleaned(person.label): name for person, name in people}
    return replace(
        circle,
        people=tuple(replace(each, label=roles[each.label], relationship="") for each in circle.people),
    )


def _panels(shown: Sequence[Circle]) -> list[_Panel]:
    """Side by side while the circles are small enough; rows as high as the names need, as far as the page goes."""
    seated = [seats(circle) for circle in shown]
    needed = max(_RADIUS, *(least_radius(side, _GAP) for each in seated for side in each.sides))
    radius = min(needed, _LARGEST)
    rows = max(1, *(each.rows for each in seated))
    width = FULL_WIDTH / POINT / (2 if radius <= _WIDEST_ABREAST else 1) - 1
    said = {_said(person) for circle in shown for person in circle.placed}
    names = _set_names(said, width, radius, _MOST_LINES)
    step = max(_ROW, min(_WIDEST_ROW, 1.8 * radius / rows), max(map(len, names.values())) * _LINE + 1)
    if step > _TALLEST / rows:
        step = _TALLEST / rows
        names = _set_names(said, width, radius, max(1, int(step // _LINE)))
    gap = _GAP * radius / needed
    return [_Panel(*each, radius, width, step, gap, names) for each in zip(shown, seated, strict=True)]


def _set_names(names: Iterable[str], width: float, radius: float, most: int) -> dict[str, list[str]]:
    """The lines of each name, at most so many."""
    room = _column(width, radius)
    return {name: set_in(name, room, _NAME, most) for name in names}


def _column(width: float, radius: float) -> float:
    """The room for a name."""
    return width / 2 - radius - _TO_NAME


def _figure(of: Material, panel: _Panel, number: int) -> Figure:
    circle = panel.circle
    heading = "At the end" if circle.when == "now" and of.course.conclusion else circle.heading
    height = _HEAD + panel.rows
    shapes = Shapes(number, panel.width, height)
    head = [("FigureHeading", heading), ("FigureNote", circle.as_of)]
    shapes.words((0, 0), (panel.width, _HEAD - 4), head, down="t")
    _draw_rings(shapes, panel)
    _draw_people(shapes, panel)
    alt = f"{heading}, {circle.as_of}. {' '.join(map(sentence, told_circle(circle)))}"
    title = f"Closeness circle {heading.lower()}"
    return Figure(
        number, title, alt, round(panel.width * POINT), round(height * POINT), shapes.graphic(), GROUP
    )


def _draw_rings(shapes: Shapes, panel: _Panel) -> None:
    centre = panel.centre
    for edge, tint in zip(reversed(RING_EDGES), reversed(_TINTS), strict=True):
        shapes.ellipse(centre, edge * panel.radius, tint, QUIET, 0.4)
    shapes.ellipse(centre, _CLIENT, INK)


def _draw_people(shapes: Shapes, panel: _Panel) -> None:
    x, y = panel.centre
    places = [*_places(panel, panel.seats.left, -1), *_places(panel, panel.seats.right, 1)]
    if places:
        out = panel.radius + 3
        shapes.lines([_leader(x, out, place) for place in places], QUIET)
    for ring, edge in zip(RINGS, RING_EDGES, strict=True):
        at = (x - 13, y - edge * panel.radius - 4.5)
        shapes.words(at, (26, 9), [("FigureSmall", ring)], fill=_PAPER)
    for place in places:
        _draw_place(shapes, place)
        _draw_name(shapes, panel, place)


def _places(panel: _Panel, side: Sequence[Placed], sign: int) -> Iterator[_Place]:
    x, y = panel.centre
    down = heights(reaches(side, panel.radius), panel.gap, panel.step, panel.step / 2)
    for row, (person, height) in enumerate(zip(side, down, strict=True)):
        at = (x + sign * across(person, height, panel.radius), y + height)
        name = (x + sign * (panel.radius + _TO_NAME), y + (row - (len(side) - 1) / 2) * panel.step)
        yield _Place(person, at, sign, name)


def _leader(centre: float, out: float, place: _Place) -> list[Point]:
    """From the place straight out of the circle, to `out` from its centre, then to the name."""
    (x, y), side = place.name, place.side
    return [place.at, (centre + side * out, place.at[1]), (x - side * 2, y)]


def _draw_place(shapes: Shapes, place: _Place) -> None:
    """Full for a confidant, hollow for others; a broken ring round whoever is linked to the episode; crossed out by death."""
    person, (x, y), arm = place.person, place.at, _HALO + 0.6
    if person.is_linked:
        shapes.ellipse(place.at, _HALO, _PAPER, ALARM, 1, is_broken=True)
    shapes.ellipse(place.at, _PLACE, ACCENT if person.is_confidant else _PAPER, ACCENT, 1.2)
    if person.is_deceased:
        cross = [(x - arm, y - arm), (x + arm, y + arm)], [(x - arm, y + arm), (x + arm, y - arm)]
        shapes.lines(cross, INK, 1.1)


def _draw_name(shapes: Shapes, panel: _Panel, place: _Place) -> None:
    (x, y), room = place.name, _column(panel.width, panel.radius)
    lines = [("FigureText", line) for line in panel.names[_said(place.person)]]
    left, side = (x, "left") if place.side > 0 else (x - room, "right")
    shapes.words((left, y - panel.step / 2), (room, panel.step), lines, across=side)


def _said(person: Placed) -> str:
    return ("+ " if person.gives_support else "") + capital(cleaned(person.label))


def _signs(shown: Sequence[Circle]) -> str:
    """What the signs that were used say."""
    used = {mark for circle in shown for person in circle.placed for mark in person.marks}
    told = ["the client is in the middle", *(words for mark, words in _SIGNS.items() if mark in used)]
    return " ".join(map(sentence, told))
