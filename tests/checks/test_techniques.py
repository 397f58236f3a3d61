"""The rules about incidents, the techniques and the work in each problem area: when each speaks, and when it is quiet."""

import pytest

from ipt_notes.course.vocabulary import EndType
from tests.builders import INCIDENT, RISK, CourseBuilder, a_course, by_manual

SCENE = """## Interpersonal incident: Sunday
- date: 2026-01-24
- person: N.
- what happened: asked, got no answer

### Communication analysis
"""
SETTING = "The kitchen, ten at night.\n"
ASKS = 'N.: "Are you in on Sunday?"\n'
READ = "> intended: shall we meet\n> communicated: you are never here\n"
ANSWERS = 'M.: "Depends."\n'


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


def scene(*parts: str) -> CourseBuilder:
    """A middle session with an incident and a scene of these parts."""
    return a_course().note(4, SCENE + "\n".join(parts))


def without_incident(sessions: int | None = None) -> CourseBuilder:
    """A course that recorded no incident."""
    return by_manual("grief", sessions=sessions).without("Interpersonal incident: the silent dinner")


def test_tec001_speaks_when_the_final_phase_begins_without_an_incident() -> None:
    """Session 14 of 16 is the first final one."""
    assert only(without_incident(13), "TEC001") == []
    assert only(without_incident(14), "TEC001") == [
        "session 14 is a final session, and no interpersonal incident was recorded in the middle"
    ]
    assert only(without_incident(14).write(14, INCIDENT), "TEC001") == []


def test_tec001_speaks_where_a_course_ends_by_agreement_in_its_middle() -> None:
    """Not where contact was lost, and not where there was no middle session."""
    told = ["the course is concluded, and no interpersonal incident was recorded in its middle"]
    assert only(without_incident(9).conclude(EndType.EARLY_AGREED), "TEC001") == told
    assert only(without_incident(9).conclude(EndType.LOST_CONTACT), "TEC001") == []
    assert only(without_incident(3).conclude(EndType.EARLY_AGREED), "TEC001") == []


@pytest.mark.parametrize(
    ("parts", "lacks"),
    [
        ((SETTING, ASKS, ANSWERS), ""),
        ((ASKS, ANSWERS), "a setting"),
        ((SETTING, ASKS), "a second line"),
        ((SETTING,), "its lines"),
        ((SETTING, ASKS, ASKS), "a second speaker"),
        ((SETTING, ASKS, 'n. (louder): "Are you?"\n'), "a second speaker"),
        ((ASKS,), "a setting and a second line"),
        ((), ""),
    ],
)
def test_tec002_names_what_a_scene_lacks(parts: tuple[str, ...], lacks: str) -> None:
    """An untouched prompt is no scene."""
    told = f"the communication analysis of session 4 (Sunday) lacks {lacks}"
    assert only(scene(*parts), "TEC002") == ([told] if lacks else [])


def test_tec003_wants_one_line_with_what_was_meant_and_what_came_across() -> None:
    """One of the two is not enough; a scene without lines is left to TEC002."""
    told = [
        "the communication analysis of session 4 (Sunday) has 2 lines, none with both intended and communicated"
    ]
    assert only(scene(SETTING, ASKS, ANSWERS), "TEC003") == told
    assert only(scene(SETTING, ASKS, "> intended: shall we meet\n", ANSWERS), "TEC003") == told
    assert only(scene(SETTING, ASKS + READ, ANSWERS), "TEC003") == []
    assert only(scene(SETTING), "TEC003") == []


def analysed(*later: tuple[int, str]) -> CourseBuilder:
    """A scene in session 4, and what later sessions have."""
    built = scene(SETTING, ASKS + READ, ANSWERS)
    for number, text in later:
        built.note(number, text)
    return built


def test_tec004_waits_two_sessions_for_a_rehearsal() -> None:
    """Session 5 is too early to tell; session 6 is not, and neither is a conclusion."""
    told = [
        "the communication analysis of session 4 (Sunday) had no alternatives and no role play by session 6"
    ]
    assert only(analysed((5, RISK)), "TEC004") == []
    assert only(analysed((5, RISK), (6, RISK)), "TEC004") == told
    assert only(analysed((5, RISK)).conclude(), "TEC004") == told


def test_tec004_takes_alternatives_and_a_role_play_in_time() -> None:
    """Under the incident, or in a role play two sessions later; three later is late."""
    role_play = "## Role play\n- scenario: the call"
    assert only(analysed((5, RISK), (6, role_play)), "TEC004") == []
    assert len(only(analysed((5, RISK), (6, RISK), (7, role_play)), "TEC004")) == 1
    with_alternatives = scene(SETTING, ASKS, ANSWERS, "### Alternatives\n- ask at breakfast")
    assert only(with_alternatives.note(5, RISK).note(6, RISK), "TEC004") == []
    assert only(analysed((5, RISK), (6, INCIDENT)), "TEC004") == []


DECISION = "## Decision analysis: {}\n{}"


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        ("- chosen first: stay\n\n### Stay\n- pros: near\n\n### Go\n- cons: far", ""),
        ("- chosen first: stay\n\n### Stay\n- pros: near", "a second option"),
        ("### Stay\n- pros: near\n\n### Go\n- cons: far", "a choice"),
        ("- chosen first: none\n\n### Stay\n- pros: near\n\n### Go\n- cons: far", "a choice"),
        ("- situation: the nights", "its options and a choice"),
    ],
)
def test_tec005_wants_two_options_and_a_choice(body: str, lacks: str) -> None:
    """`none` is no choice."""
    built = a_course().note(5, DECISION.format("the nights", body))
    told = f"the decision analysis of session 5 lacks {lacks}"
    assert only(built, "TEC005") == ([told] if lacks else [])


def test_tec005_reads_a_decision_over_several_notes() -> None:
    """The choice came a week later, under the same title; another title is another decision."""
    options = "### Stay\n- pros: near\n\n### Go\n- cons: far"
    built = a_course().note(5, DECISION.format("The nights", options))
    assert only(built.note(6, DECISION.format("the nights", "- chosen first: stay")), "TEC005") == []
    assert len(only(built.note(6, DECISION.format("the flat", "- chosen first: wait")), "TEC005")) == 2


def test_grf001_asks_at_the_end_for_what_was_taken_up_again() -> None:
    """As a line under Problem area, or in words under Focus work."""
    without = by_manual("grief").without("Problem area", "re-engagement")
    assert only(without, "GRF001") == [
        "session 16 of 16 is held, and nothing is written on re-engagement, the second goal in grief"
    ]
    assert only(without.write(15, "## Focus work\nRe-engagement: the choir."), "GRF001") == []
    assert only(by_manual("grief"), "GRF001") == []
    assert only(by_manual("grief", sessions=15).without("Problem area", "re-engagement"), "GRF001") == []
    assert only(by_manual("role transition").without("Problem area", "losses"), "GRF001") == []


def test_dis001_wants_a_second_rating_by_the_final_phase() -> None:
    """Of the same stage or another; a dispute that was never rated is left to PRB006."""
    built = by_manual("role dispute", sessions=14).without("Problem area", session=4)
    assert only(built, "DIS001") == [
        "the final phase began in session 14, and the dispute was rated once, impasse in session 3"
    ]
    assert only(by_manual("role dispute", sessions=13).without("Problem area", session=4), "DIS001") == []
    assert only(built.write(14, "## Problem area\n- dispute stage: impasse"), "DIS001") == []
    assert only(by_manual("role dispute").without("Problem area", "dispute stage"), "DIS001") == []


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("gains", ["the role transition has losses listed and no gains"]),
        ("losses", ["the role transition has gains listed and no losses"]),
        ("old role", []),
    ],
)
def test_trn001_wants_both_sides_of_a_transition(missing: str, told: list[str]) -> None:
    """Neither of them is no imbalance."""
    built = by_manual("role transition", sessions=5)
    assert only(built.without("Problem area", missing), "TRN001") == told
    assert only(built.without("Problem area", "gains").without("Problem area", "losses"), "TRN001") == []


def isolated(sessions: int) -> CourseBuilder:
    """A course on deficits in which nothing moved."""
    return by_manual("interpersonal deficits", sessions=sessions).without("Problem area", "new contacts")


def test_def001_asks_half_way_for_a_contact() -> None:
    """Session 8 of 16; session 7 is early."""
    assert only(isolated(7), "DEF001") == []
    assert only(isolated(8), "DEF001") == [
        "session 8 of 16 is held, and no new or resumed contact is recorded"
    ]
    assert only(by_manual("interpersonal deficits"), "DEF001") == []
    assert only(by_manual("grief").without("Problem area", "new contacts"), "DEF001") == []


@pytest.mark.parametrize(
    ("person", "is_new"),
    [
        ("### B. (baker)\n- closeness ring: outer", True),
        ("### S. (sister)\n- closeness ring: middle", True),
        ("### S. (sister)\n- closeness ring: outer", False),
        ("### F. (friend)\n- closeness ring: outer", False),
    ],
)
def test_def001_reads_the_inventory(person: str, *, is_new: bool) -> None:
    """Somebody new, or somebody who came closer; not somebody who drifted away."""
    built = isolated(8).write(6, f"## Inventory\n\n{person}")
    assert (only(built, "DEF001") == []) is is_new


def test_var001_asks_for_the_parents_of_an_adolescent() -> None:
    """By session 4, in this variant only; a reason will do."""
    built = by_manual("grief", "ipt_a", sessions=4).without("Parent contact")
    assert only(built, "VAR001") == [
        "session 4 is held, and this was due by this session: neither a contact with a parent nor a reason is recorded"
    ]
    assert (
        only(built.write(2, "## Parent contact\nNone: lives with an aunt, who did not wish it."), "VAR001")
        == []
    )
    assert only(by_manual("grief", "ipt_a", sessions=3).without("Parent contact"), "VAR001") == []
    assert only(by_manual("grief", sessions=4), "VAR001") == []
