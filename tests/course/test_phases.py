"""Which phase the scaffold proposes for a session, in every variant."""

import pytest

from ipt_notes.course.variants import VARIANTS, variant
from ipt_notes.errors import NotFound
from tests.builders import RISK, a_course, by_manual


@pytest.mark.parametrize(
    ("name", "phases"),
    [
        ("ipt_acute", "bbb" + "m" * 10 + "fff"),
        ("ipt_uk16", "bbbb" + "m" * 8 + "ffff"),
        ("ipt_b", "bb" + "mmmm" + "ff"),
        ("ipc", "b" + "mmmm" + "f"),
        ("ipt_a", "bbbb" + "m" * 5 + "fff"),
        ("ipt_group", "b" + "m" * 6 + "f"),
        ("ipsrt", "bbbbb" + "m" * 12 + "fff"),
        ("ipt_m", "M" * 12),
    ],
)
def test_a_course_that_owes_its_beginning_goes_by_the_limits_of_its_variant(name: str, phases: str) -> None:
    """b(eginning), m(iddle), f(inal), M(aintenance), session by session."""
    course = a_course(name).course()
    proposed = [course.next_phase(number) for number in range(1, course.planned + 1)]
    assert "".join("M" if phase == "maintenance" else phase[0] for phase in proposed) == phases


def test_the_middle_comes_as_soon_as_the_beginning_is_complete() -> None:
    """After session 3 of a limit of 4."""
    assert by_manual("grief", "ipt_uk16", sessions=3).course().next_phase(4) == "middle"
    assert by_manual("grief", "ipt_uk16", sessions=3).without("Goals").course().next_phase(4) == "beginning"


def test_an_extension_keeps_the_beginning_open() -> None:
    """To session 5, not further."""
    course = by_manual("grief", sessions=3).without("Goals").override("BEG001", 5).course()
    assert [course.next_phase(number) for number in (4, 5, 6)] == ["beginning", "beginning", "middle"]


def test_a_proposal_never_goes_back() -> None:
    """SES004 would speak: after a middle session, and when sessions are added in the final phase."""
    built = by_manual("grief", sessions=2).front(2, phase="middle")
    assert built.course().next_phase(3) == "middle"
    assert by_manual("grief").plan(20).course().next_phase(17) == "final"


def test_the_intake_belongs_to_the_beginning() -> None:
    """Whatever is complete."""
    assert a_course().course().next_phase(0) == "beginning"
    assert a_course("ipt_m").course().next_phase(0) == "maintenance"


@pytest.mark.parametrize(
    ("planned", "first_final"), [(1, 1), (3, 3), (4, 4), (5, 4), (6, 4), (7, 5), (16, 14)]
)
def test_a_short_contract_has_a_final_phase_after_its_beginning(planned: int, first_final: int) -> None:
    """Three sessions at the end where there is room for them."""
    assert a_course(planned=planned).course().final_from == first_final


def test_a_variant_that_is_not_known_is_told_with_the_known_ones() -> None:
    """A typing error on the command line."""
    with pytest.raises(NotFound) as told:
        variant("ipt_c")
    assert all(name in told.value.hint for name in VARIANTS)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_s_own_numbers_fit_each_other(name: str) -> None:
    """The default lies in the range, and beginning and final phase leave a middle."""
    one = VARIANTS[name]
    low, high = one.planned or (one.default_planned, one.default_planned)
    assert low <= one.default_planned <= high
    assert one.beginning_limit + one.final_length < max(low, one.default_planned)
    assert one.minutes is None or one.minutes[0] <= one.default_minutes <= one.minutes[1]


def test_a_maintenance_session_counts_neither_for_the_limit_nor_for_the_number() -> None:
    """Nor does the intake."""
    course = a_course().note(0, RISK).note(1, RISK).note(2, RISK, phase="maintenance").course()
    assert [session.number for session in course.counted] == [1]
