"""An item about self-harm is a prompt wherever it shows: answered, left out, or hidden in a score without a total."""

import datetime as dt

import pytest

from ipt_notes.notes.scaffold import scaffold
from tests.builders import CourseBuilder, a_course

RISK = "## Risk assessment\n- level: low\n- assessment: thoughts at night, no plan, no intent"


def _prompt(built: CourseBuilder, session: int) -> str:
    text = scaffold(built.course(), session=session, on=built.day(session))
    return text.partition("## Risk assessment")[2].partition("-->")[0]


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("PHQ-9: 2 2 x 2 1 1 2 0 2", "PHQ-9 item 9 was 2 in session 1: ask again."),
        ("PHQ-9: 2 2 3 2 1 1 2 0 x", "PHQ-9 item 9 was left out in session 1: ask again."),
        ("CORE-10: 1 1 1 1 1 3 1 1 1 1", "CORE-10 item 6 was 3 in session 1: ask again."),
        ("EPDS: 1 1 1 1 1 1 1 1 1 1", "EPDS item 10 was 1 in session 1: ask again."),
        ("QIDS: 1 1 1 1 1 1 x 1 x 1 1 2 1 1 1 1", "QIDS-SR16 item 12 was 2 in session 1: ask again."),
        ("PHQ-9: 13 (item 9: 2)", "PHQ-9 item 9 was 2 in session 1: ask again."),
    ],
)
def test_the_next_note_asks_about_it(measure: str, told: str) -> None:
    """In the prompt of its risk section, also where items left out mean that there is no total."""
    assert told in _prompt(a_course().note(1, f"## Measure\n- {measure}"), 2)


def test_an_answer_is_not_forgotten_when_the_item_is_left_out_later() -> None:
    """Both are told: what it was, and that it was left out since."""
    built = a_course().note(1, "## Measure\n- PHQ-9: 1 1 1 1 1 1 1 1 2")
    told = _prompt(built.note(2, "## Measure\n- PHQ-9: 1 1 1 1 1 1 1 1 -"), 3)
    assert "PHQ-9 item 9 was 2 in session 1: ask again." in told
    assert "PHQ-9 item 9 was left out in session 2: ask again." in told


@pytest.mark.parametrize(
    ("measure", "is_found"),
    [
        ("PHQ-9: 2 2 x 2 1 1 2 0 2", True),
        ("PHQ-9: 2 2 3 2 1 1 2 0 x", False),
        ("CORE-10: 1 1 1 1 1 3 1 1 1 1", True),
        ("CORE-10: 4 4 4 4 4 x 4 4 4 4", False),
        ("EPDS: 1 1 1 1 1 1 1 1 1 1", True),
        ("QIDS: 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0", True),
        ("MSPSS: 1 1 1 1 1 1 1 1 1 1 1 1", False),
    ],
)
def test_a_check_asks_for_the_assessment(measure: str, *, is_found: bool) -> None:
    """From 1 on, in each measure that has such an item, until the session has its risk assessment."""
    built = a_course().note(1, f"## Measure\n- {measure}")
    assert ("SAF002" in built.rules("SAF002")) is is_found
    assert "SAF002" not in built.write(1, RISK).rules("SAF002")


def test_a_score_between_sessions_is_asked_about_too() -> None:
    """Taken with `measure add` or `measure ask`."""
    built = a_course().note(1, RISK)
    built.measure("phq9", 1, 1, None, 1, 1, 1, 1, 1, 1, on=built.day(1) + dt.timedelta(days=2))
    assert "SAF002" in built.rules("SAF002")
