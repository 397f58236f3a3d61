"""The phases of a course, a sign a session; and scores as a line of bars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.pictures.lettering import width
from ipt_notes.pictures.phase_bar import phase_bar
from ipt_notes.pictures.sparkline import sparkline

COURSE = ("beginning",) * 3 + ("middle",) * 10 + ("final",) * 3


def _drawn(phases: tuple[str, ...], present: int, columns: int = 66) -> tuple[str, str]:
    bar = phase_bar(phases, present, columns)
    assert bar is not None
    return bar[0].plain, bar[1].plain


def test_a_course_of_sixteen_sessions_in_its_seventh() -> None:
    """As it stands on the screen."""
    assert _drawn(COURSE, 7) == (
        "beginning   middle                                  final",
        "●───●───●   ●───●───●───◉───○───○───○───○───○───○   ○───○───○",
    )


@pytest.mark.parametrize("count", [1, 2, 3, 16, 20, 33, 66])
@pytest.mark.parametrize("present", [0, 1, 2, 66])
def test_every_session_has_a_sign_within_the_columns(count: int, present: int) -> None:
    """However many there are."""
    names, signs = _drawn(("beginning", *["middle"] * (count - 1)), present)
    assert sum(signs.count(sign) for sign in "●◉○") == count
    assert signs.count("◉") == (1 <= present <= count)
    assert max(width(names), width(signs)) <= 66


def test_only_the_phase_of_the_present_session_stands_out() -> None:
    """Before the first session that is the first phase."""
    for present, phase in ((0, "beginning"), (3, "beginning"), (4, "middle"), (16, "final")):
        bar = phase_bar(COURSE, present, 66)
        assert bar is not None
        assert [span.text for span in bar[0] if span.tone == "strong"] == [phase]


def test_a_single_phase_has_its_whole_name() -> None:
    """Though there is but one session in it."""
    assert _drawn(("maintenance",), 1)[0] == "maintenance"


def test_no_sessions_and_too_many_are_not_drawn() -> None:
    """Whoever asks tells them in words."""
    assert phase_bar((), 0, 66) is None
    assert phase_bar(("middle",) * 67, 3, 66) is None


@pytest.mark.parametrize(
    ("totals", "bars"),
    [
        ((0, 27), "▁█"),
        ((18, 9, 4), "█▃▁"),
        ((5, None, 5), "▄·▄"),
        ((40, -3), "█▁"),
        ((27, 27), "██"),
        ((), ""),
    ],
)
def test_scores_stand_as_high_as_they_are_in_their_part_of_the_range(
    totals: tuple[float | None, ...], bars: str
) -> None:
    """One that was left out is a dot; one that is not possible stands at the edge."""
    assert sparkline(totals, 0, 27) == bars


@given(st.integers(0, 27), st.integers(0, 27), st.integers(0, 27))
def test_a_fall_of_four_points_is_always_seen(first: int, last: int, between: int) -> None:
    """Of the PHQ-9, so that every reliable change (6) is; two points where the course keeps within half the range."""
    bars = sparkline((first, between, last), 0, 27)
    least = 2 if max(first, last, between) - min(first, last, between) <= 13 else 4
    if first - last >= least:
        assert bars[0] > bars[2]
    elif first == last:
        assert bars[0] == bars[2]


def test_a_fall_from_seventeen_to_fourteen_is_seen() -> None:
    """It is no reliable change, and not nothing; a single point up and down is not made much of."""
    assert sparkline((17, 17, 15, 14), 0, 27) == "▅▅▄▄"
    assert len({*sparkline((16, 17, 16, 17), 0, 27)}) <= 2


def test_a_tool_of_unknown_range_with_one_total_stands_in_the_middle() -> None:
    """There is nothing to compare it with."""
    assert sparkline((7, 7), 7, 7) == "▅▅"
