"""What saving points out: a number without a note, a measure that stands twice. Nothing is refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.note import ScoreLine
from ipt_notes.services import foreseeing, measuring, writing
from tests.vault.building import TODAY, make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "MK-014"
MEASURE = "## Measure\n- PHQ-9: 13"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice with one client."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with make_practice(tmp_path, CODE) as practice:
        yield practice


def text(session: int, *sections: str, weeks_ago: int = 0) -> str:
    """A note as it is typed."""
    day = TODAY - dt.timedelta(weeks=weeks_ago)
    front = f"client: {CODE}\nsession: {session}\ndate: {day}\nphase: beginning"
    return "---\n" + front + "\n---\n" + "\n\n".join(sections) + "\n"


def save(practice: Practice, session: int, *sections: str, weeks_ago: int = 0) -> tuple[str, ...]:
    """What saving the note of a session leaves to be told."""
    typed = text(session, *sections, weeks_ago=weeks_ago)
    return writing.save_note(practice, writing.new_draft(practice, practice.open(CODE), typed)).warnings


def test_a_skipped_number_is_pointed_out_and_saved(practice: Practice) -> None:
    """It may be a slip of the keyboard, or a note that is still to be written; a number in its place says nothing."""
    assert save(practice, 1, MEASURE, weeks_ago=2) == ()
    assert save(practice, 3, "## Check-in\nWell.") == ("session 2 has no note, and session 3 has one",)
    assert [session.number for session in practice.open(CODE).course.sessions] == [1, 3]
    assert save(practice, 2, "## Check-in\nWell.", weeks_ago=1) == ()


def test_a_date_before_the_session_before_is_pointed_out(practice: Practice) -> None:
    """Session 2 of a week before session 1."""
    save(practice, 1, MEASURE)
    (told,) = save(practice, 2, "## Check-in\nWell.", weeks_ago=1)
    assert told.startswith("session 2 of 2026-03-09 is dated before session 1")


def test_a_measure_that_stands_twice_on_a_day_is_pointed_out(practice: Practice) -> None:
    """In a note, or between notes; another measure, or another day, is none."""
    save(practice, 1, MEASURE)
    twice = measuring.record_score(practice, CODE, TODAY, ScoreLine("phq9", total=12))
    told = "PHQ-9 stands twice on 2026-03-16 (13, 12), and each counts: take out a mistaken one (`void`)"
    assert told in twice.to_mind
    for line, day in (
        (ScoreLine("gad7", total=9), TODAY),
        (ScoreLine("phq9", total=12), TODAY - dt.timedelta(days=1)),
    ):
        assert not any("stands" in said for said in measuring.record_score(practice, CODE, day, line).to_mind)


def test_two_tools_the_program_does_not_know_are_told_apart(practice: Practice) -> None:
    """By their names."""
    first = measuring.record_score(practice, CODE, TODAY, ScoreLine("other", total=20, name="BDI-II"))
    other = measuring.record_score(practice, CODE, TODAY, ScoreLine("other", total=3, name="SRM"))
    again = measuring.record_score(practice, CODE, TODAY, ScoreLine("other", total=21, name="BDI-II"))
    assert first.to_mind == other.to_mind == ()
    assert [said.partition(" (")[0] for said in again.to_mind] == ["BDI-II stands twice on 2026-03-16"]


def test_it_is_told_while_it_is_still_being_typed(practice: Practice) -> None:
    """In the built-in editor, as saving would."""
    measuring.record_score(practice, CODE, TODAY, ScoreLine("phq9", total=12))
    typed = text(1, MEASURE)
    chart = practice.open(CODE)
    told = foreseeing.foreseen(practice, chart, writing.new_draft(practice, chart, typed), typed)
    assert any(said.startswith("PHQ-9 stands twice") for _, said in told)
