"""The rules about the beginning: when each speaks, what it says, and when it is quiet."""

import pytest

from ipt_notes.course.model import Course
from tests.builders import GOALS, RISK, CourseBuilder, a_course, by_manual, person


def first_three(area: str = "grief", variant: str = "ipt_acute") -> CourseBuilder:
    """A course at the end of its beginning."""
    return by_manual(area, variant, sessions=3)


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


def test_beg001_speaks_before_the_limit_once_a_middle_session_is_held() -> None:
    """Session 2 of 3 is called middle: the beginning is over, complete or not."""
    built = by_manual("grief", sessions=2).front(2, phase="middle")
    (message,) = only(built, "BEG001")
    assert "not complete and session 2 is a middle session" in message
    assert "Contract (nothing written)" in message
    assert only(by_manual("grief", sessions=2), "BEG001") == []


def test_beg001_tells_an_item_that_was_completed_late_from_one_that_is_open() -> None:
    """Late is late; it says in which session it was completed."""
    built = by_manual("grief", sessions=5)
    contract = f"## Contract\n{built.typed[3].sections['Contract']}"
    built.without("Contract").without("Sick role").write(5, contract)
    (message,) = only(built, "BEG001")
    assert message == (
        "2 beginning items are not complete by session 3 (5 held): Sick role (nothing written); "
        "Contract (completed in session 5)"
    )


def test_a_long_list_of_gaps_is_cut() -> None:
    """A history of which only one field is written."""
    built = (
        first_three().without("Psychiatric history").write(1, "## Psychiatric history\n- medication: none")
    )
    (message,) = only(built, "BEG001")
    assert "presenting symptoms, earlier episodes" in message
    assert message.endswith("and 5 more)")


def test_beg001_tells_people_apart_and_counts_their_gaps() -> None:
    """Two fields are named, more are counted."""
    few = person("F. (friend)", "middle").replace("- support given: listens\n", "")
    inventory = f"## Inventory\n- romantic status: single\n- has confidant: no\n\n{few}\n\n### W. (boss)"
    (message,) = only(first_three().write(2, inventory), "BEG001")
    assert message.endswith("Inventory (F.: support given; W.: 6 fields)")


def test_beg002_counts_what_is_complete_one_session_before_the_limit() -> None:
    """Fewer than half of eleven, or no inventory."""
    built = by_manual("grief", sessions=2)
    assert only(built, "BEG002") == []
    assert only(built.without("Inventory"), "BEG002") == [
        "session 2 of 3 is held: 6 of 11 beginning items are complete; the inventory is not started"
    ]
    built = by_manual("grief", sessions=2).without("Psychiatric history").without("Sick role")
    assert only(built, "BEG002") == ["session 2 of 3 is held: 5 of 11 beginning items are complete"]


@pytest.mark.parametrize("variant", ["ipc", "ipt_group", "ipt_m"])
def test_beg002_is_disabled_where_its_session_would_lie_before_the_first(variant: str) -> None:
    """A limit of 1 has no session before it; a limit of 0 no beginning."""
    assert only(a_course(variant).note(0, RISK), "BEG002") == []


def test_beg003_finds_each_session_beyond_the_limit_that_says_beginning() -> None:
    """Two of them; the third of the course is allowed to."""
    built = by_manual("grief", sessions=5).front(4, phase="beginning").front(5, phase="beginning")
    assert only(built, "BEG003") == [
        "session 4 says phase: beginning; the beginning ends with session 3",
        "session 5 says phase: beginning; the beginning ends with session 3",
    ]
    assert only(built.override("BEG001", 5), "BEG003") == []


def test_beg004_asks_for_the_agreement_to_a_changed_focus_too() -> None:
    """The client accepted grief; the dispute of session 6 is another focus."""
    built = by_manual("grief", sessions=7)
    assert only(built, "BEG004") == []
    built.write(6, "## Problem area\n- area: role dispute\n- agreed: no")
    assert only(built, "BEG004") == [
        "session 6 is a middle session, and the client's agreement to role dispute is not recorded"
    ]
    assert only(built.write(7, "## Problem area\n- area: role dispute\n- agreed: yes"), "BEG004") == []


def test_beg004_says_when_no_area_is_chosen() -> None:
    """An agreement needs something to agree to."""
    built = by_manual("grief", sessions=4).without("Problem area")
    assert only(built, "BEG004") == ["session 4 is a middle session, and no problem area is chosen"]


BY_LIMIT = [
    ("BEG005", "Psychiatric history", "family history", "the psychiatric history is blank in family history"),
    ("BEG006", "Sick role", "explained", "it is not recorded that the sick role was explained"),
    ("BEG007", "Diagnosis", "system", "under Diagnosis is blank: system"),
    ("BEG008", "Timeline", "", "the timeline has no event"),
    ("BEG009", "Medication considered", "", "it is not recorded whether medication was considered"),
    ("TRI001", "Interpersonal triad", "social support", "the interpersonal triad is empty in social support"),
    ("INV001", "Inventory", "", "the inventory has nobody in it"),
    ("INV004", "Inventory", "romantic status", "the romantic status is blank"),
    ("PRB001", "Problem area", "", "no problem area is chosen"),
    ("FRM001", "Formulation", "client response", "the formulation lacks client response"),
    ("GOA001", "Goals", "social support", "there is no goal for social support"),
    ("CON001", "Contract", "frequency", "the contract lacks frequency"),
    ("MEA001", "Measure", "", "no measure was taken"),
]


@pytest.mark.parametrize(("rule", "heading", "key", "message"), BY_LIMIT)
def test_a_rule_with_a_limit_speaks_once_the_limit_is_reached(
    rule: str, heading: str, key: str, message: str
) -> None:
    """On its own (--select): at session 3 it speaks with the figures, at session 2 it does not yet."""
    built = first_three().without(heading, key)
    assert only(built, rule) == [f"session 3 is held, and this was due by this session: {message}"]
    assert only(by_manual("grief", sessions=2).without(heading, key), rule) == []
    assert only(first_three(), rule) == []


@pytest.mark.parametrize(("rule", "heading", "key", "message"), BY_LIMIT)
def test_a_rule_with_a_limit_waits_for_an_extension(rule: str, heading: str, key: str, message: str) -> None:
    """Extended to 5: quiet at session 4, and at session 5 it says from where the limit was moved."""
    built = by_manual("grief", sessions=4).without(heading, key).override("BEG001", 5)
    assert only(built, rule) == []
    built = by_manual("grief", sessions=5).without(heading, key).override("BEG001", 5)
    assert only(built, rule) == [
        f"session 5 is held, and this was due by this session (extended from 3): {message}"
    ]


def test_a_first_measure_after_the_limit_is_no_baseline() -> None:
    """MEA001 says when it was taken; beside BEG001, which lists it, it is quiet."""
    built = by_manual("grief", sessions=4).without("Measure").write(4, "## Measure\n- PHQ-9: 13")
    assert only(built, "MEA001") == [
        "session 4 is held, and this was due by session 3: the first measure was taken in session 4"
    ]
    assert built.rules() == {"BEG001"}


def test_a_declared_other_tool_is_a_baseline() -> None:
    """A tool the program does not know."""
    built = first_three().without("Measure").write(1, "## Measure\n- other tool: BDI-II, 24")
    assert built.rules() == set()


def test_a_measure_added_on_the_day_of_a_beginning_session_is_a_baseline() -> None:
    """`measure add` does."""
    built = first_three().without("Measure")
    assert built.measure("phq9", total=13, on=built.day(2)).rules() == set()
    assert built.item("baseline_measure").completed_session == 2


def test_a_subthreshold_reason_stands_for_the_diagnosis() -> None:
    """BEG007 alone: the item of BEG001 still wants its two fields."""
    built = first_three().without("Diagnosis").write(1, "## Diagnosis\n- subthreshold reason: four symptoms")
    assert only(built, "BEG007") == []


def test_beg010_counts_the_days_until_an_item_was_last_changed() -> None:
    """Seven are fine, eight are not."""
    assert only(first_three().revise(2, "## Timeline\n- 2025-01: x; y", days=40), "BEG010") == []
    assert only(first_three().revise(3, GOALS.replace("choir", "club"), days=7), "BEG010") == []
    assert only(first_three().revise(3, GOALS.replace("choir", "club"), days=8), "BEG010") == [
        "in session 3 of 2026-01-19, Goals last changed 8 days later"
    ]


def test_beg010_leaves_a_late_correction_of_other_sections_alone() -> None:
    """The check-in of session 1 was put right in spring; the history was not touched."""
    assert only(first_three().revise(1, "## Check-in\nA loud week.", days=90), "BEG010") == []


def test_beg010_looks_at_an_item_up_to_the_session_that_completed_it() -> None:
    """The risk assessment of session 1 is a beginning item; that of session 3 is a weekly task."""
    later = "## Risk assessment\n- level: none\n- assessment: no thoughts of self-harm"
    assert only(first_three().revise(3, later, days=30), "BEG010") == []
    assert only(first_three().revise(1, later, days=30), "BEG010") == [
        "in session 1 of 2026-01-05, Risk assessment last changed 30 days later"
    ]
    assert (
        only(first_three().without("Goals", "symptoms").revise(3, "## Goals\n- x: y", days=30), "BEG010")
        == []
    )


def test_beg010_tells_an_item_that_an_addendum_brought_late() -> None:
    """It completes the beginning, and the record says when it was written."""
    built = first_three().without("Contract").sign()
    built.amend(3, "## Contract\n- planned sessions: 16\n- frequency: weekly\n- session minutes: 50\n- agreed on: 2026-01-19", days=30)  # fmt: skip
    assert built.rules() == {"BEG010"}


def test_a_maintenance_course_has_no_beginning() -> None:
    """L is 0: no rule of the beginning speaks, whatever is missing."""
    built = a_course("ipt_m")
    for number in range(1, 6):
        built.note(number, RISK, phase="middle" if number == 4 else "maintenance")
    assert not {rule for rule in built.rules() if rule.startswith(("BEG", "PRB", "CON", "INV"))}


def test_a_maintenance_session_does_not_reach_the_limit() -> None:
    """A third session that is maintenance does not count towards L."""
    built = by_manual("grief", sessions=2).note(3, RISK, phase="maintenance")
    assert only(built, "BEG001") == []


def test_tri002_wants_a_strength_beside_vulnerabilities() -> None:
    """`none` is no strength; without vulnerabilities nothing is asked."""
    built = first_three().without("Interpersonal triad", "strengths")
    assert only(built, "TRI002") == ["the interpersonal triad lists vulnerabilities and no strength"]
    built.typed[2].sections["Interpersonal triad"] += "\n- strengths: none\n"
    assert len(only(built, "TRI002")) == 1
    assert only(built.without("Interpersonal triad", "vulnerabilities"), "TRI002") == []


def test_a_note_typed_late_counts_for_its_own_session() -> None:
    """Notes are read in the order of their sessions, not of their writing."""
    built = first_three()
    records = built.records()
    records[3], records[4] = records[4], records[3]
    assert Course.replay(records) == built.course()
