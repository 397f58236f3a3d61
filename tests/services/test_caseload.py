"""The caseload counts what `check` says, by the practice's own thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.records import ScoreLine
from ipt_notes.services import checking, measuring
from ipt_notes.services.caseload import CaseLine, caseload
from tests.builders import by_manual
from tests.vault.building import TODAY, make_practice, saved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from tests.builders import CourseBuilder

CODE = "EX-001"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A vault with one client."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE) as practice:
        yield practice


def line(practice: Practice, built: CourseBuilder) -> CaseLine:
    """The client's line, once these notes are in the chart."""
    course = practice.open(CODE).course.id
    practice.write(practice.find(CODE), lambda _: saved(built.course().sessions, course))
    return caseload(practice)[0]


def test_warnings_are_warnings_and_mere_notes_are_not_counted(practice: Practice) -> None:
    """As `check` has them by their severity."""
    found = line(
        practice,
        by_manual(sessions=3).without("Timeline").without("Between session plan").front(2, minutes=20),
    )
    said = [one.severity for one in checking.check_chart(practice, practice.open(CODE)).findings]
    assert "info" in said
    assert (found.errors, found.warnings) == (said.count("error"), said.count("warning"))


def test_a_threshold_that_the_practice_set_counts_here_too(practice: Practice, tmp_path: Path) -> None:
    """As it does for `check`: a gap of three weeks is usual here."""
    built = by_manual(sessions=4)
    late = line(practice, built.front(4, on=built.day(6))).warnings
    folder = tmp_path / "config" / "ipt-notes"
    folder.mkdir(parents=True)
    (folder / "checks.toml").write_text("gap_days = 21\n")
    assert caseload(practice)[0].warnings == late - 1


def test_two_tools_the_program_does_not_know_are_never_one_series(practice: Practice) -> None:
    """Each by its name: a mood diary of 41 and another questionnaire of 12 would look like a fall."""
    for total, name in ((41, "Mood diary"), (12, "BDI-II"), (38, "Mood diary")):
        measuring.record_score(practice, CODE, TODAY, ScoreLine("other", total=total, name=name))
    (found,) = caseload(practice)
    assert (found.measure, found.scores) == ("Mood diary", (41, 38))
