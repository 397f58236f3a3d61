"""The rules about the contract, the numbering, the pace and the phases of the sessions, and the ending."""

import datetime as dt

import pytest

from ipt_notes.course import records as r
from ipt_notes.course.note import ScoreLine, Section
from ipt_notes.course.vocabulary import EndType, NextStep
from tests.builders import COURSE, RISK, CourseBuilder, a_course, by_manual

CONTRACT = "## Contract\n- planned sessions: {}\n- frequency: weekly\n- session minutes: 50\n- agreed on: {}"


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


@pytest.mark.parametrize("answer", ["none", "not asked: he had to leave"])
def test_con001_does_not_take_none_for_a_frame(answer: str) -> None:
    """BEG001 does, as a section may be complete without it; the definition does not."""
    built = by_manual("grief", sessions=3).without("Contract", "frequency")
    built.typed[3].sections["Contract"] += f"\n- frequency: {answer}\n"
    assert built.rules() == {"CON001"}


@pytest.mark.parametrize(
    ("variant", "planned", "message"),
    [
        ("ipt_acute", 11, "11 sessions are agreed; IPT, acute treatment has 12 to 16"),
        ("ipt_acute", 17, "17 sessions are agreed; IPT, acute treatment has 12 to 16"),
        ("ipt_b", 1, "1 session is agreed; Brief IPT has 8"),
        ("ipt_acute", 12, ""),
        ("ipt_acute", 16, ""),
        ("ipt_m", 40, ""),
    ],
)
def test_con002_compares_the_agreed_number_with_the_variant(variant: str, planned: int, message: str) -> None:
    """Both ends of the range belong to it; maintenance is as the contract says."""
    built = a_course(variant, planned=planned).note(1, RISK)
    assert only(built, "CON002") == ([message] if message else [])


def test_con003_speaks_from_the_first_session_over_the_agreed_number() -> None:
    """17 of 16; the sixteenth is fine."""
    built = by_manual("grief")
    assert only(built, "CON003") == []
    built.note(17, RISK)
    assert only(built, "CON003") == ["17 sessions were held; 16 are agreed since 2026-01-05"]
    assert [finding.session for finding in built.findings("CON003")] == [17]


def test_con003_is_settled_by_a_renegotiation() -> None:
    """By `client plan`, or by a contract in a note."""
    assert only(by_manual("grief").note(17, RISK).plan(18), "CON003") == []
    built = by_manual("grief").note(17, RISK)
    assert only(built.write(16, CONTRACT.format(18, built.day(16))), "CON003") == []


def test_con003_counts_neither_the_intake_nor_maintenance() -> None:
    """Sixteen of seventeen notes count, then sixteen of eighteen."""
    built = by_manual("grief").note(0, RISK)
    assert only(built, "CON003") == []
    assert only(built.note(17, RISK, phase="maintenance"), "CON003") == []


def test_the_contract_in_the_notes_sets_the_number_from_the_day_it_is_agreed() -> None:
    """Before that the course has what it was started with."""
    built = by_manual("grief", sessions=2)
    assert built.course().planned == 16
    built.note(3, CONTRACT.format(12, built.day(3)))
    assert built.course().planned == 12


def test_ses001_names_gaps_doubles_and_dates_out_of_order() -> None:
    """Each with its numbers."""
    built = by_manual("grief", sessions=9)
    assert only(built, "SES001") == []
    assert only(by_manual("grief", sessions=9).skip(4), "SES001") == [
        "session 4 has no note, and session 5 has one"
    ]
    assert only(by_manual("grief", sessions=9).skip(4).skip(5), "SES001") == [
        "sessions 4 to 5 have no note, and session 6 has one"
    ]
    assert only(by_manual("grief", sessions=3).skip(1), "SES001") == [
        "session 1 has no note, and session 2 has one"
    ]
    assert only(built.front(5, on=built.day(3)), "SES001") == [
        "session 5 of 2026-01-19 is dated before session 4 of 2026-01-26"
    ]
    twice = by_manual("grief", sessions=3)
    twice.then(r.NoteSaved("b" * 32, COURSE, 1, "", twice.typed[3].content()))
    assert only(twice, "SES001") == ["there are two notes of session 3"]


def test_two_sessions_on_one_day_are_in_order() -> None:
    """A double session has two notes of one date."""
    built = by_manual("grief", sessions=5)
    assert only(built.front(5, on=built.day(4)), "SES001") == []


def test_a_withdrawn_note_leaves_a_gap() -> None:
    """It is gone from the course, not from the history."""
    assert only(by_manual("grief", sessions=5).void_note(4), "SES001") == [
        "session 4 has no note, and session 5 has one"
    ]


def test_ses002_allows_fourteen_days() -> None:
    """Fifteen are a gap; it is told at the session that came late."""
    built = by_manual("grief", sessions=5)
    assert only(built.front(5, on=built.day(4) + dt.timedelta(days=14)), "SES002") == []
    built.front(5, on=built.day(4) + dt.timedelta(days=15))
    assert only(built, "SES002") == ["15 days between session 4 and session 5; at most 14 is usual"]


@pytest.mark.parametrize(
    ("pace", "is_weekly"),
    [
        ("weekly", True),
        ("once a week for three months", True),
        ("fortnightly", False),
        ("every two weeks", False),
        ("monthly", False),
    ],
)
def test_ses002_is_about_weekly_sessions(pace: str, *, is_weekly: bool) -> None:
    """Another pace that the contract names has no gap of two weeks."""
    built = by_manual("grief", sessions=5).without("Contract", "frequency")
    built.typed[3].sections["Contract"] += f"\n- frequency: {pace}\n"
    built.front(5, on=built.day(4) + dt.timedelta(days=20))
    assert bool(only(built, "SES002")) is is_weekly


def test_ses002_leaves_the_wait_after_the_intake_alone() -> None:
    """The intake was two months before session 1."""
    built = by_manual("grief", sessions=3)
    assert only(built.note(0, RISK, on=built.day(1) - dt.timedelta(days=60)), "SES002") == []


@pytest.mark.parametrize(
    ("minutes", "speaks"), [(44, True), (45, False), (60, False), (61, True), (None, False)]
)
def test_ses003_compares_the_minutes_with_the_variant(minutes: int | None, *, speaks: bool) -> None:
    """What was not stated is not compared."""
    built = by_manual("grief", sessions=3).front(2, minutes=minutes)
    message = f"session 2 took {minutes} minutes; IPT, acute treatment has 45 to 60"
    assert only(built, "SES003") == ([message] if speaks else [])
    assert only(by_manual("grief", "ipt_group", sessions=1).front(1, minutes=minutes), "SES003") == []


def test_ses004_tells_a_step_back_once() -> None:
    """Beginning after middle, and middle after final."""
    built = by_manual("grief", sessions=8).front(6, phase="beginning")
    assert only(built, "SES004") == ["session 6 says beginning, after session 5 said middle"]
    assert only(by_manual("grief", sessions=8).front(6, phase="final"), "SES004") == [
        "session 7 says middle, after session 6 said final"
    ]


def test_ses005_wants_a_mood_event_link_in_each_middle_session() -> None:
    """An addendum does; beginning and final sessions need none."""
    built = by_manual("grief").without("Mood event link", session=5).without("Mood event link", session=15)
    assert only(built, "SES005") == ["session 5 is a middle session without a mood event link"]
    built = by_manual("grief").without("Mood event link", session=5).sign()
    assert only(built.amend(5, "## Mood event link\nLower on Sunday."), "SES005") == []


def test_ses006_wants_focus_work_in_one_of_two_middle_sessions() -> None:
    """One without is no matter."""
    built = by_manual("grief").without("Focus work", session=5)
    assert only(built, "SES006") == []
    assert only(built.without("Focus work", session=6), "SES006") == [
        "sessions 5 and 6 are middle sessions without focus work"
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (ScoreLine("phq9", (1, 1, 5, 0, 0, 0, 0, 0, 0)), "PHQ-9 item 3 is 5; an item is 0 to 3"),
        (ScoreLine("phq9", (1,) * 8), "PHQ-9 has 9 items; 8 were given"),
        (ScoreLine("phq9", (1,) * 9, 10), "PHQ-9: the items add up to 9, but the total says 10"),
        (ScoreLine("gad7", total=22), "GAD-7 total 22 is not possible; it is a whole number from 0 to 21"),
        (ScoreLine("phq9", (1,) * 9, 9), ""),
        (ScoreLine("other", total=999, name="BDI-II"), ""),
    ],
)
def test_mea003_finds_impossible_scores_in_imported_records(line: ScoreLine, message: str) -> None:
    """The parser refuses them; a record from elsewhere may hold them. An unknown tool can't be judged."""
    built = a_course().note_of(1, Section("measure", scores=(line,)))
    assert only(built, "MEA003") == ([f"2026-01-05: {message}"] if message else [])


@pytest.mark.parametrize(
    ("end_type", "next_step", "blank"),
    [
        (None, NextStep.END, "end type"),
        (EndType.PLANNED, None, "next step"),
        (None, None, "end type and next step"),
        (EndType.LOST_CONTACT, NextStep.REFER_OR_AUGMENT, ""),
    ],
)
def test_end007_wants_both_words_about_the_ending(
    end_type: EndType | None, next_step: NextStep | None, blank: str
) -> None:
    """Whatever the ending was."""
    built = by_manual("grief")
    assert only(built, "END007") == []
    said = only(built.conclude(end_type, next_step), "END007")
    assert said == ([f"the course was concluded on 2026-04-20; blank: {blank}"] if blank else [])
