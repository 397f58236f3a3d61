"""How findings are chosen, ordered, overridden and silenced."""

import datetime as dt
from collections.abc import Sequence

import pytest

from ipt_notes.checks.engine import all_rules, export_obstacles
from ipt_notes.checks.gate import named_sessions
from ipt_notes.checks.overrides import NoOverride, validate_override
from ipt_notes.course.vocabulary import EndType
from ipt_notes.errors import NotFound, UsageProblem
from tests.builders import REASON, RISK, CourseBuilder, a_course, by_manual


def late(sessions: int = 3) -> CourseBuilder:
    """A course whose contract is not written."""
    return by_manual("grief", sessions=sessions).without("Contract")


def contract(built: CourseBuilder, session: int) -> CourseBuilder:
    """The contract written in this session."""
    text = f"- planned sessions: 16\n- frequency: weekly\n- session minutes: 50\n- agreed on: {built.day(session)}"
    return built.write(session, f"## Contract\n{text}")


def beg001(built: CourseBuilder) -> list[tuple[bool, bool]]:
    """(overridden, open error) of each finding of BEG001."""
    return [(one.is_overridden, one.is_open_error) for one in built.findings("BEG001")]


def test_findings_are_ordered_by_session_then_rule_and_those_of_the_course_come_last() -> None:
    """The order of the chart."""
    built = a_course().note(1, RISK, minutes=10).note(2, RISK, minutes=10).note(3, RISK, minutes=10)
    order = [(finding.session, finding.rule) for finding in built.findings()]
    assert order == sorted(order, key=lambda one: (one[0] is None, one[0] or 0, one[1]))
    assert order[:2] == [(1, "SES003"), (2, "SES003")]
    assert None in [session for session, _ in order]


def test_rules_and_groups_are_selected_and_ignored_by_the_beginning_of_their_codes() -> None:
    """SES is a group; what is ignored wins over what is selected."""
    built = a_course().note(1, RISK, minutes=10).note(3, RISK)
    assert built.rules("SES") == {"SES001", "SES003"}
    assert built.rules("SES003", "BEG00") == {"SES003", "BEG001", "BEG008", "BEG009"}
    assert {one.rule for one in built.findings("SES", ignore=("SES001",))} == {"SES003"}
    assert not {one.rule for one in built.findings(ignore=("SES",))} & {"SES001", "SES003"}


@pytest.mark.parametrize("code", ["BEG099", "XYZ", "beg001"])
def test_a_rule_that_is_not_there_is_told(code: str) -> None:
    """Both when it is selected and when it is ignored."""
    with pytest.raises(NotFound):
        a_course().note(1, RISK).findings(code)
    with pytest.raises(NotFound):
        a_course().note(1, RISK).findings(ignore=(code,))


def test_what_beg001_lists_is_said_by_itself_when_beg001_is_left_out() -> None:
    """Suppression is against saying it twice, not against saying it."""
    built = late()
    assert built.rules() == {"BEG001"}
    assert {one.rule for one in built.findings(ignore=("BEG001",))} == {"CON001"}
    assert built.rules("CON001") == {"CON001"}


def test_an_extension_covers_what_is_missing_until_its_session() -> None:
    """Session 3 and 4 of an extension to 5: visible, overridden, no error."""
    for sessions in (3, 4):
        built = late(sessions).override("BEG001", 5)
        (finding,) = built.findings("BEG001")
        assert (finding.is_overridden, finding.override_reason) == (True, REASON)
        assert built.rules() == set()


def test_an_item_completed_within_the_extension_counts() -> None:
    """The finding stays visible as overridden; also when the override was written afterwards."""
    built = contract(late(7), 5)
    assert beg001(built) == [(False, True)]
    assert beg001(built.override("BEG001", 5)) == [(True, False)]
    assert built.rules() == set()


def test_after_the_extension_beg001_speaks_again_and_no_override_covers_it() -> None:
    """At session 5 of an extension to 5; and not only about what is missing, but what came later still."""
    assert beg001(late(5).override("BEG001", 5)) == [(False, True)]
    assert beg001(contract(late(7), 6).override("BEG001", 5)) == [(False, True)]
    (finding,) = late(5).override("BEG001", 5).findings("BEG001")
    assert "by session 5, to which the beginning was extended (5 held)" in finding.message
    built = late(6).override("BEG001", 4).override("BEG001", 5).override("BEG001")
    assert beg001(built) == [(False, True)]


def test_what_the_extension_covers_is_told_apart_from_what_it_does_not() -> None:
    """The goals came in session 5, the contract never."""
    built = by_manual("grief", sessions=6).without("Contract").without("Goals")
    built.write(5, "## Goals\n- symptoms: sleep\n- relationships: call\n- social support: choir")
    told = {
        one.message.partition(": ")[2]: one.is_overridden
        for one in built.override("BEG001", 5).findings("BEG001")
    }
    assert told == {"Goals (completed in session 5)": True, "Contract (nothing written)": False}


@pytest.mark.parametrize("extended_to", [None, 0, 3, 6, 99])
def test_an_override_of_beg001_that_names_no_session_within_two_is_none(extended_to: int | None) -> None:
    """Such a record comes from elsewhere; the finding stays open, and the limit where it is."""
    built = late().override("BEG001", extended_to)
    assert beg001(built) == [(False, True)]
    assert built.course().limit == 3


def test_a_withdrawn_override_is_gone() -> None:
    """`void` opens the finding again."""
    built = late().override("BEG001", 5)
    assert built.rules() == set()
    assert built.void_last().rules() == {"BEG001"}


def test_an_override_covers_what_stood_in_the_record_on_its_day() -> None:
    """The gap before session 4 was explained; the one before session 6 needs its own word."""
    built = by_manual("grief", sessions=6)
    built.front(4, on=built.day(4) + dt.timedelta(days=14)).front(5, on=built.day(5) + dt.timedelta(days=14))
    built.front(6, on=built.day(6) + dt.timedelta(days=30)).override("SES002", on=built.typed[5].on)
    told = [(one.session, one.is_overridden) for one in built.findings("SES002")]
    assert told == [(4, True), (6, False)]


def test_no_override_covers_a_rule_that_has_none() -> None:
    """A record of one changes nothing."""
    built = by_manual("grief", sessions=4).without("Problem area").override("BEG004")
    assert "BEG004" in built.rules()


def test_an_override_needs_a_reason_and_for_beg001_a_session() -> None:
    """What `override` refuses before it is written."""
    course = late().course()
    validate_override("BEG001", REASON, 4, course)
    validate_override("BEG001", REASON, 5, course)
    validate_override("SES002", REASON, None, course)
    for rule, reason, extended_to in (
        ("BEG001", REASON, None),
        ("BEG001", REASON, 3),
        ("BEG001", REASON, 6),
        ("SES002", REASON, 5),
        ("SES002", "ill" + " " * 20, None),
        ("SES002", "fourteen chars", None),
    ):
        with pytest.raises(UsageProblem):
            validate_override(rule, reason, extended_to, course)
    with pytest.raises(UsageProblem):
        validate_override("BEG001", REASON, 1, a_course("ipt_m").note(1, RISK).course())
    with pytest.raises(NotFound):
        validate_override("BEG099", REASON, None, course)


@pytest.mark.parametrize("rule", [rule.code for rule in all_rules() if not rule.is_overridable])
def test_rules_of_integrity_safety_and_definition_have_no_override(rule: str) -> None:
    """Refused with what to do instead."""
    with pytest.raises(NoOverride):
        validate_override(rule, REASON, None, late().course())


def test_what_stands_against_a_final_export_is_listed() -> None:
    """Unsigned notes, no conclusion, open errors; an overridden error is none."""
    built = late()
    told = [obstacle.message for obstacle in export_obstacles(built.course(), built.last_day)]
    assert told[:2] == ["not signed: sessions 1, 2 and 3", "the course is not concluded"]
    assert [one.partition(":")[0] for one in told[2:]] == ["BEG001"]
    settled = late().sign().override("BEG001", 5).conclude(EndType.LOST_CONTACT)
    assert export_obstacles(settled.course(), built.last_day) == ()
    assert "there is no session note" in [
        one.message for one in export_obstacles(a_course().course(), built.last_day)
    ]


@pytest.mark.parametrize(
    ("numbers", "named"),
    [
        ([2], "session 2"),
        ([0], "the intake"),
        ([1, 2, 3], "sessions 1, 2 and 3"),
        (range(17), "the intake and sessions 1 to 16"),
        ([1, 3, 4, 5, 6, 9, 9], "sessions 1, 3 to 6 and 9"),
    ],
)
def test_notes_that_are_not_signed_are_named_as_a_reader_would(numbers: Sequence[int], named: str) -> None:
    """A long run is a range, and the intake has no number."""
    assert named_sessions(numbers) == named


def test_exp001_repeats_them_only_when_it_is_asked_for() -> None:
    """`check --select EXP001` says what an export would."""
    built = late()
    assert "EXP001" not in built.rules()
    assert len(built.findings("EXP001")) == 3
    assert late().sign().override("BEG001", 5).conclude(EndType.LOST_CONTACT).findings("EXP001") == ()


def test_the_same_course_has_the_same_findings_on_every_day() -> None:
    """Nothing depends on when `check` is run."""
    from ipt_notes.checks.engine import check_course

    course = late(7).course()
    assert check_course(course, dt.date(2026, 3, 1)) == check_course(course, dt.date(2036, 3, 1))
