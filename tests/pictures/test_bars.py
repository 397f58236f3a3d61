"""Bars say what their words say, on a terminal and in a drawing."""

from __future__ import annotations

import pytest

from ipt_notes.pictures.bars import Bar, Bars, bar_lines, bars_svg
from tests.pictures.drawn import Drawn

GROUPS = (
    Bars(
        "All courses", "12 courses", (Bar("recovery", 0.5, "50% (6 of 12)"), Bar("held", None, "held back"))
    ),
    Bars("Interpersonal deficits", "fewer than 5 courses", ()),
    Bars("<Grief> & loss", "6 courses", (Bar("ended as planned", 1.0, "100% (6 of 6)"),)),
)


def test_a_part_is_as_long_as_it_is_large() -> None:
    """Half of the cells for a half, all for all, and no bar at all for what is not told."""
    lines = [line.plain for line in bar_lines(GROUPS)]
    half, held, whole = lines[1], lines[2], lines[5]
    assert half.count("█") in (12, 13)
    assert half.count("█") + half.count("░") == whole.count("█") == 25
    assert not {*held} & {"█", "░"}
    assert [half.index("50%"), held.index("held back")] == [half.index("50%")] * 2


def test_the_drawing_has_room_for_all_of_its_words() -> None:
    """Nothing stands on anything else or beyond the edge, and it is told to a screen reader."""
    drawn = Drawn(bars_svg("Outcomes", GROUPS, "A source."))
    texts = drawn.words()
    assert {"Interpersonal deficits", "<Grief> & loss", "held back", "A source."} <= {
        each.text for each in texts
    }
    for number, one in enumerate(texts):
        assert 0 <= one.left <= one.right <= drawn.width
        assert not any(one.is_over(other) for other in texts[:number])
    assert "All courses: recovery 50% (6 of 12)" in drawn.told("desc")


@pytest.mark.parametrize("part", [0.0, 1.0])
def test_the_ends_are_drawn_as_they_are(part: float) -> None:
    """Nothing of it, and the whole."""
    (_, line) = bar_lines([Bars("A", "", (Bar("b", part, "w"),))])
    assert line.plain.count("█") == 25 * part
