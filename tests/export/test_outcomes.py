"""Outcomes for practice audit: what a line holds, what it does not, and what the sums hold back."""

from __future__ import annotations

import csv
import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ipt_notes.course.vocabulary import EndType
from ipt_notes.export.outcomes import (
    FEWEST,
    OutcomeRow,
    OutcomeSum,
    Part,
    as_csv,
    as_json_lines,
    outcome_row,
    sums,
)
from tests.builders import START, WEEK, by_manual

ROW = outcome_row(by_manual("grief").conclude().course(), "p1", 1)
COUNTS = st.integers(0, 30)


def rows(area: str = "grief", *, recovered: int, not_recovered: int, **more: object) -> list[OutcomeRow]:
    """So many courses that recovered, and so many that did not."""
    changed = {"problem_area": area, "is_case_at_start": True, "is_reliably_improved": True} | more
    one = replace(ROW, **changed)
    yes = replace(one, is_recovered=True, is_reliably_recovered=True)
    no = replace(one, is_recovered=False, is_reliably_recovered=False)
    return [yes] * recovered + [no] * not_recovered


def shown(value: object) -> str:
    """A value of a line as a cell of the table."""
    if value is None or isinstance(value, bool):
        return {True: "yes", False: "no", None: ""}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def of(area: str, found: tuple[OutcomeSum, ...]) -> OutcomeSum:
    """The sum of an area."""
    return next(one for one in found if one.area == area)


def test_a_line_tells_what_an_audit_asks_for() -> None:
    """Area, sessions, ending, and how PHQ-9 and GAD-7 moved."""
    built = by_manual("role dispute", planned=12).miss(START + WEEK)
    built.measure("gad7", total=12, on=START).measure("gad7", total=9, on=START + 5 * WEEK)
    row = outcome_row(built.conclude(EndType.EARLY_AGREED).course(), "p1", 2)
    assert (row.client, row.course, row.problem_area, row.year) == ("p1", 2, "role_dispute", 2026)
    assert (row.planned, row.attended, row.missed, row.end_type) == (12, 12, 1, "early_agreed")
    assert (row.phq9_first, row.phq9_last, row.phq9_change) == (18, 6, "reliable_improvement")
    assert (row.gad7_first, row.gad7_last, row.gad7_change) == (12, 9, "no_reliable_change")
    assert (row.is_case_at_start, row.is_recovered, row.is_reliably_improved) == (True, False, True)


def test_what_is_not_known_is_not_claimed() -> None:
    """Recovery needs both measures twice; a measure taken once has no last total."""
    built = by_manual("grief", sessions=1).measure("gad7", total=9)
    row = outcome_row(built.conclude(None, None).course(), "p1", 1)
    assert (row.phq9_first, row.phq9_last, row.phq9_change) == (18, None, "")
    assert (row.end_type, row.next_step) == ("not_recorded", "not_recorded")
    assert row.is_case_at_start is row.is_recovered is row.is_reliably_improved is None


def test_who_was_no_case_has_nothing_to_recover_from() -> None:
    """Improvement is told all the same."""
    built = by_manual("grief").without("Measure")
    for name, first, last in (("phq9", 9, 3), ("gad7", 7, 2)):
        built.measure(name, total=first, on=START).measure(name, total=last)
    row = outcome_row(built.conclude().course(), "p1", 1)
    assert (row.is_case_at_start, row.is_recovered, row.is_reliably_recovered) == (False, None, None)
    assert row.is_reliably_improved is True


def test_nothing_in_a_line_names_anybody() -> None:
    """No code, no name, no day, and no word of a note."""
    course = by_manual("role dispute").conclude().course()
    told = as_csv([outcome_row(course, "p1", 1)]).decode() + as_json_lines([ROW]).decode()
    for kept in ("EX-001", "Marisol", "Example", "N.", "2026-", "Sunday", course.client.id, course.id):
        assert kept not in told


def test_the_table_and_the_lines_say_the_same() -> None:
    """Yes, no and nothing in the one are true, false and null in the other."""
    found = [ROW, *rows(recovered=1, not_recovered=1)]
    lines = [json.loads(line) for line in as_json_lines(found).splitlines()]
    table = list(csv.DictReader(io.StringIO(as_csv(found).decode())))
    assert table == [{key: shown(value) for key, value in line.items()} for line in lines]
    assert [msgspec.convert(line, OutcomeRow) for line in lines] == found


def test_an_area_is_summed() -> None:
    """Recovery counts those who were a case; improvement those with both measures twice."""
    unknown = replace(ROW, is_case_at_start=None, is_recovered=None, is_reliably_improved=None)
    found = sums([*rows(recovered=7, not_recovered=5), *[replace(unknown, attended=3)] * 6])
    grief = of("grief", found)
    assert (grief.courses, grief.sessions) == (18, 16)
    assert grief.recovered == Part(7, 12)
    assert grief.recovered.percent == 58
    assert grief.reliably_improved == Part(12, 12)
    assert grief.endings == {"planned": Part(18, 18)}
    assert (of("all", found).courses, found[0].area) == (18, "all")


def test_of_a_small_area_nothing_is_told() -> None:
    """Not even how many there are."""
    found = sums([*rows(recovered=9, not_recovered=9), *rows("role_dispute", recovered=4, not_recovered=0)])
    assert of("role_dispute", found) == OutcomeSum("role_dispute", is_small=True)
    assert not of("grief", found).is_small


@pytest.mark.parametrize(("yes", "no"), [(4, 9), (9, 4), (1, 30), (30, 1)])
def test_a_count_that_could_point_to_somebody_is_held_back(yes: int, no: int) -> None:
    """And one that leaves so few over."""
    part = of("grief", sums(rows(recovered=yes, not_recovered=no))).recovered
    assert part == Part(None, yes + no)
    assert part.percent is None


@given(COUNTS, COUNTS, st.sampled_from(EndType))
def test_no_count_below_five_is_ever_told(yes: int, no: int, ending: EndType) -> None:
    """Neither itself nor as what is left over."""
    found = sums(
        [*rows(recovered=yes, not_recovered=no), *rows(recovered=0, not_recovered=no, end_type=ending)]
    )
    for one in found:
        told = [one.recovered, one.reliably_improved, one.reliably_recovered, *one.endings.values()]
        for part in filter(None, told):
            assert part.count is None or part.count == 0 or part.count >= FEWEST
            assert part.count is None or part.of == part.count or part.of - part.count >= FEWEST
