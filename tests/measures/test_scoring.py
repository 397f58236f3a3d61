"""Item scores become a total by each measure's own rule. The totals here were worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.course.note import ScoreLine
from ipt_notes.measures.measure import Items, Measure, find_measure, measures
from tests.builders import a_course

_ = None
"""An item that was left out."""


def _measure(name: str) -> Measure:
    found = find_measure(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "items", "total"),
    [
        ("PHQ-9", (2, 2, 3, 2, 1, 1, 2, 0, 0), 13),
        ("PHQ-9", (2, 2, 3, 2, 1, 1, 2, 0, _), None),
        ("GAD-7", (1, 1, 1, 1, 2, 2, 2), 10),
        ("GAD-7", (1, 1, 1, 1, 2, 2, _), None),
        ("WSAS", (8, 7, 6, 5, 4), 30),
        ("WSAS", (8, _, 6, 5, 4), 28.75),
        ("WSAS", (8, _, 6, 5, _), None),
        ("CORE-10", (1, 2, 0, 3, 0, 0, 1, 2, 2, 1), 12),
        ("CORE-10", (1, 2, 0, 3, 0, 0, 1, 2, 2, _), 12.22),
        ("CORE-10", (1, 2, 0, 3, 0, 0, 1, 2, _, _), None),
        ("MSPSS", (5, 5, 3, 4, 6, 4, 5, 3, 4, 5, 4, 5), 4.42),
        ("MSPSS", (7,) * 12, 7),
        ("MSPSS", (7,) * 11 + (_,), None),
        ("EPDS", (1, 1, 1, 1, 1, 1, 1, 1, 1, 2), 11),
        ("EPDS", (1, 1, 1, 1, 1, 1, 1, 1, 1, _), None),
        ("QIDS-SR16", (1, 2, 0, 3, 1, 2, _, 1, _, 1, 1, 0, 2, 1, 0, 1), 12),
        ("QIDS-SR16", (1, 2, 0, 3, 1, 2, 0, 1, 0, 1, 1, 0, 2, 1, 0, 1), 12),
        ("QIDS-SR16", (3,) * 16, 27),
        ("QIDS-SR16", (1, 2, 0, 3, 1, 2, 0, _, _, 1, 1, 0, 2, 1, 0, 1), None),
        ("QIDS-SR16", (_, 2, 0, 3, 1, 2, 0, 1, 0, 1, 1, 0, 2, 1, 0, 1), None),
        ("QIDS-SR16", (1, 2, 0, 3, 1, 2, 0, 1, 0, 1, 1, 0, 2, 1, _, 1), None),
        ("PHQ-9", (1,) * 8, None),
    ],
)
def test_items_give_the_total_of_the_published_rule(name: str, items: Items, total: float | None) -> None:
    """Sum, prorated sum, mean, or the highest of each domain; None where too many items are left out."""
    assert _measure(name).score(items) == total


def test_support_is_told_by_who_gives_it() -> None:
    """Significant other 1, 2, 5, 10; family 3, 4, 8, 11; friends 6, 7, 9, 12. One without all its items is left out."""
    items = (7, 6, 1, 2, 5, 4, 4, 1, 4, 6, 3, 3)
    assert _measure("MSPSS").subscores(items) == (
        ("significant other", 6),
        ("family", 1.75),
        ("friends", 3.75),
    )
    assert dict(_measure("MSPSS").subscores((_, *items[1:]))) == {"family": 1.75, "friends": 3.75}
    assert _measure("MSPSS").subscores(()) == _measure("PHQ-9").subscores((1,) * 9) == ()


def test_items_that_are_worded_the_other_way_round_score_the_other_way_round() -> None:
    """CORE-10 items 2 and 3: the first answer scores 4, the last 0. Typed scores are taken as they are."""
    core = _measure("CORE-10")
    assert [core.item_score(number, 0) for number in (1, 2, 3, 4)] == [0, 4, 4, 0]
    assert [core.item_score(2, answer) for answer in range(5)] == [4, 3, 2, 1, 0]
    assert core.score((0,) * 10) == 0


@given(st.sampled_from([m for m in measures().values() if m.reversed_items]), st.integers(0, 4))
def test_turning_an_item_round_twice_gives_it_back(measure: Measure, answer: int) -> None:
    """And it stays in its range."""
    for number in range(1, measure.item_count + 1):
        score = measure.item_score(number, answer)
        assert measure.item_min <= score <= measure.item_max
        assert measure.item_score(number, score) == answer


@st.composite
def _sheets(draw: st.DrawFn) -> tuple[Measure, Items]:
    measure = draw(st.sampled_from(list(measures().values())))
    score = st.none() | st.integers(measure.item_min, measure.item_max)
    return measure, tuple(draw(st.lists(score, min_size=measure.item_count, max_size=measure.item_count)))


@given(_sheets())
def test_a_total_lies_in_its_range_and_is_recorded_so_that_it_can_be_read_back(
    sheet: tuple[Measure, Items],
) -> None:
    """Whatever is left out: the course has the measure's own total, and no problem is found in it."""
    measure, items = sheet
    line, total = measure.taken(items), measure.score(items)
    if total is not None:
        assert measure.total_min <= total <= measure.total_max
        assert bool(measure.band(total)) is bool(measure.bands)
    if any(item is not None for item in items):
        assert measure.problems(line) == ()
    else:
        assert measure.problems(line) == (f"{measure.name}: no item was answered",)
    (score,) = a_course().measure(measure.id, *items, total=line.total).course().scores
    assert score.total == total


@given(_sheets(), st.data())
def test_a_higher_answer_never_lowers_a_total(sheet: tuple[Measure, Items], data: st.DataObject) -> None:
    """Items are typed as they are scored, so totals only grow with them."""
    measure, items = sheet
    at = data.draw(st.integers(0, measure.item_count - 1))
    item = items[at]
    if item is None or item == measure.item_max:
        return
    more = (*items[:at], item + 1, *items[at + 1 :])
    before, after = measure.score(items), measure.score(more)
    assert (before is None and after is None) or (
        before is not None and after is not None and before <= after
    )


@pytest.mark.parametrize(
    ("name", "items", "total", "told"),
    [
        ("MSPSS", (5, 5, 3, 4, 6, 4, 5, 3, 4, 5, 4, 5), 4.4, ()),
        ("MSPSS", (5, 5, 3, 4, 6, 4, 5, 3, 4, 5, 4, 5), 4.5, ("MSPSS: the items come to 4.42, but the total says 4.5",)),
        ("MSPSS", (), 54, ("MSPSS total 54 is not possible; it is a number from 1 to 7",)),
        ("MSPSS", (0,) + (7,) * 11, None, ("MSPSS item 1 is 0; an item is 1 to 7",)),
        ("CORE-10", (1, 2, 0, 3, 0, 0, 1, 2, 2, _), 12, ()),
        ("CORE-10", (1, 2, 0, 3, 0, 0, 1, 2, 2, _), 13, ("CORE-10: the items add up to 12.22, but the total says 13",)),
        ("CORE-10", (1, 2, 0, 3, 0, 0, 1, 2, _, _), 12, ("CORE-10 has no total with items 9 and 10 left out",)),
        ("QIDS", (3,) * 16, 48, ("QIDS-SR16 total 48 is not possible; it is a whole number from 0 to 27",)),
        ("EPDS", (_,) * 10, None, ("EPDS: no item was answered",)),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_told(
    name: str, items: Items, total: float | None, told: tuple[str, ...]
) -> None:
    """A total that was rounded by hand is as good as ours."""
    assert _measure(name).problems(ScoreLine(_measure(name).id, items, total)) == told
