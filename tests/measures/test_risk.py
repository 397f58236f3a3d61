"""What is on record about risk: the last word of each kind, with its session; none of it a clearance."""

import pytest

from ipt_notes.measures.risk import Escalation, risk_on_record
from tests.builders import RISK, CourseBuilder, a_course

ITEM_NINE = "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 {}"


def risk(level: str, *more: str) -> str:
    """A risk section with this level."""
    return "\n".join(["## Risk assessment", f"- level: {level}", "- assessment: as told", *more])


def levels(*typed: str) -> CourseBuilder:
    """A course with a level in each session; "" for a session without an assessment."""
    built = a_course()
    for number, level in enumerate(typed, 1):
        built.note(number, *([risk(level, "- safety plan: at home")] if level else ["## Check-in\nWell."]))
    return built


@pytest.mark.parametrize(
    ("typed", "level", "session", "since", "unassessed"),
    [
        (("low", "moderate", "moderate"), "moderate", 3, 2, ()),
        (("moderate", "low", "moderate"), "moderate", 3, 3, ()),
        (("high", "", ""), "high", 1, 1, (2, 3)),
        (("low", "", "low"), "low", 3, 1, ()),
        (("", ""), "", None, None, ()),
    ],
)
def test_the_last_level_stands_with_its_session_and_since_when(
    typed: tuple[str, ...], level: str, session: int | None, since: int | None, unassessed: tuple[int, ...]
) -> None:
    """A session that did not assess it changes nothing, and is named."""
    record = risk_on_record(levels(*typed).course())
    assert (record.level, record.session, record.since) == (level, session, since)
    assert record.unassessed == unassessed


def test_what_was_not_asked_is_not_the_last_level() -> None:
    """The moderate level of session 1 stays the last word."""
    built = levels("moderate").note(
        2, "## Risk assessment\n- level: none\n- assessment: not asked: he was late"
    )
    record = risk_on_record(built.course())
    assert (record.level, record.unassessed) == ("moderate", (2,))


def test_an_addendum_is_the_last_word_on_its_session() -> None:
    """It raised the level afterwards."""
    built = a_course().note(1, RISK).sign().amend(1, "## Risk assessment\n- level: high", days=2)
    record = risk_on_record(built.course())
    assert (record.level, record.session) == ("high", 1)
    assert record.is_raised


@pytest.mark.parametrize(
    ("later", "plan", "session", "denied"),
    [
        ("- safety plan: kept as it is", "kept as it is", 2, None),
        ("- safety plan: none", "paper file, reviewed 2026-03-02", 1, 2),
        ("- safety plan: no, she tore it up", "paper file, reviewed 2026-03-02", 1, 2),
        ("", "paper file, reviewed 2026-03-02", 1, None),
    ],
)
def test_where_the_safety_plan_is_kept_outlives_a_session_that_does_not_name_it(
    later: str, plan: str, session: int, denied: int | None
) -> None:
    """A later word that there is none is told beside it."""
    built = a_course().note(1, risk("moderate", "- safety plan: paper file, reviewed 2026-03-02"))
    record = risk_on_record(built.note(2, risk("low", later)).course())
    assert (record.safety_plan, record.plan_session, record.plan_denied) == (plan, session, denied)


def test_an_escalation_has_who_when_what_was_agreed_and_what_came_of_it() -> None:
    """What came of it is often known in a later session; it joins the last escalation."""
    told = "- escalation: Dr Q.\n- escalated on: 2026-01-05, 17:00\n- escalation agreed: calls tomorrow"
    built = (
        a_course().note(1, risk("high", told)).note(2, risk("low", "- escalation outcome: seen on Tuesday"))
    )
    assert risk_on_record(built.course()).escalations == (
        Escalation(1, "Dr Q.", "2026-01-05, 17:00", "calls tomorrow", "seen on Tuesday"),
    )


def test_the_outcome_of_one_escalation_is_not_that_of_the_next() -> None:
    """Each has its own."""
    built = a_course().note(1, risk("high", "- escalation: Dr Q.", "- escalation outcome: seen"))
    built.note(2, risk("low", "- escalation: none")).note(3, risk("high", "- escalation: crisis team"))
    assert [(one.session, one.outcome) for one in risk_on_record(built.course()).escalations] == [
        (1, "seen"),
        (3, ""),
    ]


def test_an_item_keeps_its_last_answer_its_highest_and_where_it_was_left_out() -> None:
    """A blank is no 0, and does not take an answer away."""
    built = a_course()
    for number, answer in enumerate((1, 3, 0, "x"), 1):
        built.note(number, ITEM_NINE.format(answer))
    (item,) = risk_on_record(built.course()).items
    assert (item.last.answer, item.last.session) == (0, 3)
    assert (item.highest.answer, item.highest.session) == (3, 2)
    assert item.left_out == 4
    assert item.is_open


def test_a_total_that_needs_the_item_is_an_answer_and_a_lower_one_is_none() -> None:
    """From 26 at least 1 is read; 20 is silent, and leaves the earlier answer."""
    built = a_course().note(1, "## Measure\n- PHQ-9: 26").note(2, "## Measure\n- PHQ-9: 20")
    (item,) = risk_on_record(built.course()).items
    assert (item.last.answer, item.last.is_implied, item.last.session) == (1, True, 1)


def test_only_a_last_answer_of_zero_closes_an_item() -> None:
    """It closes the reminder and clears nobody."""
    first = a_course().note(1, ITEM_NINE.format(2))
    assert risk_on_record(first.course()).items[0].is_open
    assert not risk_on_record(first.note(2, ITEM_NINE.format(0)).course()).items[0].is_open
