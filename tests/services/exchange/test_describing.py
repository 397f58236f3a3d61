"""`client show`: where a course stands, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.records import CourseEnded, CoursePlanned, HoldPlaced
from ipt_notes.course.vocabulary import Absence, EndType, NextStep
from ipt_notes.pictures.lettering import width
from ipt_notes.pictures.spans import Spans
from ipt_notes.services import clients, events
from ipt_notes.services.exchange.describing import ChartState, chart_state
from ipt_notes.services.exchange.telling_chart import told_chart
from tests.builders import CourseBuilder, a_course, by_manual, person
from tests.vault.building import TODAY, make_practice, note_contact, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "EX-001"
SCREEN = (24, 80)


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A vault with one client."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE) as practice:
        yield practice


def _hold(practice: Practice, built: CourseBuilder) -> ChartState:
    """The client's course with these notes in it."""
    course = practice.open(CODE).course.id
    practice.write(practice.find(CODE), lambda _: saved(built.course().sessions, course))
    return _state(practice)


def _state(practice: Practice, *, in_full: bool = False) -> ChartState:
    return chart_state(practice, practice.open(CODE), in_full=in_full)


def _told(state: ChartState, *, is_drawn: bool = True) -> list[str]:
    """The lines as a terminal shows them, without colour."""
    lines = told_chart(state, is_drawn=is_drawn)
    return [line.plain if isinstance(line, Spans) else line for line in lines]


def _under(lines: list[str], label: str) -> list[str]:
    """The lines of one part of the overview."""
    start = next(at for at, line in enumerate(lines) if line.startswith(f"  {label} "))
    end = next((at for at, line in enumerate(lines) if at > start and line[2:3].strip()), len(lines))
    return [line[14:] for line in lines[start:end]]


@pytest.mark.parametrize("area", ["grief", "role dispute", "role transition", "interpersonal deficits"])
@pytest.mark.parametrize("sessions", [1, 3, 8, 16])
def test_a_course_by_the_manual_fits_one_screen(practice: Practice, area: str, sessions: int) -> None:
    """Of 24 lines and 80 columns, one line left for what is typed next."""
    lines = _told(_hold(practice, by_manual(area, sessions=sessions)))
    assert len(lines) < SCREEN[0]
    assert max(map(width, lines)) <= SCREEN[1]


def test_the_phase_bar_has_a_sign_a_session_and_marks_the_present_one(practice: Practice) -> None:
    """Held sessions are filled, those to come are not; the phases stand above where they begin."""
    names, signs = _under(_told(_hold(practice, by_manual(sessions=8))), "phase")
    assert names.split() == ["beginning", "middle", "final"]
    assert [sign for sign in signs if sign in "●◉○"] == ["●"] * 7 + ["◉"] + ["○"] * 8
    assert [signs[names.index(phase)] for phase in names.split()] == ["●", "●", "○"]


def test_before_the_first_session_nothing_is_marked(practice: Practice) -> None:
    """The next one is the first."""
    state = _state(practice)
    assert "◉" not in "".join(_told(state))
    assert _under(_told(state), "next") == [f"session 1, beginning: ipt-notes write {CODE}"]


def test_a_bar_without_room_is_told_in_words(practice: Practice) -> None:
    """A maintenance of two hundred sessions."""
    practice.write(practice.find(CODE), lambda now: [CoursePlanned(now.course.id, 200, TODAY, "agreed")])
    assert _under(_told(_state(practice)), "phase") == ["beginning"]


def test_a_terminal_without_letters_to_draw_with_gets_words(practice: Practice) -> None:
    """No bar and no sparkline, and the same figures."""
    lines = _told(_hold(practice, by_manual(sessions=8)), is_drawn=False)
    assert "\n".join(lines).isascii()
    assert _under(lines, "phase") == ["middle"]
    assert _under(lines, "PHQ-9") == ["18 to 10, -8, reliable improvement"]


def test_scores_are_a_sparkline_with_first_last_and_change(practice: Practice) -> None:
    """High bars are high totals of the part of the measure's range that the course keeps within."""
    (line,) = _under(_told(_hold(practice, by_manual(sessions=8))), "PHQ-9")
    bars, told = line.split("  ")
    assert told == "18 to 10, -8, reliable improvement"
    assert bars == "▇▆▅▅▄▃▃▂"


def test_a_measure_taken_once_is_a_figure(practice: Practice) -> None:
    """There is no change to speak of."""
    assert _under(_told(_hold(practice, by_manual(sessions=1))), "PHQ-9") == ["18"]


def test_the_focus_names_the_person_and_how_the_stage_moved(practice: Practice) -> None:
    """Of a dispute."""
    told = _under(_told(_hold(practice, by_manual("role dispute", sessions=8))), "focus")[0]
    assert told.startswith("role dispute with ")
    assert ", then " in told


def test_goals_stand_with_their_status(practice: Practice) -> None:
    """In each domain; open until somebody says how far it was met."""
    state = _hold(practice, by_manual(sessions=8))
    assert [(goal.domain, goal.status) for goal in state.goals] == [
        ("symptoms", "open"), ("relationships", "open"), ("social_support", "open"),
    ]  # fmt: skip
    assert all(line.startswith("open  ") for line in _under(_told(state), "goals"))


def test_people_stand_by_ring_the_closest_first(practice: Practice) -> None:
    """Who is confided in stands beneath; a crowd is counted."""
    crowd = [person(f"Friend number {number} (friend)", "outer") for number in range(40)]
    people = [*crowd, person("N. (partner)", "inner", confidant="yes"), person("mother (mother)", "middle")]
    lines = _told(_hold(practice, a_course().note(1, "## Inventory\n" + "\n\n".join(people))))
    inner, middle, outer = _under(lines, "people")
    assert inner == "inner     N. (partner)"
    assert middle == "middle    mother"
    assert outer.endswith("and 39 more")
    assert _under(lines, "confidants") == ["N."]


def test_findings_say_why_now_the_gravest_first(practice: Practice) -> None:
    """At most five, then how many more there are."""
    state = _hold(
        practice, by_manual("role dispute").without("Risk assessment").without("Focus work").without("Ending")
    )
    *shown, more = _under(_told(state), "findings")
    severities = [line.split()[0] for line in shown]
    assert len(shown) == 5
    assert severities == sorted(severities)
    assert "SAF001" in shown[0] or "SAF001" in shown[1]
    assert more.startswith("and ")
    assert more.endswith(f": ipt-notes check {CODE}")


def test_a_single_finding_is_told_in_two_lines_if_need_be(practice: Practice) -> None:
    """Its figures are not cut off."""
    state = _hold(practice, by_manual(sessions=8).front(7, on=by_manual().day(7)).skip(6))
    told = " ".join(" ".join(_under(_told(state), "findings")).split())
    assert "error SES001" in told


def test_what_is_unsigned_and_why_it_is_held_are_told(practice: Practice) -> None:
    """Beside the last session, the plan, and what comes next."""
    _hold(practice, by_manual(sessions=5))
    practice.write(practice.find(CODE), lambda _: [HoldPlaced("a complaint is open")])
    lines = _told(_state(practice))
    assert _under(lines, "not signed") == ["sessions 1 to 5"]
    assert _under(lines, "on hold") == ["a complaint is open"]
    assert _under(lines, "last")[0].startswith("session 5 on ")
    assert _under(lines, "next") == [f"session 6, middle: ipt-notes write {CODE}"]


def test_when_every_session_is_held_the_next_step_is_the_ending(practice: Practice) -> None:
    """And after it the summary."""
    state = _hold(practice, by_manual(sessions=16))
    assert _under(_told(state), "next") == [f"every planned session is held: ipt-notes finish {CODE}"]
    ended = CourseEnded(practice.open(CODE).course.id, TODAY, EndType.PLANNED, NextStep.END)
    practice.write(practice.find(CODE), lambda _: [ended])
    lines = _told(_state(practice))
    assert _under(lines, "phase")[0] == f"concluded on {TODAY}: planned, then end"
    assert _under(lines, "next") == [f"the summary is not signed: ipt-notes finish {CODE}"]


def test_contacts_and_history_are_behind_all(practice: Practice) -> None:
    """The overview says that there is more; the details have each record's id."""
    note_contact(practice, CODE, "Rang twice.")
    events.miss_session(practice, CODE, TODAY, Absence.NO_SHOW, "snow")
    overview, whole = _told(_state(practice)), _told(_state(practice, in_full=True))
    assert "Rang twice." not in "\n".join(overview)
    assert overview[-1].endswith(f"ipt-notes client show --all {CODE}")
    contact = next(event for event in _state(practice).events if event.text == "Rang twice.")
    assert f"phone: Rang twice.  [{contact.record}]" in "\n".join(whole)
    assert "no-show: snow" in "\n".join(whole)
    assert any(line.startswith("History (4 records)") for line in whole)


def test_a_beginning_that_is_owed_names_its_tasks(practice: Practice) -> None:
    """What each of them lacks is a detail."""
    _hold(practice, by_manual(sessions=2).without("Interpersonal triad"))
    first, *tasks = _under(_told(_state(practice)), "beginning")
    assert first == "5 tasks open, due by session 3:"
    assert "Interpersonal triad" in " ".join(tasks)
    assert "acute crisis" not in " ".join(tasks)
    assert "Interpersonal triad: acute crisis" in "\n".join(_told(_state(practice, in_full=True)))


@pytest.mark.parametrize("text", ["x" * 500, "a\nb\x1b[31mc", "שלום " * 40, "名" * 90, "👩‍👩‍👧‍👦" * 30, ""])
def test_a_long_or_odd_text_breaks_no_line(practice: Practice, text: str) -> None:
    """Names, goals, reasons: cut to the screen, on one line each."""
    clients.add_client(practice, "EX-002", text, None, clients.NewCourse())
    practice.write(practice.find("EX-002"), lambda _: [HoldPlaced(text)])
    lines = _told(chart_state(practice, practice.open("EX-002")))
    assert max(map(width, lines)) <= SCREEN[1]
    assert not any({"\n", "\x1b"} & set(line) for line in lines)


def test_the_fields_for_scripts_are_there(practice: Practice) -> None:
    """Phases by session, the focus with its stages, goals, open findings: as data, not as drawings."""
    state = _hold(practice, by_manual("role dispute", sessions=8))
    assert state.standing.phases == ("beginning",) * 3 + ("middle",) * 10 + ("final",) * 3
    assert (state.standing.last, state.standing.next_phase) == (8, "middle")
    assert state.focus == ("role dispute",)
    assert state.foci[0].stages[0][1] == "impasse"
    assert (state.scores[0].low, state.scores[0].high, state.scores[0].change) == (0, 27, -8)


def test_risk_is_told_as_what_was_recorded_last(practice: Practice) -> None:
    """The level with its session and since when, where the safety plan is, the last escalation, an item that is no 0."""
    raised = "## Risk assessment\n- level: moderate\n- assessment: as told\n"
    plan = "- safety plan: paper file, reviewed 2026-01-05\n"
    told = "- escalation: Dr Q.\n- escalated on: 2026-01-12, 17:00\n- escalation outcome: seen\n"
    built = a_course().note(1, raised + plan).note(2, raised + told, "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 1")
    state = _hold(practice, built.note(3, "## Check-in\nWell."))
    assert _under(_told(state), "risk") == [
        "last recorded level: moderate (session 2, 2026-01-12), since",
        "session 1, not assessed in session 3",
        "safety plan (session 1): paper file, reviewed 2026-01-05",
        "escalation (session 2; outcome: seen; 2026-01-12, 17:00): Dr Q.",
        "PHQ-9 item 9 was 1 (session 2)",
    ]
    assert (state.risk.level, state.risk.since, state.risk.unassessed) == ("moderate", 1, (3,))


def test_without_an_assessment_no_level_is_recorded(practice: Practice) -> None:
    """It is said, and reads as no clearance."""
    assert _under(_told(_hold(practice, a_course().note(1, "## Check-in\nWell."))), "risk") == [
        "no level is recorded"
    ]


def test_an_answer_of_zero_is_not_told_as_an_end_of_risk(practice: Practice) -> None:
    """A 0 is in the list of measures; here it says nothing."""
    zero = a_course().note(1, "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 0")
    assert not any("item 9" in line for line in _told(_hold(practice, zero)))
