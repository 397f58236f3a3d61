"""Who stands where in the closeness circle, at the start and now, and in which seat beside it their name is. Pure.

Everyone has a row of their own, left or right of the circle: the inner ring's people in the middle rows, the outer ring's
above and below. A line straight from somebody's place to their name then passes nobody else's place.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.course.sections import RINGS, is_yes
from ipt_notes.course.wording import in_session, is_told
from ipt_notes.pictures.lettering import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ipt_notes.course.charted import Person
    from ipt_notes.course.model import Course

When = Literal["start", "now"]
RING_EDGES = (0.42, 0.71, 1.0)
"""The outer edge of each ring, in radii of the circle."""
RING_MIDS = (0.29, 0.565, 0.855)
"""Where people stand in each ring."""
_REACH = tuple(0.96 * mid for mid in RING_MIDS)
"""How far above or below the client people of each ring may stand: nobody stands right above or below."""
CONFIDANT, SUPPORT, LINKED, DECEASED = "confidant", "gives support", "linked to the episode", "has died"
"""What a sign in the circle says of somebody."""
T = TypeVar("T")


class Placed(Struct, frozen=True):
    """Somebody in the circle. `ring` is inner, middle, outer or "" (not placed); `change` is since the start."""

    label: str
    relationship: str
    ring: str
    is_confidant: bool = False
    gives_support: bool = False
    is_linked: bool = False
    is_deceased: bool = False
    change: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What the signs at their place say, in words."""
        said = {
            CONFIDANT: self.is_confidant,
            SUPPORT: self.gives_support,
            LINKED: self.is_linked,
            DECEASED: self.is_deceased,
        }
        return tuple(mark for mark, is_said in said.items() if is_said)


class Circle(Struct, frozen=True):
    """The inventory at the start or now; `as_of` says when that was."""

    when: When
    as_of: str
    people: tuple[Placed, ...]

    @property
    def heading(self) -> str:
        """What stands above it."""
        return "At the start" if self.when == "start" else "Now"

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Those in a ring."""
        return tuple(person for person in self.people if person.ring)

    @property
    def unplaced(self) -> tuple[Placed, ...]:
        """Those that have no ring yet."""
        return tuple(person for person in self.people if not person.ring)


def circle_at(course: Course, when: When) -> Circle:
    """The circle at the start: whoever was in the inventory when the beginning ended, as first described; or now."""
    until = _start_until(course)
    if when == "start":
        early = [person for person in course.people if person.first_session <= until]
        return Circle("start", f"by {in_session(until).partition(' ')[2]}", tuple(map(_at_start, early)))
    people = tuple(_now(person, is_new=person.first_session > until) for person in course.people)
    return Circle("now", in_session(course.last_number) if course.sessions else "before session 1", people)


def circles(course: Course, when: When | None = None) -> tuple[Circle, ...]:
    """The circle of `when`; None for both, or for only the one of now while the course has no other."""
    if when:
        return (circle_at(course, when),)
    start, now = circle_at(course, "start"), circle_at(course, "now")
    return (start, now) if course.last_number > _start_until(course) else (now,)


def _start_until(course: Course) -> int:
    """The last session that belongs to the start: the beginning's, or the first one that names anybody."""
    first = min((person.first_session for person in course.people), default=0)
    return max(first, course.limit)


def _at_start(person: Person) -> Placed:
    return _placed(person, person.ring_start, person.text_at_start)


def _now(person: Person, *, is_new: bool) -> Placed:
    placed = _placed(person, person.ring_now, person.text)
    was = _at_start(person)
    moved = f"was {was.ring}" if was.ring != placed.ring and was.ring else ""
    confides = "now a confidant" if placed.is_confidant and not was.is_confidant else ""
    confided = "no longer a confidant" if was.is_confidant and not placed.is_confidant else ""
    change = ", ".join(filter(None, ("new" if is_new else "", moved, confides, confided)))
    return replace(placed, change=change)


def _placed(person: Person, ring: str, text: Callable[[str], str]) -> Placed:
    return Placed(
        cleaned(person.label),
        cleaned(person.relationship) if person.relationship else "",
        ring,
        is_confidant=is_yes(text("is_confidant")),
        gives_support=is_told(text("support_received")),
        is_linked=is_yes(text("linked_to_episode")),
        is_deceased=text("living_status") == "deceased",
    )


def told_circle(circle: Circle) -> Iterable[str]:
    """The circle in words, a line a ring: what a screen reader reads, and a terminal that can draw nothing."""
    for ring in (*RINGS, ""):
        people = [person for person in circle.people if person.ring == ring]
        if people:
            yield f"{f'{ring} ring' if ring else 'not placed yet'}: {'; '.join(map(told_person, people))}"
    if not circle.people:
        yield "nobody yet"


def told_person(person: Placed) -> str:
    """ "N. (partner, linked to the episode)"."""
    said = ", ".join(filter(None, (person.relationship, *person.marks, person.change)))
    return f"{person.label} ({said})" if said else person.label


class Seats(Struct, frozen=True):
    """The people left and right of a circle, from the top row down."""

    left: tuple[Placed, ...]
    right: tuple[Placed, ...]

    @property
    def sides(self) -> tuple[tuple[Placed, ...], ...]:
        """Left and right."""
        return self.left, self.right

    @property
    def rows(self) -> int:
        """How many rows the longer side has."""
        return max(len(self.left), len(self.right))


def seats(circle: Circle) -> Seats:
    """Everyone in a ring, left and right by turns, ring by ring; on each side the inner ones in the middle rows."""
    order = sorted(circle.placed, key=ring_number)
    return Seats(_from_middle(order[1::2]), _from_middle(order[0::2]))


def _from_middle(people: Sequence[Placed]) -> tuple[Placed, ...]:
    """A side's people: the first in the middle, each further one alternately below and above."""
    rows: list[Placed] = []
    for number, person in enumerate(people):
        rows.insert(len(rows) if number % 2 else 0, person)
    return tuple(rows)


def ring_number(person: Placed) -> int:
    """0 for the inner ring, 2 for the outer one; for people who have a ring."""
    return RINGS.index(person.ring)


def least_radius(side: Sequence[Placed], gap: float) -> float:
    """The radius a circle needs so that each place of a side can be `gap` above or below the next one."""
    needed = (
        (row + 1) * gap / _REACH[ring_number(person)]
        for half in _halves(side)
        for row, person in enumerate(half)
    )
    return max(needed, default=0)


def reaches(side: Sequence[Placed], radius: float) -> list[float]:
    """How far above or below the centre each of a side may stand."""
    return [_REACH[ring_number(person)] * radius for person in side]


def heights(reach: Sequence[float], gap: float, step: float, nearest: float) -> list[float]:
    """How far below the centre each place of a side is, from the top row down; above it is less than 0.

    A place is as high as its name where its ring reaches so far, else as high as the ring; never nearer than `gap` to
    the next, on a circle of at least `least_radius`. Names are `step` apart; the two in the middle of an even number
    are `nearest` away from the centre.
    """
    first = step if len(reach) % 2 else nearest
    upper, lower = (_depths(half, gap, first, step) for half in _halves(reach))
    middle = [0.0] if len(reach) % 2 else []
    return [*(-depth for depth in reversed(upper)), *middle, *lower]


def _halves(side: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """The rows above the middle and those below it, each from the middle outwards."""
    half = len(side) // 2
    return side[:half][::-1], side[len(side) - half :]


def _depths(reach: Sequence[float], gap: float, first: float, step: float) -> list[float]:
    depths = [min(first + row * step, most) for row, most in enumerate(reach)]
    for row in range(len(depths) - 2, -1, -1):
        depths[row] = min(depths[row], depths[row + 1] - gap)
    return depths


def across(person: Placed, height: float, radius: float) -> float:
    """How far left or right of the centre somebody stands, at that height."""
    mid = RING_MIDS[ring_number(person)] * radius
    return math.sqrt(max(mid**2 - height**2, 0))
