"""What is impossible in a written score is told as a sentence."""

from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.course.note import ScoreLine
from ipt_notes.measures.phq9 import MEASURE


def _problems(*items: int, total: float | None = None) -> tuple[str, ...]:
    return MEASURE.problems(ScoreLine("phq9", items, total))


def test_an_item_out_of_range_is_named_with_its_number() -> None:
    """The sentence NOTE.md promises."""
    assert _problems(2, 2, 5, 2, 1, 1, 2, 0, 0) == ("PHQ-9 item 3 is 5; an item is 0 to 3",)


def test_too_few_items_are_counted() -> None:
    """Eight of nine."""
    assert _problems(2, 2, 3, 2, 1, 1, 2, 0) == ("PHQ-9 has 9 items; 8 were given",)


def test_a_total_that_is_not_the_sum_is_told() -> None:
    """The items win nothing: both figures are named."""
    told = _problems(2, 2, 3, 2, 1, 1, 1, 0, 0, total=13)
    assert told == ("PHQ-9: the items add up to 12, but the total says 13",)


def test_an_impossible_total_is_told() -> None:
    """28 of 27, one below 0, and a half."""
    for total, shown in ((28, "28"), (-1, "-1"), (13.5, "13.5")):
        assert _problems(total=total) == (
            f"PHQ-9 total {shown} is not possible; it is a whole number from 0 to 27",
        )


@given(st.lists(st.integers(0, 3), min_size=9, max_size=9))
def test_every_possible_answer_sheet_is_accepted(items: list[int]) -> None:
    """With or without its total."""
    assert _problems(*items) == ()
    assert _problems(*items, total=sum(items)) == ()
