"""The rules about the ending, maintenance and the summary."""

import pytest

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import EndType, NextStep
from tests.builders import COURSE, RISK, CourseBuilder, a_course, by_manual

OTHER_ENDS = [end for end in EndType if end not in (EndType.PLANNED, EndType.EARLY_AGREED)]


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


def raised_in(session: int | None, held: int, planned: int = 16) -> CourseBuilder:
    """A course whose ending was first raised in a session (None: not yet)."""
    built = by_manual("grief", planned=planned, sessions=held).without("Ending")
    return built if session is None else built.write(session, "## Ending\n- raised: yes")


@pytest.mark.parametrize(
    ("session", "held", "told"),
    [
        (None, 13, ""),
        (None, 14, "session 14 of 16 is held, and the ending is not raised yet; it was due by session 14"),
        (14, 16, ""),
        (
            15,
            15,
            "session 15 of 16 is held, and the ending was first raised in session 15; it was due by session 14",
        ),
    ],
)
def test_end001_wants_the_ending_raised_two_sessions_ahead(session: int | None, held: int, told: str) -> None:
    """Session 14 of 16 at the latest."""
    assert only(raised_in(session, held), "END001") == ([told] if told else [])


@pytest.mark.parametrize(
    ("session", "held", "told"),
    [
        (None, 11, ""),
        (None, 12, "session 12 of 16 is held, and the ending is not raised yet; session 12 is usual"),
        (None, 14, ""),
        (12, 16, ""),
        (
            14,
            16,
            "session 16 of 16 is held, and the ending was first raised in session 14; session 12 is usual",
        ),
        (15, 16, ""),
    ],
)
def test_end002_speaks_from_four_sessions_ahead_until_end001_does(
    session: int | None, held: int, told: str
) -> None:
    """Never both."""
    assert only(raised_in(session, held), "END002") == ([told] if told else [])


def test_a_no_is_no_ending_raised() -> None:
    """`raised: not yet`."""
    built = raised_in(None, 14).write(12, "## Ending\n- raised: not yet")
    assert built.rules("END001", "END002") == {"END001"}


def test_the_ending_of_a_very_short_course_has_no_early_word() -> None:
    """Three sessions: four ahead is before the first, two ahead is the first."""
    built = a_course("ipc", planned=3).note(1, RISK)
    assert built.rules("END001", "END002") == {"END001"}
    assert a_course("ipc", planned=2).note(1, RISK).rules("END001", "END002") == set()


def test_an_early_end_by_agreement_was_raised_in_some_session() -> None:
    """It was nobody's surprise; lost contact is."""
    told = ["the course was concluded after 9 sessions, and no note says that the ending was raised"]
    assert only(raised_in(None, 9).conclude(EndType.EARLY_AGREED), "END001") == told
    assert only(raised_in(9, 9).conclude(EndType.EARLY_AGREED), "END001") == []
    assert only(raised_in(None, 9).conclude(EndType.LOST_CONTACT), "END001") == []


def test_a_renegotiation_moves_what_is_due() -> None:
    """Eighteen sessions: the ending is due by session 16."""
    assert only(raised_in(None, 14).plan(18), "END001") == []


def test_end003_wants_the_feelings_in_the_final_phase() -> None:
    """Those of session 12 do not stand for sessions 14 to 16."""
    built = by_manual("grief")
    for session in (14, 15, 16):
        built.without("Ending", "ending feelings", session=session)
    assert only(built, "END003") == [
        "session 16 of 16 is held, and the final phase (from session 14) has no ending feelings"
    ]
    assert only(by_manual("grief", sessions=15).without("Ending", "ending feelings"), "END003") == []
    assert only(built.write(16, "## Ending\n- ending feelings: sad"), "END003") == []


def without_signs() -> CourseBuilder:
    """A whole course without warning signs and plan."""
    return by_manual("grief").without("Warning signs").without("Contingency plan")


def test_end004_wants_two_warning_signs_and_a_plan() -> None:
    """It counts, and says what is there."""
    assert only(without_signs(), "END004") == [
        "session 16 of 16 is held: there is no warning sign and the contingency plan is blank"
    ]
    one = without_signs().write(
        15, "## Warning signs\n\n### No calls\n- first step: call\n\n## Contingency plan\n- plan: x"
    )
    assert only(one, "END004") == ["session 16 of 16 is held: there is 1 warning sign of 2"]
    assert only(one.write(16, "## Warning signs\n\n### No lunch\n- first step: eat"), "END004") == []
    assert only(without_signs().write(16, "## Contingency plan\n- plan: none"), "END004")[0].endswith(
        "is blank"
    )


def test_end005_wants_the_clients_own_account() -> None:
    """In any session."""
    built = by_manual("grief").without("Ending", "client account")
    assert only(built, "END005") == [
        "session 16 of 16 is held, and the client's own account of the change is not recorded"
    ]
    assert (
        only(built.write(13, "## Ending\n- raised: yes\n- client account: she asked for help"), "END005")
        == []
    )


def test_end006_wants_a_measure_in_the_last_two_sessions() -> None:
    """Session 15 will do; so will one that is added afterwards."""
    built = by_manual("grief").without("Measure", session=16).without("Measure", session=15)
    assert only(built, "END006") == ["session 16 of 16 is held, and the last measure is of session 14"]
    assert only(by_manual("grief").without("Measure", session=16), "END006") == []
    assert only(built.measure("phq9", total=4), "END006") == []


def test_end009_wants_a_final_status_of_each_goal() -> None:
    """Open is not final; a domain without a goal has none."""
    built = by_manual("grief").without("Goals", "relationships status")
    told = "session 16 of 16 is held, and the goal for {} has no final status"
    assert only(built, "END009") == [told.format("relationships")]
    built.write(15, "## Goals\n- relationships status: open, still trying")
    assert only(built, "END009") == [told.format("relationships")]
    assert (
        only(built.write(3, "## Goals\n- symptoms: x\n- relationships: none\n- social support: y"), "END009")
        == []
    )


ENDING_RULES = ("END001", "END003", "END004", "END005", "END006", "END009")


def unfinished() -> CourseBuilder:
    """Sixteen sessions, and nothing of the ending."""
    built = by_manual("grief")
    for heading in ("Ending", "Warning signs", "Contingency plan"):
        built.without(heading)
    for session in (15, 16):
        built.without("Measure", session=session)
    return built.without("Goals", session=16)


def severities(built: CourseBuilder) -> dict[str, str]:
    """What the rules about the ending say, and how gravely."""
    return {finding.rule: finding.severity for finding in built.findings(*ENDING_RULES)}


@pytest.mark.parametrize("end", [EndType.PLANNED, EndType.EARLY_AGREED, None])
def test_an_ending_by_agreement_is_looked_at_in_full(end: EndType | None) -> None:
    """And one of which nobody said how it came."""
    grave = dict.fromkeys(("END001", "END004", "END006"), "error")
    assert severities(unfinished().conclude(end)) == grave | dict.fromkeys(
        ("END003", "END005", "END009"), "warning"
    )


@pytest.mark.parametrize("end", OTHER_ENDS)
def test_after_another_ending_the_rules_are_notes_only(end: EndType) -> None:
    """Lost contact and the like: nothing there stands against a final document."""
    assert severities(unfinished().conclude(end)) == dict.fromkeys(ENDING_RULES, "info")


def ended(
    totals: tuple[int, int], step: NextStep | None = NextStep.END, rationale: str = ""
) -> CourseBuilder:
    """A course with a first and a last PHQ-9, concluded with a next step (None: not yet)."""
    built = a_course(planned=2)
    for number, total in enumerate(totals, 1):
        built.note(number, f"## Measure\n- PHQ-9: {total}")
    if step is None:
        return built.write(2, "## Next step\n- next step: end")
    return built.then(r.CourseEnded(COURSE, built.last_day, EndType.PLANNED, step, rationale))


@pytest.mark.parametrize(
    ("totals", "left"),
    [
        ((18, 4), ""),
        ((18, 5), "the last PHQ-9 is 5, not under 5"),
        ((7, 4), "PHQ-9 fell from 7 to 4, by less than half"),
        ((8, 4), ""),
        ((3, 3), ""),
        ((3, 6), "the last PHQ-9 is 6, not under 5"),
    ],
)
def test_end008_wants_a_reason_for_an_end_with_symptoms_left(totals: tuple[int, int], left: str) -> None:
    """Not in remission, or less than half gone."""
    told = f"the next step is end, {left}, and no rationale is given"
    assert only(ended(totals), "END008") == ([told] if left else [])


def test_end008_is_settled_by_a_rationale_or_another_step() -> None:
    """`none` is no rationale; the note's word counts before the conclusion."""
    assert only(ended((18, 11), rationale="the service ends here; the doctor is told"), "END008") == []
    assert len(only(ended((18, 11), rationale="none"), "END008")) == 1
    assert only(ended((18, 11), NextStep.CONTINUATION), "END008") == []
    assert len(only(ended((18, 11), None), "END008")) == 1


def test_mnt001_wants_a_contract_of_its_own_in_a_maintenance_course() -> None:
    """With all four parts."""
    built = by_manual("grief", "ipt_m", sessions=2)
    assert only(built, "MNT001") == []
    assert only(built.without("Contract", "frequency"), "MNT001") == [
        "session 1 is a maintenance session, and its contract lacks frequency"
    ]
    assert len(only(built.without("Contract"), "MNT001")) == 1


def test_mnt001_does_not_take_the_acute_contract_for_a_maintenance_session() -> None:
    """One that is written in the maintenance session will do."""
    built = by_manual("grief").note(17, RISK, phase="maintenance")
    assert len(only(built, "MNT001")) == 1
    contract = "- planned sessions: 6\n- frequency: monthly\n- session minutes: 50\n- agreed on: 2026-04-20"
    assert only(built.write(17, f"## Contract\n{contract}"), "MNT001") == []


@pytest.mark.parametrize(("first", "speaks"), [(4, False), (5, True), (9, True)])
def test_mnt002_expects_remission_when_maintenance_begins(first: int, *, speaks: bool) -> None:
    """5 is not under 5; a later rise is another matter."""
    built = a_course("ipt_m").note(1, f"## Measure\n- PHQ-9: {first}").note(2, "## Measure\n- PHQ-9: 12")
    told = f"maintenance begins in session 1 with a PHQ-9 of {first}; under 5 is expected"
    assert only(built, "MNT002") == ([told] if speaks else [])
    assert only(a_course("ipt_m").note(1, RISK), "MNT002") == []


def summarised(text: str) -> CourseBuilder:
    """A course by the manual with this narrative."""
    return by_manual("grief").then(r.SummarySaved(COURSE, 1, text))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("## Outcome\nShe sleeps through.\n", ""),
        ("## What remains\nF. calls on Sundays.\n", "What remains"),
        ("## Outcome\nWell.\n\n## What remains\nHer friend said: Are you in on Sunday?\n", "What remains"),
        ("F. calls.\n\n## Outcome\nS. too.\n", "no heading and Outcome"),
        ("## Outcome\n<!-- F. should not stand here. -->\nWell.\n", ""),
    ],
)
def test_exp002_finds_a_name_and_a_line_of_a_script_in_the_summary(text: str, where: str) -> None:
    """It says where, and repeats neither."""
    told = f"the summary names a third party or repeats a script, under {where}"
    assert only(summarised(text), "EXP002") == ([told] if where else [])


def test_exp002_is_quiet_without_a_summary() -> None:
    """Nothing to read."""
    assert only(by_manual("grief"), "EXP002") == []
