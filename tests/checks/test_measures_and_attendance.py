"""The rules about the measures over the course, no-shows and what speaks for caution."""

import datetime as dt

import pytest

from ipt_notes.checks import mea004
from ipt_notes.course.vocabulary import Absence
from ipt_notes.measures.measure import Band, Measure
from tests.builders import RISK, CourseBuilder, a_course, by_manual


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


def scored(*totals: float | None, name: str = "PHQ-9", variant: str = "ipt_acute") -> CourseBuilder:
    """A course with these totals, one a session; None: none was taken."""
    built = a_course(variant)
    for number, total in enumerate(totals, 1):
        built.note(number, RISK if total is None else f"## Measure\n- {name}: {total}")
    return built


def test_mea002_counts_the_sessions_since_the_last_measure() -> None:
    """Four are fine, five are not; another measure settles it."""
    assert only(scored(18, *[None] * 4), "MEA002") == []
    assert only(scored(18, *[None] * 5), "MEA002") == [
        "5 sessions are held since the last measure in session 1"
    ]
    built = scored(18, *[None] * 5)
    assert only(built.measure("gad7", total=8), "MEA002") == []


def test_mea002_leaves_a_missing_baseline_and_a_concluded_course_to_others() -> None:
    """MEA001 and END006; in maintenance, which has no baseline, it speaks itself."""
    assert only(scored(*[None] * 6), "MEA002") == []
    assert only(scored(18, *[None] * 5).conclude(), "MEA002") == []
    maintenance = scored(*[None] * 5, variant="ipt_m")
    assert only(maintenance, "MEA002") == ["5 sessions are held without a measure"]


@pytest.mark.parametrize(
    ("totals", "asks"),
    [
        ((20, 20, 20), ""),
        ((20, 20, 20, 16), ""),
        ((20, 19, 18, 17), "less than 20% from session 4 on"),
        ((20, 19, 18, 17, 16), ""),
        ((20, 18, 17, 16, 15, 14, 14, 12), ""),
        ((20, 18, 17, 16, 15, 14, 14, 13), "less than 40% from session 8 on"),
        ((6, 6, 6, 4), ""),
        ((4, 4, 4, 4), ""),
        ((20, None, None, None), ""),
    ],
)
def test_mea004_asks_for_a_review_where_change_is_slow(totals: tuple[float | None, ...], asks: str) -> None:
    """At the two points, by the last total; in the lowest band nothing is left to fall."""
    found = only(scored(*totals), "MEA004")
    assert [asks in message for message in found] == ([True] if asks else [])


def test_mea004_says_what_the_totals_were() -> None:
    """A rise is told as a rise."""
    assert only(scored(20, 19, 18, 17), "MEA004") == [
        (
            "PHQ-9 was 20 in session 1 and is 17 in session 4, a fall of 15%; "
            "less than 20% from session 4 on asks for a plan review"
        )
    ]
    assert "a rise of 10%" in only(scored(20, 19, 18, 22), "MEA004")[0]


def test_mea004_is_settled_by_a_review_since_the_point() -> None:
    """The one of session 4 does not answer session 8."""
    slow = (20, 19, 18, 17, 17, 17, 17, 16)
    review = "## Plan review\nTwice a week for a month."
    assert len(only(scored(*slow[:4]).write(3, review), "MEA004")) == 1
    assert only(scored(*slow[:4]).write(4, review), "MEA004") == []
    assert len(only(scored(*slow).write(4, review), "MEA004")) == 1
    assert only(scored(*slow).write(8, review), "MEA004") == []


def test_mea004_reads_another_measure_where_there_is_no_phq9() -> None:
    """One with published bands; support, where more is better, is not read, and neither is maintenance."""
    assert len(only(scored(20, 20, 20, 20, name="GAD-7"), "MEA004")) == 1
    assert only(scored(3, 3, 3, 3, name="MSPSS"), "MEA004") == []
    assert only(scored(9, 9, 9, 9, variant="ipt_m"), "MEA004") == []
    mixed = scored(20, 16, 13, 12).write(1, "## Measure\n- GAD-7: 12\n- PHQ-9: 20")
    assert only(mixed.write(4, "## Measure\n- GAD-7: 12\n- PHQ-9: 12"), "MEA004") == []


def test_mea004_is_silent_where_a_plugin_s_measure_begins_at_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a range from -4 to 4: there is no part of nothing."""
    bands = (Band(-4, -1, "low"), Band(0, 4, "high"))
    balance = Measure("balance", "Balance", "Balance", 2, -2, 2, bands, "invented", "invented")
    monkeypatch.setattr(mea004, "find_measure", lambda _: balance)
    for total, count in ((0, 0), (4, 1)):
        built = a_course()
        for number in range(1, 5):
            built.note(number, f"## Measure\n- other tool: Balance, {total}")
        assert len(only(built, "MEA004")) == count


@pytest.mark.parametrize(
    ("totals", "name", "told"),
    [
        ((12, 17), "PHQ-9", ""),
        ((12, 18), "PHQ-9", "PHQ-9 is 18 in session 2, up 6 from session 1; 6 or more is a reliable change"),
        (
            (12, 15, 18),
            "PHQ-9",
            "PHQ-9 is 18 in session 3, up 6 from session 1; 6 or more is a reliable change",
        ),
        (
            (18, 10, 16),
            "PHQ-9",
            "PHQ-9 is 16 in session 3, up 6 from session 2; 6 or more is a reliable change",
        ),
        ((18, 10, 16, 15), "PHQ-9", ""),
        ((8, 11), "GAD-7", ""),
        ((8, 12), "GAD-7", "GAD-7 is 12 in session 2, up 4 from session 1; 4 or more is a reliable change"),
        ((10, 40), "WSAS", ""),
        ((18,), "PHQ-9", ""),
    ],
)
def test_mea005_finds_a_reliable_rise(totals: tuple[float, ...], name: str, told: str) -> None:
    """From the first or the one before, by each measure's own threshold; where none is published, nothing is said."""
    assert only(scored(*totals, name=name), "MEA005") == ([told] if told else [])


def test_mea005_is_settled_by_a_plan_review_in_that_session_or_since() -> None:
    """One written before the rise does not look at it."""
    review = "## Plan review\nLooked at what happened; risk asked."
    assert only(scored(12, 18).write(2, review), "MEA005") == []
    assert len(only(scored(12, 18).write(1, review), "MEA005")) == 1


def missed(*weeks: int, sessions: int = 5, how: Absence = Absence.NO_SHOW) -> CourseBuilder:
    """A course in which the client did not come on the third day of these weeks."""
    built = by_manual("grief", sessions=sessions)
    for week in weeks:
        built.miss(built.day(week) + dt.timedelta(days=3), how)
    return built


def test_att001_speaks_of_an_early_no_show_and_of_two_at_any_time() -> None:
    """Week 2 lies before session 3, week 3 does not; a cancellation is none."""
    assert only(missed(2), "ATT001") == ["1 no-show (2026-01-15), and no contact is recorded since"]
    assert only(missed(3), "ATT001") == []
    assert only(missed(3, 4), "ATT001") == [
        "2 no-shows (2026-01-22 and 2026-01-29), and no contact is recorded since"
    ]
    assert only(missed(1, sessions=1), "ATT001") == [
        "1 no-show (2026-01-08), and no contact is recorded since"
    ]
    assert only(missed(1, 2, 3, how=Absence.CANCELLED), "ATT001") == []


def test_att001_is_settled_by_a_contact_since_the_last_of_them() -> None:
    """On the same day is enough; the one after the first no-show does not answer the second."""
    built = missed(2)
    assert len(only(built.contact(built.day(2)), "ATT001")) == 1
    assert only(built.contact(built.day(2) + dt.timedelta(days=3)), "ATT001") == []
    again = missed(2, 4)
    assert len(only(again.contact(again.day(3)), "ATT001")) == 1


def cautious(*bodies: str) -> CourseBuilder:
    """A course with these Suitability sections, one a session."""
    built = a_course()
    for number, body in enumerate(bodies, 1):
        built.note(number, f"## Suitability\n{body}")
    return built


def test_saf004_wants_a_rationale_for_what_speaks_for_caution() -> None:
    """In that note or a later one, as a field or in words; a flag that is named later needs its own."""
    told = "session {} names what speaks for caution, and no rationale is written"
    assert only(cautious("- flags: hypomania in 2019"), "SAF004") == [told.format(1)]
    assert only(cautious("- flags: hypomania in 2019\n- rationale: none"), "SAF004") == [told.format(1)]
    assert (
        only(cautious("- flags: hypomania in 2019\n- rationale: none since; IPSRT instead"), "SAF004") == []
    )
    assert only(cautious("- flags: alcohol\n\nAgreed with the clinic to start."), "SAF004") == []
    assert only(cautious("- flags: alcohol", "- rationale: dry for a year"), "SAF004") == []
    assert only(cautious("- flags: alcohol\n- rationale: dry", "- flags: psychosis"), "SAF004") == [
        told.format(2)
    ]
    assert only(cautious("- flags: none"), "SAF004") == []
