"""The agenda says in a line what is owed, and agrees with the commands it names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ipt_notes.checks.setting import DEFAULT
from ipt_notes.cli.agenda import ShownAgenda, told_agenda
from ipt_notes.course.vocabulary import EndType
from ipt_notes.services import agenda as agendas
from ipt_notes.services import checking, signing, writing
from ipt_notes.services.owing import Owed, owed_by
from ipt_notes.services.sittings import drafts
from tests.builders import RISK, CourseBuilder, a_course, by_manual
from tests.vault.building import TODAY, make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "MK-014"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with make_practice(tmp_path, CODE) as practice:
        yield practice


def write(practice: Practice, session: int, words: str = "## Check-in\nQuiet.") -> None:
    day = TODAY - dt.timedelta(weeks=6 - session)
    phase = "beginning" if session < 4 else "middle"
    text = f"---\nclient: {CODE}\nsession: {session}\ndate: {day}\nphase: {phase}\n---\n{words}\n"
    writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), text))


def owed(practice: Practice, kind: str) -> list[Owed]:
    return [each for each in agendas.agenda(practice).owed if each.kind == kind]


def test_many_unsigned_notes_are_one_line(practice: Practice) -> None:
    """With the command that signs them all; the oldest says how urgent it is."""
    for session in (1, 2, 3, 4, 5):
        write(practice, session)
    signing.sign_notes(practice, CODE, [4])
    (one,) = owed(practice, "unsigned")
    assert one.what == f"sessions 1 to 3 and 5 are not signed, the oldest of {TODAY - dt.timedelta(weeks=5)}"
    assert (one.urgency, one.how) == ("now", f"ipt-notes note sign --all {CODE}")


def test_one_unsigned_note_is_named_by_its_day(practice: Practice) -> None:
    """And signed by its number."""
    write(practice, 5)
    (one,) = owed(practice, "unsigned")
    assert one.what == f"session 5 of {TODAY - dt.timedelta(weeks=1)} is not signed"
    assert one.how == f"ipt-notes note sign {CODE} 5"


def test_the_open_errors_are_those_that_check_shows(practice: Practice) -> None:
    """The same are left out because another says them; that one is told with the assessments that are due."""
    write(practice, 1, "## Contract\n- frequency: weekly")
    for session in (2, 3, 4):
        write(practice, session)
    found = checking.check_chart(practice, practice.open(CODE)).findings
    errors = {finding.rule for finding in found if finding.is_open_error}
    assert "BEG001" in errors
    (one,) = owed(practice, "finding")
    assert {*one.what.removeprefix("open errors: ").split(", ")} == errors - {"BEG001"}
    assert owed(practice, "assessment")


def test_a_draft_is_named_by_its_session_and_length_with_its_time_apart(practice: Practice) -> None:
    """The words for a person have no time in them: `at` is UTC for scripts, and the terminal shows its own."""
    text = f"---\nclient: {CODE}\nsession: 1\ndate: {TODAY}\nphase: beginning\n---\n## Check-in\nOne.\n"
    draft = writing.new_draft(practice, practice.open(CODE), text)
    drafts.keep(practice, draft)
    (one,) = owed(practice, "draft")
    assert (one.what, one.at) == (f"a draft of session 1 of {TODAY} (2 words) was kept", draft.at)


ITEM_NINE = "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 {}"


def owes(built: CourseBuilder, kind: str, *, days_later: int = 1, **limits: int) -> list[tuple[str, str]]:
    """(urgency, words) of what a course owes of one kind, some days after its last session."""
    today = built.last_day + dt.timedelta(days=days_later)
    found = owed_by(built.course(), today, 7, replace(DEFAULT, **limits))
    return [(each.urgency, each.what) for each in found if each.kind == kind]


def raised(level: str, *more: str) -> str:
    """A risk section with this level and a plan."""
    lines = ["## Risk assessment", f"- level: {level}", "- assessment: as told", "- safety plan: paper file"]
    return "\n".join([*lines, *more])


@pytest.mark.parametrize("level", ["moderate", "high"])
def test_a_raised_level_is_owed_until_a_lower_one_is_recorded(level: str) -> None:
    """It is called the last recorded level; sessions that did not assess it do not end it."""
    built = a_course().note(1, raised(level)).note(2, "## Check-in\nWell.")
    day = built.day(1)
    told = f"last recorded level: {level} (session 1, {day}), not assessed in session 2"
    assert owes(built, "risk") == [("now", told)]
    assert owes(built.note(3, RISK), "risk") == []


def test_an_item_about_self_harm_is_owed_while_its_last_answer_is_no_zero() -> None:
    """Assessed as low it stays in sight; not assessed at all it comes first, with the error that `check` has."""
    built = a_course().note(1, RISK, ITEM_NINE.format(1))
    ((urgency, told),) = owes(built, "risk")
    assert (urgency, told.partition("; ")[2]) == ("soon", "PHQ-9 item 9 was 1 (session 1)")
    ((urgency, told),) = owes(built.note(2, ITEM_NINE.format("x")), "risk")
    assert told.endswith("PHQ-9 item 9 was 1 (session 1), left out in session 2")
    ((urgency, _),) = owes(built.note(2, ITEM_NINE.format(2)), "risk")
    assert urgency == "now"
    assert owes(built.note(2, RISK, ITEM_NINE.format(0)), "risk") == []


def test_nothing_in_the_agenda_clears_anybody() -> None:
    """A level of none and a 0 are not told at all."""
    told = " ".join(what for _, what in owes(a_course().note(1, RISK, ITEM_NINE.format(0)), "risk"))
    assert told == ""


def test_an_escalation_without_an_outcome_is_asked_for() -> None:
    """Until what came of it is written, in whichever session."""
    built = a_course().note(1, raised("high", "- escalation: Dr Q."))
    ((_, told),) = owes(built, "risk")
    assert told.endswith("what came of the escalation of session 1 is not recorded")
    ((_, told),) = owes(built.note(2, raised("moderate", "- escalation outcome: seen")), "risk")
    assert "escalation" not in told


def test_risk_of_a_concluded_course_is_in_sight_until_its_summary_is_signed() -> None:
    """The summary is where it goes on from there."""
    built = a_course().note(1, raised("high")).conclude(EndType.ESCALATED)
    assert [urgency for urgency, _ in owes(built, "risk")] == ["now"]


def measured(built: CourseBuilder, first: int, last: int, *taken: int) -> CourseBuilder:
    """The course with notes from one session to another, and a measure in some."""
    for number in range(first, last + 1):
        built.note(number, "## Measure\n- PHQ-9: 12" if number in taken else "## Check-in\nWell.")
    return built


@pytest.mark.parametrize(
    ("last", "taken", "told"),
    [
        (4, (1,), None),
        (5, (1,), ("soon", "a measure is due in session 6: the last was taken in session 1")),
        (6, (1,), ("now", "a measure is overdue: the last was taken in session 1")),
        (6, (1, 6), None),
        (13, (1, 13), None),
        (14, (1, 13), ("soon", "the end measure is due: none yet in sessions 15 and 16, the last ones")),
        (15, (1, 13), ("now", "the end measure is due: none yet in session 16, the last")),
        (15, (1, 15), None),
    ],
)
def test_the_measure_that_the_next_session_owes(
    last: int, taken: tuple[int, ...], told: tuple[str, str] | None
) -> None:
    """Every four sessions, and in one of the last two."""
    assert owes(measured(a_course(), 1, last, *taken), "measure") == ([told] if told else [])


def test_a_documented_reason_against_questionnaires_counts_until_the_next_one() -> None:
    """As an override of MEA002."""
    assert owes(measured(a_course(), 1, 6, 1).override("MEA002"), "measure") == []


def test_the_baseline_measure_is_among_what_the_beginning_owes() -> None:
    """By its limit; it is not told twice."""
    built = by_manual(sessions=2).without("Measure")
    ((_, told),) = owes(built, "assessment")
    assert "Baseline measure" in told
    assert owes(built, "measure") == []


def test_the_gap_that_is_usual_is_the_practice_s_own() -> None:
    """14 days unless checks.toml says otherwise; more where another pace was agreed."""
    built = a_course().note(1, RISK)
    assert owes(built, "pace", days_later=14) == []
    assert owes(built, "pace", days_later=15) == [("soon", "15 days since session 1; at most 14 is usual")]
    assert owes(built, "pace", days_later=15, gap_days=21) == []
    built.write(1, "## Contract\n- frequency: every two weeks")
    assert owes(built, "pace", days_later=62) == []
    assert [urgency for urgency, _ in owes(built, "pace", days_later=63)] == ["soon"]


@pytest.mark.parametrize(
    ("days", "urgency", "over"), [(1, "soon", ""), (15, "now", ", past 15"), (90, "now", ", past 90")]
)
def test_a_summary_is_due_by_the_days_since_the_last_session(days: int, urgency: str, over: str) -> None:
    """Against 15, 30 and 90 days."""
    built = by_manual("role dispute", planned=12).conclude()
    counted = "1 day" if days == 1 else f"{days} days"
    told = f"the summary is not signed, {counted} after the last session{over}"
    assert owes(built, "summary", days_later=days) == [(urgency, told)]


def test_the_client_with_the_gravest_thing_comes_first(tmp_path: Path) -> None:
    """Within what is equally urgent; all that is owed for one client stands together."""
    with make_practice(tmp_path, "A-1", "B-2") as practice:
        for code, risk in (("A-1", "low"), ("B-2", "high")):
            front = f"client: {code}\nsession: 1\ndate: {TODAY - dt.timedelta(days=5)}\nphase: beginning"
            text = f"---\n{front}\n---\n{raised(risk)}\n"
            writing.save_note(practice, writing.new_draft(practice, practice.open(code), text))
        found = agendas.agenda(practice).owed
    assert [(each.code, each.kind) for each in found if each.urgency == "now"] == [
        ("B-2", "risk"),
        ("B-2", "unsigned"),
        ("A-1", "unsigned"),
    ]


def shown(owed: list[Owed], *, is_in_full: bool = False) -> list[str]:
    """The agenda as it is printed."""
    return list(told_agenda(ShownAgenda(TODAY, 7, 1, tuple(owed), is_in_full)))


def test_one_screen_is_shown_unless_all_is_asked_for() -> None:
    """The rest is counted, and told how to be seen; `--all` shows every client."""
    owed = [
        Owed(f"C-{number:02}", "unsigned", "now" if number < 15 else "soon", "not signed", f"sign {number}")
        for number in range(30)
    ]
    lines = shown(owed)
    assert len(lines) < 24
    assert lines[-1] == "and 5 now and 15 soon: ipt-notes agenda --all"
    assert {line.split()[0] for line in shown(owed, is_in_full=True)} >= {each.code for each in owed}


def test_what_one_command_settles_has_it_once() -> None:
    """Two things of a client, and one line to type."""
    owed = [Owed("MK-014", kind, "soon", kind, "ipt-notes write MK-014") for kind in ("measure", "ending")]
    assert shown(owed) == [
        "Soon",
        "  MK-014  measure",
        "          ending",
        "          ipt-notes write MK-014",
    ]
