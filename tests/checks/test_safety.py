"""The rules about risk are never silent: no override, no suppression, no other session's assessment."""

import datetime as dt

import pytest

from ipt_notes.checks.rule import rule as rule_of
from ipt_notes.measures.measure import measures
from tests.builders import MEASURE, RISK, CourseBuilder, a_course, by_manual

ITEM_NINE = "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 {}"


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


def test_saf001_wants_a_risk_assessment_at_the_first_contact() -> None:
    """In session 1 or at the intake; session 2 is too late."""
    built = a_course().note(1, MEASURE)
    assert only(built, "SAF001") == [
        "1 session is held, and neither session 1 nor the intake has a risk assessment"
    ]
    assert len(only(built.note(2, RISK), "SAF001")) == 1
    assert only(built.note(0, RISK), "SAF001") == []
    assert only(a_course().note(1, RISK), "SAF001") == []
    assert only(a_course().note(0, MEASURE), "SAF001") == []


@pytest.mark.parametrize(
    ("section", "lacks"),
    [
        ("- level: low", "assessment"),
        ("- assessment: looked well", "level"),
        ("- level: low\n- assessment: not asked: he had to leave", "assessment"),
        ("- level: low\n- assessment: none", "assessment"),
        ("- level: low\n- assessment: n/a", "assessment"),
        ("- level: low\n- assessment: -", "assessment"),
        ("all is well", "level and assessment"),
        ("- level: none\n- assessment: none. No thoughts of self-harm, asked directly", ""),
        ("- level: high\n- assessment: plan and means", ""),
    ],
)
def test_a_risk_assessment_has_a_level_and_what_it_rests_on(section: str, lacks: str) -> None:
    """An empty one, or one that was not asked, is none."""
    built = a_course().note(1, f"## Risk assessment\n{section}", ITEM_NINE.format(1))
    assert only(built, "SAF001") == ([f"the risk assessment of session 1 lacks {lacks}"] if lacks else [])
    told = f"PHQ-9 item 9 is 1, and the risk assessment of session 1 lacks {lacks}"
    assert only(built, "SAF002") == ([told] if lacks else [])


def test_saf002_is_not_answered_by_another_session() -> None:
    """Sessions 1 and 3 have one; session 2, with item 9, has none."""
    built = a_course().note(1, RISK).note(2, ITEM_NINE.format(2)).note(3, RISK)
    assert only(built, "SAF002") == ["PHQ-9 item 9 is 2, and session 2 has no risk assessment"]
    assert only(built.write(2, RISK), "SAF002") == []


def test_saf002_takes_an_addendum() -> None:
    """It joins the note it belongs to, and no other."""
    built = a_course().note(1, RISK).note(2, ITEM_NINE.format(1)).sign()
    assert len(only(built, "SAF002")) == 1
    assert len(only(built.amend(1, RISK), "SAF002")) == 1
    assert only(built.amend(2, RISK), "SAF002") == []


@pytest.mark.parametrize(("typed", "speaks"), [("16", False), ("24", False), ("25", True), ("27", True)])
def test_saf002_reads_item_nine_out_of_a_total_that_needs_it(typed: str, *, speaks: bool) -> None:
    """24 is reached without item 9, 25 is not."""
    built = a_course().note(1, f"## Measure\n- PHQ-9: {typed}")
    told = f"PHQ-9 is {typed}, so item 9 is at least 1, and session 1 has no risk assessment"
    assert only(built, "SAF002") == ([told] if speaks else [])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("PHQ-9: 13 (item 9: 2)", "PHQ-9 item 9 is 2"),
        ("PHQ-9: 13, item 9 = 1", "PHQ-9 item 9 is 1"),
        ("PHQ-9: 13 (q9 is 3).", "PHQ-9 item 9 is 3"),
        ("PHQ-9: 13 (item 9: 0)", ""),
        ("PHQ-9: 26 (Item 9: 2)", "PHQ-9 item 9 is 2"),
        ("CORE-10: 12 (item 6: 1)", "CORE-10 item 6 is 1"),
        ("EPDS: 12 (item 10: 1)", "EPDS item 10 is 1"),
        ("QIDS: 12 (item 12: 1)", "QIDS-SR16 item 12 is 1"),
    ],
)
def test_saf002_reads_item_nine_behind_a_total(typed: str, told: str) -> None:
    """Where the other items were not kept; another item says nothing about it."""
    built = a_course().note(1, f"## Measure\n- {typed}")
    assert only(built, "SAF002") == ([f"{told}, and session 1 has no risk assessment"] if told else [])
    assert only(built.write(1, RISK), "SAF002") == []


def test_saf002_has_no_word_on_a_zero_or_on_another_measure() -> None:
    """A 0 rules nothing out, and says nothing."""
    assert (
        only(a_course().note(1, ITEM_NINE.format(0), "## Techniques\n- technique: role play"), "SAF002") == []
    )
    assert only(a_course().note(1, "## Measure\n- GAD-7: 21"), "SAF002") == []


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("CORE-10: 0 0 0 0 0 1 0 0 0 0", "CORE-10 item 6 is 1"),
        ("EPDS: 0 0 0 0 0 0 0 0 0 2", "EPDS item 10 is 2"),
        ("QIDS-SR16: 0 0 0 0 0 0 0 0 0 0 0 3 0 0 0 0", "QIDS-SR16 item 12 is 3"),
        ("EPDS: 28", "EPDS is 28, so item 10 is at least 1"),
    ],
)
def test_saf002_knows_the_item_of_each_measure_that_has_one(line: str, item: str) -> None:
    """As its page names them."""
    built = a_course().note(1, f"## Measure\n- {line}")
    assert only(built, "SAF002") == [f"{item}, and session 1 has no risk assessment"]
    assert only(built.write(1, RISK), "SAF002") == []


def test_the_page_of_saf002_names_every_item_about_self_harm() -> None:
    """So that a measure can't get one without its being told."""
    asked = [f"{one.name} item {one.risk_item}" for one in measures().values() if one.risk_item]
    assert len(asked) == 4
    page = " ".join(rule_of("SAF002").page.split())
    assert [item for item in asked if item not in page] == []


def test_saf002_follows_a_measure_taken_on_the_day_of_a_session() -> None:
    """`measure add` belongs to that session."""
    built = a_course().note(1, RISK).note(2, "## Check-in\nA hard week.")
    built.measure("phq9", 2, 2, 2, 2, 1, 1, 2, 0, 3, on=built.day(2))
    assert only(built, "SAF002") == ["PHQ-9 item 9 is 3, and session 2 has no risk assessment"]
    assert only(built.write(2, RISK), "SAF002") == []


def test_saf002_wants_an_assessment_after_a_measure_between_two_sessions() -> None:
    """The last session's was made before it; the next session's answers it, the one after that does not."""
    built = a_course().note(1, RISK)
    between = built.day(1) + dt.timedelta(days=3)
    built.measure("phq9", 2, 2, 2, 2, 1, 1, 2, 0, 3, on=between)
    assert only(built, "SAF002") == [
        "PHQ-9 item 9 is 3, and no risk assessment has followed since 2026-01-08"
    ]
    assert len(only(built.note(2, "## Check-in\nBetter.").note(3, RISK), "SAF002")) == 1
    assert only(built.write(2, RISK), "SAF002") == []


def test_saf002_takes_an_addendum_since_a_measure_between_two_sessions() -> None:
    """Written on the day of the call; one written before the measure does not."""
    for days, is_answered in ((2, False), (3, True)):
        built = a_course().note(1, RISK).sign()
        between = built.day(1) + dt.timedelta(days=3)
        built.measure("phq9", 2, 2, 2, 2, 1, 1, 2, 0, 3, on=between).amend(1, RISK, days=days)
        assert (only(built, "SAF002") == []) is is_answered


def test_saf002_before_the_first_session_waits_for_it() -> None:
    """A questionnaire from the waiting room."""
    built = a_course()
    built.measure("phq9", total=26, on=built.day(1) - dt.timedelta(days=4))
    assert len(only(built, "SAF002")) == 1
    assert only(built.note(1, RISK), "SAF002") == []


def test_a_withdrawn_measure_is_gone() -> None:
    """It was another client's."""
    built = a_course().note(1, "## Check-in\nWell.").measure("phq9", total=27)
    assert "SAF002" in built.rules()
    assert "SAF002" not in built.void_last().rules()


@pytest.mark.parametrize("level", ["moderate", "high"])
@pytest.mark.parametrize(
    "plan",
    [
        "",
        "- safety plan: none",
        "- escalation: none, he refused",
        "- safety plan: not asked",
        "- safety plan: no",
        "- safety plan: n/a",
        "- safety plan: n/a, she lives alone",
        "- safety plan: no, she would not talk about it",
        "- safety plan: no safety plan was made",
        "- safety plan: not yet, next time",
        "- escalation: not applicable\n- safety plan: -",
    ],
)
def test_saf003_wants_a_plan_for_a_raised_risk(level: str, plan: str) -> None:
    """A no is no plan, whatever follows it."""
    built = a_course().note(
        1, f"## Risk assessment\n- level: {level}\n- assessment: thoughts, no plan\n{plan}"
    )
    assert only(built, "SAF003") == [
        f"the risk of session 1 is {level}, with no safety plan and no escalation"
    ]


@pytest.mark.parametrize(
    "plan",
    [
        "- safety plan: no alcohol at home; call S.",
        "- safety plan: not alone until Friday; sister stays",
        "- escalation: crisis team, 14:00",
    ],
)
def test_saf003_takes_a_safety_plan_or_an_escalation(plan: str) -> None:
    """In the note, or in an addendum that adds nothing else."""
    raised = "## Risk assessment\n- level: high\n- assessment: thoughts and a plan"
    assert only(a_course().note(1, f"{raised}\n{plan}"), "SAF003") == []
    assert only(a_course().note(1, raised).sign().amend(1, f"## Risk assessment\n{plan}"), "SAF003") == []
    assert only(a_course().note(1, RISK), "SAF003") == []


def test_an_addendum_that_raises_the_level_wants_a_plan() -> None:
    """What the addendum says is the last word on that session."""
    built = a_course().note(1, RISK).sign().amend(1, "## Risk assessment\n- level: high")
    assert len(only(built, "SAF003")) == 1


def test_no_override_and_no_listing_silences_safety() -> None:
    """Overrides of SAF rules and of BEG001 in the record, and BEG001 listing the assessment: all three speak."""
    built = by_manual("grief", sessions=3).without("Risk assessment")
    built.write(1, ITEM_NINE.format(1)).write(2, "## Risk assessment\n- level: high")
    for rule in ("SAF001", "SAF002", "SAF003"):
        built.override(rule)
    built.override("BEG001", 5)
    open_errors = {finding.rule for finding in built.findings() if finding.is_open_error}
    assert {"SAF001", "SAF002", "SAF003"} <= open_errors
