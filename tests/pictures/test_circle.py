"""The closeness circle: who stands where, at the start and now, and that nobody covers anybody."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.pictures.circle import (
    RING_EDGES,
    RING_MIDS,
    Circle,
    Placed,
    circle_at,
    circles,
    heights,
    least_radius,
    reaches,
    ring_number,
    seats,
    told_circle,
)
from ipt_notes.pictures.circle_svg import circle_svg
from ipt_notes.pictures.circle_text import COLUMNS, circle_lines
from ipt_notes.pictures.lettering import cleaned, width
from tests.builders import a_course, person
from tests.pictures.drawn import Drawn, overlaps

NAMES = (
    "N.", "Großmutter mütterlicherseits, die alle nur die Frau Geheimrat nannten", "אמא של ר.", "د. عبد الرحمن",
    "王小明的妈妈和她的三个姐妹", "Ñ̃á́ é̂.", "👩‍👩‍👧 next door", "\u202eturned\u202c", "WWWWWWWWWWWWWWWWWWWWWWWWWWWW", "<b>&amp;",
)  # fmt: skip
someone = st.builds(
    Placed,
    label=st.sampled_from(NAMES).map(cleaned) | st.text(min_size=1, max_size=40).map(cleaned),
    relationship=st.sampled_from(
        ("", "partner", "אחות", "the neighbour from two houses further down the road")
    ),
    ring=st.sampled_from(("inner", "middle", "outer", "outer", "")),
    is_confidant=st.booleans(),
    gives_support=st.booleans(),
    is_linked=st.booleans(),
    is_deceased=st.booleans(),
    change=st.sampled_from(("", "new", "was middle, no longer a confidant")),
)
crowds = st.lists(someone, max_size=44).map(lambda people: Circle("now", "in session 9", tuple(people)))


def _changed_course(*, sessions: int = 9):
    built = a_course()
    inventory = [person("N. (partner)", "inner"), person("F. (friend)", "outer", confidant="yes"), "### M."]
    built.note(1).note(2, "## Inventory\n\n" + "\n\n".join(inventory) + "\n- is confidant: no")
    for number in range(3, sessions + 1):
        built.note(number)
    if sessions > 3:
        later = "### n\n- closeness ring: middle\n- is confidant: yes\n\n" + person("K. (choir)", "outer")
        built.write(sessions, f"## Inventory\n\n{later}")
    return built.course()


def test_the_start_is_as_first_described_and_now_is_as_last_described() -> None:
    """A partner moved outwards and became a confidant; a new friend is only in the circle of now."""
    start, now = circles(_changed_course())
    partner = [next(each for each in circle.people if each.label == "N.") for circle in (start, now)]
    assert [(each.ring, each.is_confidant, each.change) for each in partner] == [
        ("inner", False, ""),
        ("middle", True, "was inner, now a confidant"),
    ]
    assert [each.label for each in start.people] == ["N.", "F.", "M."]
    assert now.people[-1].change == "new"
    assert (start.as_of, now.as_of) == ("by session 3", "in session 9")


def test_there_is_one_circle_while_there_is_no_other() -> None:
    """In the beginning the start is now; `--at` gives either all the same."""
    course = _changed_course(sessions=3)
    assert [circle.when for circle in circles(course)] == ["now"]
    assert [circle.when for circle in circles(course, "start")] == ["start"]


def test_who_has_no_ring_is_named_beneath_the_circle() -> None:
    """Nobody is left out of the picture."""
    course = _changed_course()
    assert "Not placed yet: M." in [
        words.text for words in Drawn(circle_svg(circles(course), "EX-001")).words()
    ]
    assert "Not placed yet: M." in [line.plain for line in circle_lines(circles(course), 80)]


def test_an_empty_inventory_is_said_to_be_empty() -> None:
    """Before anybody is written down there are three empty rings and a sentence."""
    now = circle_at(a_course().note(1).course(), "now")
    assert "Nobody is in the inventory yet." in circle_svg([now], "EX-001")
    assert list(told_circle(now)) == ["nobody yet"]


def test_a_screen_reader_hears_everyone_and_every_sign() -> None:
    """Title and description say what the eye sees."""
    drawn = Drawn(circle_svg(circles(_changed_course()), "EX-001"))
    assert drawn.told("title") == "Closeness circle of EX-001"
    assert "At the start, by session 3: inner ring: N. (partner, gives support)" in drawn.told("desc")
    assert "middle ring: N. (partner, confidant, gives support, was inner, now a confidant)" in drawn.told(
        "desc"
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(crowds, min_size=1, max_size=2))
def test_no_words_lie_over_others_or_off_the_page(drawn_circles: list[Circle]) -> None:
    """With anybody's name, however long and whichever way it is written, of nobody to 44 people."""
    drawn = Drawn(circle_svg(drawn_circles, "EX-001"))
    words = drawn.words()
    assert overlaps(words) == []
    assert all(each.left >= 0 and each.right <= drawn.width for each in words)
    assert all(each.top >= 0 and each.bottom <= drawn.height for each in words)


@settings(max_examples=60, deadline=None)
@given(crowds)
def test_everyone_stands_in_their_ring_and_on_nobody(circle: Circle) -> None:
    """Places keep their distance, and each is between the edges of its ring."""
    gap = 20.0
    for side in seats(circle).sides:
        radius = max(190.0, least_radius(side, gap))
        down = heights(reaches(side, radius), gap, 40, 20)
        assert all(below - above >= gap - 1e-6 for above, below in pairwise(down))
        for each, height in zip(side, down, strict=True):
            assert abs(height) <= RING_MIDS[ring_number(each)] * radius
    assert all(
        low < mid < high for low, mid, high in zip((0, *RING_EDGES), RING_MIDS, RING_EDGES, strict=False)
    )


def test_a_place_in_the_drawing_is_as_far_from_the_client_as_its_ring() -> None:
    """Measured in the drawing itself."""
    people = tuple(Placed(f"{ring} {n}", "", ring) for ring in ("inner", "middle", "outer") for n in range(4))
    drawn = Drawn(circle_svg([Circle("now", "", people)], "EX-001"))
    *_, client = (each for each in drawn.circles() if each[2] == 25)
    places = [each for each in drawn.circles() if each[2] == 6]
    away = [math.dist(client[:2], place[:2]) / 190 for place in places]
    assert len(away) == 12
    assert all(min(abs(each - mid) for mid in RING_MIDS) < 0.01 for each in away)


@settings(max_examples=60, deadline=None)
@given(crowds)
def test_a_terminal_shows_everyone_in_eighty_columns(circle: Circle) -> None:
    """One place and one row a person, however many there are."""
    lines = list(circle_lines([circle], 80))
    assert all(width(line.plain) <= COLUMNS for line in lines[:-1])
    cells = [span.text for line in lines for span in line]
    assert sum(cells.count(sign) for sign in "●○") == len(circle.placed) + sum(
        person.label in "●○" for person in circle.people
    )


def test_a_wide_terminal_shows_start_and_now_side_by_side() -> None:
    """In 160 columns both are on the same lines."""
    both = circles(_changed_course())
    wide = [line.plain for line in circle_lines(both, 160)]
    assert any("At the start" in line and "Now" in line for line in wide)
    assert not any(
        "At the start" in line and "Now" in line for line in (each.plain for each in circle_lines(both, 159))
    )
