"""What the notes of each variant, area and stage ask beside the acute ones, and how they read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from ipt_notes.checks.setting import DEFAULT, Thresholds
from ipt_notes.course.sections import BY_ID
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import EndType, NextStep, Phase, ProblemArea, to_id
from ipt_notes.measures.measure import find_measure
from ipt_notes.notes.parse import parse
from ipt_notes.notes.scaffold import scaffold
from tests.builders import AREAS, INCIDENT, SISTER, CourseBuilder, a_course, by_manual
from tests.notes.test_scaffold import comments, headings, keys, under

if TYPE_CHECKING:
    from ipt_notes.course.model import Course

GRIEF, DISPUTE, TRANSITION, DEFICITS = ProblemArea
WIDE = 80


def asked(built: CourseBuilder, session: int, thresholds: Thresholds = DEFAULT) -> str:
    """The note of a session in the phase that the manuals give it, after the sessions before it."""
    for number in [number for number in built.typed if number >= session]:
        built.skip(number)
    on, phase = built.day(session), built.phase(session)
    return scaffold(built.course(), session=session, on=on, phase=phase, thresholds=thresholds)


def of(area: str, variant: str, session: int) -> str:
    return asked(by_manual(area, variant, sessions=max(session - 1, 0) or None), session)


@lru_cache(maxsize=1)
def every() -> tuple[tuple[Course, int, str], ...]:
    """(course, session, note) at every turn of every course, with nothing held before it and with everything."""
    found = []
    for variant, known in VARIANTS.items():
        last = known.default_planned
        turns = {0, 1, 2, 3, known.beginning_limit, last // 2, last - 4, last - 2, last, last + 1}
        for session in sorted(turns):
            for built in (a_course(variant), *(by_manual(area, variant) for area in AREAS)):
                text = asked(built, session)
                found.append((built.course(), session, text))
    return tuple(found)


# --- how they read -----------------------------------------------------------------------------------------


def test_every_note_can_be_read_in_eighty_columns() -> None:
    """Whatever the variant, area and session; what is quoted from the chart at the top goes on below itself."""
    for _, _, text in every():
        assert [line for line in text.split("\n") if len(line) > WIDE] == []
        body = re.sub(r"<!-- From the chart.*?-->", "", text, flags=re.DOTALL)
        assert not re.search(r"[^\n]\n## |\n## [^\n]*\n\n+<!--", body), (
            "a heading stands close to its prompt alone"
        )


def test_every_untouched_note_says_nothing_and_has_only_what_the_catalogue_has() -> None:
    """No problem is told, no section begun; headings and keys are known."""
    for course, session, text in every():
        in_focus = [focus.area for focus in course.foci]
        parsed = parse(text, code="EX-001", session=session, in_focus=in_focus)
        assert parsed.problems == ()
        assert parsed.note is not None
        assert {section.id for section in parsed.note.sections} <= {"inventory"}
        for heading in headings(text):
            kind = BY_ID[to_id(heading)]
            known = {field.key for field in (*kind.fields, *(kind.entry_fields or ()))} | {"other_tool"}
            extra = {key for key in map(to_id, keys(section(text, heading))) if key not in known}
            assert all(kind.form == "measures" and find_measure(key) for key in extra)


def section(text: str, heading: str) -> str:
    """Everything under a `## heading`, its `###` parts included."""
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


# --- variants ----------------------------------------------------------------------------------------------


def test_adolescents_are_asked_about_school_friends_and_family() -> None:
    """At the start, in the inventory and every week."""
    assert "home, school, friends" in under(asked(a_course("ipt_a"), 1), "Check-in")
    assert "friends, school, a first love" in under(asked(a_course("ipt_a"), 2), "Inventory")
    assert "At home, at school, among friends?" in under(of(GRIEF, "ipt_a", 6), "Mood event link")
    assert "school" not in of(GRIEF, "ipt_acute", 6)


def test_parents_may_be_spoken_to_half_way() -> None:
    """In two of the middle sessions, as an offer; not once it was written in the middle."""
    assert [
        session for session in range(5, 10) if "Parent contact" in headings(of(GRIEF, "ipt_a", session))
    ] == [6, 7]
    built = by_manual(GRIEF, "ipt_a", sessions=6).write(6, "## Parent contact\nBoth came.")
    assert "Parent contact" not in headings(asked(built, 7))


def test_a_group_is_written_about_from_the_side_of_one_member() -> None:
    """What happened between them and the others, and where it is like that outside; others are not named."""
    assert "stays in the room" in comments(of(GRIEF, "ipt_group", 1))
    for session in range(1, 9):
        text = of(GRIEF, "ipt_group", session)
        assert keys(under(text, "Therapeutic relationship")) == ["observation", "parallel outside"]
        assert "Others by initials at most" in under(text, "Therapeutic relationship")
    assert "client's own focus" in under(of(GRIEF, "ipt_group", 4), "Focus work")
    assert "leaving the others" in under(of(GRIEF, "ipt_group", 8), "Ending")
    assert "Therapeutic relationship" not in headings(of(GRIEF, "ipt_acute", 6))


def test_rhythm_is_asked_about_in_social_rhythm_therapy() -> None:
    """In the timeline, the formulation, every week, in the plan and among the warning signs; highs as well as lows."""
    assert "what upset their order" in under(asked(a_course("ipsrt"), 2), "Timeline")
    week = of(DISPUTE, "ipsrt", 8)
    assert "Which daily routine shifted" in under(week, "Mood event link")
    assert "Any sign of a high" in under(week, "Mood event link")
    assert "Which daily routine may be kept steady" in under(week, "Between session plan")
    assert "Of lows and of highs" in under(of(DISPUTE, "ipsrt", 18), "Warning signs")
    assert "routine" not in of(DISPUTE, "ipt_acute", 8)


def test_counselling_has_short_notes() -> None:
    """A quarter of an hour: no affect section, no pattern of a scene, fewer fields of an incident."""
    text = of(DISPUTE, "ipc", 3)
    assert "Affect" not in headings(text)
    assert "Communication analysis" not in text
    assert keys(under(text, "Interpersonal incident")) == [
        "date",
        "person",
        "what happened",
        "effect on mood",
    ]
    assert text.count("\n") + 10 < of(DISPUTE, "ipt_acute", 5).count("\n")
    assert "A word or two will do" in asked(a_course("ipc"), 1)


def test_brief_therapy_asks_for_a_small_focus_and_for_strengths() -> None:
    """And may begin with an engagement session."""
    assert "What would make it worth coming".casefold() in comments(asked(a_course("ipt_b"), 0)).casefold()
    assert "One that can move in 8 sessions" in under(asked(a_course("ipt_b"), 2), "Problem area")
    assert "Which strength of the client" in under(of(GRIEF, "ipt_b", 4), "Focus work")


def test_the_sessions_of_a_longer_beginning_each_say_what_they_are_for() -> None:
    """People and events, then the triad, then the end of the beginning."""
    built = by_manual(GRIEF, "ipt_uk16").without("Interpersonal triad")
    assert "the people who matter" in comments(asked(by_manual(GRIEF, "ipt_uk16"), 2))
    assert "what happened, what the client brings to it" in comments(asked(built, 3))
    assert "The beginning ends here" in comments(
        asked(by_manual(GRIEF, "ipt_uk16").without("Formulation"), 4)
    )


def test_maintenance_knows_what_came_before_it() -> None:
    """The course before, its focus and its people; a contract of its own, with the usual score."""
    first, second = by_manual(DISPUTE).conclude(EndType.PLANNED, NextStep.MAINTENANCE), a_course("ipt_m")
    text = scaffold(first.course(), second.course(), session=1, on=second.day(1))
    told = comments(text)
    assert "Before: IPT, acute treatment, concluded 2026-04-20; next step: maintenance" in told
    assert "Its focus: role dispute with N., renegotiation" in told
    assert "Its people: N. (partner), F. (friend), S. (sister)" in told
    assert "The focus was role dispute with N., renegotiation: what holds" in under(text, "Focus work")
    assert "A PHQ-9 of 5 or more speaks for a continuation" in under(text, "Contract")


# --- areas -------------------------------------------------------------------------------------------------


def test_grief_is_first_told_and_then_lived_with() -> None:
    """The story in the first half; the second asks what is taken up again, until it is written."""
    early, late = (
        of(GRIEF, "ipt_acute", 6),
        asked(by_manual(GRIEF).without("Problem area", "re-engagement"), 9),
    )
    assert "the life together" in under(early, "Focus work")
    assert "Problem area" not in headings(early)
    assert "taken up again" in under(late, "Focus work")
    assert keys(under(late, "Problem area")) == ["re-engagement"]
    assert "Problem area" not in headings(of(GRIEF, "ipt_acute", 9))


def test_deficits_ask_for_contacts_every_week_and_use_the_room() -> None:
    """And why it is none of the other three, as long as that is unsaid."""
    text = of(DEFICITS, "ipt_acute", 5)
    assert keys(under(text, "Problem area")) == ["new contacts"]
    assert "between the two of you" in under(text, "Therapeutic relationship")
    built = by_manual(DEFICITS, sessions=3).without("Problem area", "ruled out role dispute")
    assert keys(under(asked(built, 4), "Problem area")) == ["ruled out role dispute", "new contacts"]
    assert "only if none of these three is found" in under(asked(a_course(), 3), "Problem area")


def test_a_transition_that_lacks_one_side_is_asked_for_it() -> None:
    """Losses without gains, or gains without losses."""
    for missing, told in (("gains", "The losses are written"), ("losses", "The gains are written")):
        built = by_manual(TRANSITION, sessions=6).without("Problem area", missing)
        text = under(asked(built, 7), "Problem area")
        assert keys(text) == [missing]
        assert told in text


def test_a_dispute_is_rated_again_late_in_the_middle() -> None:
    """Once rated, the second half says so; the final phase asks as long as it was rated once."""
    built = by_manual(DISPUTE, sessions=12).without("Problem area", session=4)
    assert "Rated once so far" in under(asked(built, 12), "Problem area")
    assert keys(under(asked(by_manual(DISPUTE).without("Problem area", session=4), 14), "Problem area")) == [
        "dispute stage"
    ]
    assert "Problem area" not in headings(of(DISPUTE, "ipt_acute", 14))
    assert "Rated once" not in of(DISPUTE, "ipt_acute", 12)


# --- what the chart knows ----------------------------------------------------------------------------------


def test_an_incident_that_was_only_told_is_called_to_mind_for_two_sessions() -> None:
    """With whom, and what it is called."""
    told = "## Interpersonal incident: the party\n- date: 2026-02-01\n- person: F.\n- what happened: she left early"
    line = "Told in session 6, not gone through yet: the party (F.)"
    seen = [
        line in under(asked(by_manual(GRIEF, sessions=8).write(6, told), session), "Interpersonal incident")
        for session in (7, 8, 9)
    ]
    assert seen == [True, True, False]


def test_an_analysis_without_a_role_play_is_offered_one() -> None:
    """With what was found instead; not once it was rehearsed."""
    found = under(of(GRIEF, "ipt_acute", 5), "Role play")
    assert "From session 4, not rehearsed yet: the silent dinner (F.)" in found
    assert "What was found instead: say first what Sunday is about" in found
    assert keys(found) == ["scenario", "client role", "observations", "plan to use"]
    assert "Role play" not in headings(of(GRIEF, "ipt_acute", 6))
    assert "Role play" not in headings(
        asked(by_manual(GRIEF, sessions=4).write(4, INCIDENT.partition("### Comm")[0]), 5)
    )


def test_goals_are_looked_at_half_way() -> None:
    """Those that nothing was said of since; in two sessions, then at the end."""
    asked_in = [session for session in range(4, 14) if "Goals" in headings(of(GRIEF, "ipt_acute", session))]
    assert asked_in == [8, 9]
    built = by_manual(GRIEF, sessions=8).write(8, "## Goals\n- symptoms status: partly met")
    assert keys(under(asked(built, 9), "Goals")) == ["relationships status", "social support status"]


def test_slow_change_and_a_rise_ask_for_a_look_at_the_plan() -> None:
    """Before the score of the day is taken, and not once it was looked at."""
    slow = "## Measure\n- PHQ-9: 3 3 3 3 3 2 0 0 0"

    def built(*more: str) -> CourseBuilder:
        known = by_manual(GRIEF, sessions=3)
        for number in (1, 2, 3):
            known.write(number, slow)
        return known.write(3, *more)

    assert "Slow change so far" in under(asked(built(), 4), "Plan review")
    risen = by_manual(GRIEF, sessions=6).write(6, "## Measure\n- PHQ-9: 3 3 3 3 3 3 3 3 0")
    assert "A score has risen" in under(asked(risen, 7), "Plan review")
    looked_at = risen.write(6, "## Measure\n- PHQ-9: 3 3 3 3 3 3 3 3 0", "## Plan review\nLooked at.")
    assert "A score has risen" not in asked(looked_at, 7)
    assert "Plan review" not in headings(of(GRIEF, "ipt_acute", 6))


def test_a_practices_thresholds_move_what_is_asked() -> None:
    """The number of warning signs and people, and when change is slow."""
    more = Thresholds(warning_signs=4, fewest_people=5, early_review=9, late_review=9)
    ending = asked(by_manual(GRIEF), 14, more)
    assert "4 or more" in under(ending, "Warning signs")
    assert ending.count("### Name\n") == 3
    assert "A few so far" in section(asked(by_manual(GRIEF), 3, more), "Inventory")
    assert "Inventory" not in headings(asked(by_manual(GRIEF), 3))
    slow = by_manual(GRIEF, sessions=3)
    for number in (1, 2, 3):
        slow.write(number, "## Measure\n- PHQ-9: 18")
    assert "Plan review" in headings(asked(slow, 4))
    assert "Plan review" not in headings(asked(slow, 4, more))


def test_a_raised_risk_is_asked_about_with_its_plan() -> None:
    """Safety plan and escalation stand ready in the next note."""
    raised = "## Risk assessment\n- level: moderate\n- assessment: thoughts, no plan\n- safety plan: with S."
    text = under(asked(by_manual(GRIEF, sessions=5).write(5, raised), 6), "Risk assessment")
    assert keys(text) == ["level", "assessment", "safety plan", "escalation"]


def test_whoever_is_named_in_the_focus_is_asked_for_in_the_inventory() -> None:
    """A blank entry, and the name in a comment: the chart is not changed by opening a note."""
    built = by_manual(DISPUTE, sessions=4)
    built.typed[3].sections["Problem area"] = built.typed[3].sections["Problem area"].replace("N.", "M.")
    text = section(asked(built, 5), "Inventory")
    assert "M.: named in the focus, and not in here yet." in text
    assert "### Name (relationship)" in text
    assert "### M." not in text


def test_somebody_known_is_changed_with_only_what_is_new() -> None:
    """Every middle note says how."""
    for area in AREAS:
        text = under(of(area, "ipt_acute", 6), "Inventory")
        assert "Only what changed: `### N.`" in text
        assert "`- closeness ring: outer`" in text
    built = by_manual(GRIEF, sessions=2).without("Inventory", "romantic status")
    assert "Somebody known: `### N.`, only what is new." in section(asked(built, 3), "Inventory")


def test_a_thin_inventory_is_asked_about_at_the_end_of_the_beginning() -> None:
    """Not with deficits, where few people are the matter itself."""
    few = f"## Inventory\n- romantic status: single\n- has confidant: no\n\n{SISTER}"
    assert "lost from sight" in section(asked(by_manual(GRIEF, sessions=2).write(2, few), 3), "Inventory")
    assert "Inventory" not in headings(asked(by_manual(GRIEF, sessions=1).write(1, few), 2))


@pytest.mark.parametrize(
    ("session", "told"),
    [
        (11, "Session 11 of 16."),
        (12, "4 sessions left after this one: name the ending."),
        (13, "3 sessions left after this one: name the ending."),
        (15, "One session left after this one: name the ending."),
        (16, "Session 16 of 16, the last one agreed: name the ending."),
        (17, "Past the 16 sessions agreed: renegotiate the contract, or close."),
    ],
)
def test_the_sessions_left_are_told_in_words(session: int, told: str) -> None:
    """The ending is named from four sessions ahead until it is raised."""
    text = asked(by_manual(GRIEF).without("Ending"), session)
    assert told in comments(text)


def test_a_single_session_reads_well() -> None:
    """An agreement of one session, held and passed."""
    built = a_course("ipc", planned=1)
    first, second = (
        scaffold(built.course(), session=session, on=built.day(session), phase=Phase.FINAL)
        for session in (1, 2)
    )
    assert "Session 1 of 1, the last one agreed: name the ending." in first
    assert "Past the one session agreed" in second
