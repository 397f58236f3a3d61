"""A practice's own thresholds of the checks: `checks.toml` beside its folder of templates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from ipt_notes.checks.engine import check_course
from ipt_notes.checks.setting import DEFAULT, LIMITS, Thresholds
from ipt_notes.course.vocabulary import Absence, Phase
from ipt_notes.errors import IptNotesError, UsageProblem, WorldProblem
from ipt_notes.services import checking, events, thresholds
from ipt_notes.services.thresholds import read_thresholds, thresholds_file
from ipt_notes.services.writing import NoteRequest, scaffold_note
from tests.builders import by_manual
from tests.vault.building import TODAY, make_practice, with_key_file

if TYPE_CHECKING:
    from pathlib import Path

CODE = "MK-014"


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have thresholds of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def written(folder: Path, text: str) -> Path:
    """The practice's own file."""
    path = thresholds_file(with_key_file(folder))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_usual_thresholds_are_in_force(tmp_path: Path) -> None:
    """And it lies beside the folder of templates."""
    settings = with_key_file(tmp_path)
    assert thresholds.thresholds(settings) == DEFAULT
    assert thresholds_file(settings) == settings.templates.parent / "checks.toml"


def test_what_the_file_sets_is_in_force_and_the_rest_is_as_usual(tmp_path: Path) -> None:
    """A whole number will do for a part."""
    path = written(tmp_path, "fewest_people = 5\nhalf = 1\nlate_fall = 0.5\n")
    assert read_thresholds(path) == Thresholds(fewest_people=5, half=1.0, late_fall=0.5)


def test_a_file_that_notepad_wrote_is_read(tmp_path: Path) -> None:
    """It begins with a byte order mark, and its lines end as those of Windows do."""
    path = written(tmp_path, "\ufefffewest_people = 5\r\nhalf = 1\r\n")
    assert read_thresholds(path) == Thresholds(fewest_people=5, half=1.0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fewest people = 5\n", ":1: this is not TOML"),
        ("\nfewest_people =\n", ":2: this is not TOML"),
        ("fewest_person = 5\n", ": fewest_person is not known"),
        ('"a\\u001b[2Jb" = 5\n', ": a key is not known"),
        ("[INV007]\nfewest_people = 5\n", ": INV007 is not known"),
        ("fewest_people = '5'\n", ": fewest_people is not a whole number from 0 to 20"),
        ("fewest_people = 2.5\n", ": fewest_people is not a whole number from 0 to 20"),
        ("fewest_people = true\n", ": fewest_people is not a whole number from 0 to 20"),
        ("fewest_people = -1\n", ": fewest_people is not a whole number from 0 to 20"),
        ("fewest_people = 21\n", ": fewest_people is not a whole number from 0 to 20"),
        ("late_fall = 40\n", ": late_fall is not a number from 0 to 1"),
        ("late_fall = nan\n", ": late_fall is not a number from 0 to 1"),
        ("late_fall = []\n", ": late_fall is not a number from 0 to 1"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_with_line_or_key(tmp_path: Path, text: str, told: str) -> None:
    """A slip never silences a rule."""
    path = written(tmp_path, text)
    with pytest.raises(UsageProblem) as problem:
        read_thresholds(path)
    assert problem.value.message == f"{path}{told}"
    assert problem.value.hint


def test_a_file_that_is_no_text_or_can_not_be_read_is_told(tmp_path: Path) -> None:
    """With its name."""
    path = written(tmp_path, "")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageProblem, match="not TOML"):
        read_thresholds(path)
    with pytest.raises(WorldProblem, match="could not be read"):
        read_thresholds(path.parent)


@given(text=st.text(max_size=80))
def test_any_text_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """In one line, and never as anything but a slip in the file."""
    path = tmp_path_factory.getbasetemp() / "checks.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    told = ""
    try:
        read_thresholds(path)
    except IptNotesError as problem:
        told = problem.message
    assert not told or (told.startswith(str(path)) and told.isprintable())


def test_every_threshold_can_be_set_to_either_end_of_its_range(tmp_path: Path) -> None:
    """What the page promises is taken."""
    for end in ("least", "most"):
        lines = [f"{key} = {getattr(limit, end)}" for key, limit in LIMITS.items()]
        found = asdict(read_thresholds(written(tmp_path, "\n".join(lines))))
        assert found == {key: getattr(limit, end) for key, limit in LIMITS.items()}


def test_check_and_override_go_by_the_practices_own(tmp_path: Path) -> None:
    """Two no-shows are told, unless the practice says three; and a reason may be shorter."""
    with make_practice(tmp_path, CODE) as practice:
        for day in (TODAY - dt.timedelta(days=7), TODAY):
            events.miss_session(practice, CODE, day, Absence.NO_SHOW, "")
        chart = practice.open(CODE)
        assert len(checking.check_chart(practice, chart, select=("ATT001",)).findings) == 1
        with pytest.raises(UsageProblem, match="fewer than 15 characters"):
            events.override_finding(practice, CODE, "ATT001", "ill", None)
        written(tmp_path, "reason_length = 3\n")
        events.override_finding(practice, CODE, "ATT001", "ill", None)
        written(tmp_path, "reason_length = 0\n")
        with pytest.raises(UsageProblem, match="reason_length is not a whole number from 1 to 200"):
            checking.check_chart(practice, chart)


def test_the_scaffold_asks_by_the_practices_own(tmp_path: Path) -> None:
    """Four warning signs are wanted: four are asked for."""
    with make_practice(tmp_path, CODE) as practice:
        ending = NoteRequest(session=16, phase=Phase.FINAL)
        assert "2 or more" in scaffold_note(practice, practice.open(CODE), ending)
        written(tmp_path, "warning_signs = 4\n")
        assert "4 or more" in scaffold_note(practice, practice.open(CODE), ending)


@pytest.mark.parametrize(
    ("sessions", "change", "rule"),
    [
        (3, Thresholds(fewest_people=4), "INV007"),
        (2, Thresholds(half=1.0), "BEG002"),
        (10, Thresholds(late_fall=0.9), "MEA004"),
        (5, Thresholds(early_fall=0.9), "MEA004"),
        (5, Thresholds(gap_days=6), "SES002"),
        (5, Thresholds(no_shows=1), "ATT001"),
        (5, Thresholds(no_show_before=9), "ATT001"),
        (16, Thresholds(warning_signs=3), "END004"),
    ],
)
def test_a_rule_reads_what_is_set(sessions: int, change: Thresholds, rule: str) -> None:
    """A course that is quiet with the usual number is told with another."""
    built = by_manual("grief", sessions=sessions)
    course = (built.miss(built.day(4)) if sessions > 3 else built).course()
    assert check_course(course, TODAY) == ()
    assert {each.rule for each in check_course(course, TODAY, thresholds=change)} == {rule}
