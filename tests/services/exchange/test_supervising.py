"""A supervision view leaves the vault with its disclosure recorded, or not at all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.records import NoteSaved
from ipt_notes.errors import Refused, UsageProblem, WorldProblem
from ipt_notes.services.exchange import supervising
from tests.builders import by_manual
from tests.export.reading import document, words
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "EX-001"
VIEW = "supervision view"


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A vault whose one client has had eight sessions about a role dispute."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE) as practice:
        course = practice.open(CODE).course.id
        sessions = by_manual("role dispute", sessions=8).course().sessions
        notes = [NoteSaved(one.note, course, 1, one.text, one.content) for one in sessions]
        practice.write(practice.find(CODE), lambda _: notes)
        yield practice


@pytest.mark.parametrize("name", ["view.md", "view.docx", "VIEW.DOCX"])
def test_the_log_has_the_digest_of_the_file(practice: Practice, tmp_path: Path, name: str) -> None:
    """Whose eyes it is for stands beside it."""
    target = tmp_path / name
    made = supervising.export_supervision(practice, CODE, str(target))
    (disclosed,) = practice.open(CODE).course.disclosures
    assert (disclosed.what, disclosed.audience, disclosed.is_draft) == (VIEW, "supervisor", False)
    assert disclosed.sha256 == made.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert target.stat().st_mode & 0o777 == 0o600
    assert made.text == ""


def test_what_is_printed_is_recorded_as_well(practice: Practice) -> None:
    """It leaves the vault like a file."""
    made = supervising.export_supervision(practice, CODE, "-")
    (disclosed,) = practice.open(CODE).course.disclosures
    assert disclosed.sha256 == hashlib.sha256(made.text.encode()).hexdigest()
    assert made.text.startswith("# Supervision view\n")


def test_markdown_and_word_tell_the_same(practice: Practice, tmp_path: Path) -> None:
    """Each word of the one is in the other, signs of Markdown apart."""
    text = supervising.export_supervision(practice, CODE, "-").text
    supervising.export_supervision(practice, CODE, str(tmp_path / "view.docx"))
    shown = words(document((tmp_path / "view.docx").read_bytes()))
    wanted = {word.strip("*:") for word in text.split()} - {"#", "##", "###", "-", ""}
    assert {word for word in wanted if word not in shown} <= {"1.", "2.", "3."}


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(practice: Practice, tmp_path: Path) -> None:
    """And what was refused is not in the log."""
    target = tmp_path / "view.md"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(Refused):
        supervising.export_supervision(practice, CODE, str(target))
    assert (target.read_text(encoding="utf-8"), practice.open(CODE).course.disclosures) == ("mine", ())
    supervising.export_supervision(practice, CODE, str(target), replace=True)
    assert target.read_text(encoding="utf-8").startswith("# Supervision view")


def test_a_place_that_can_not_be_written_to_is_told_before_anything_is_recorded(
    practice: Practice, tmp_path: Path
) -> None:
    """No folder, no disclosure."""
    with pytest.raises(WorldProblem):
        supervising.export_supervision(practice, CODE, str(tmp_path / "nowhere" / "view.md"))
    assert practice.open(CODE).course.disclosures == ()


@pytest.mark.parametrize("name", ["view", "view.pdf", "view.doc", ""])
def test_a_name_says_which_kind_it_is(practice: Practice, name: str) -> None:
    """Otherwise nothing is made."""
    with pytest.raises(UsageProblem, match="no kind of supervision view"):
        supervising.export_supervision(practice, CODE, name)
    assert practice.open(CODE).course.disclosures == ()
