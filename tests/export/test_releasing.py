"""A document leaves the vault with its disclosure recorded, or not at all; a final one only when all is done."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.errors import ExportRefused, UsageProblem, WorldProblem
from ipt_notes.services import signing, summarising
from ipt_notes.services.exchange import exporting
from ipt_notes.services.practice import Practice
from tests.export import more_courses
from tests.export.reading import parts
from tests.vault.building import make_practice, saved
from tests.vault_memory import MemoryVault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


CODE = "EX-014"


class FullVault(MemoryVault):
    """A vault whose disk is full: it can be read, and nothing more goes in."""

    def commit(self, appends: Sequence[object], key_changes: Sequence[object] = ()) -> None:  # noqa: ARG002
        """Refuse."""
        raise WorldProblem(what="the disk is full", hint="make room")


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    """A practice whose one client has had sixteen sessions of grief work; notes saved, nothing signed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE) as practice:
        course = practice.open(CODE).course.id
        practice.write(practice.find(CODE), lambda _: saved(more_courses.grief().sessions, course))
        yield practice


def _conclude(practice: Practice) -> None:
    signing.sign_notes(practice, CODE, None)
    course = practice.open(CODE).course
    ended = r.CourseEnded(course.id, course.attended[-1].date, EndType.PLANNED, NextStep.END)
    practice.write(practice.find(CODE), lambda _: [ended])


def _narrate(practice: Practice) -> None:
    chart = practice.open(CODE)
    draft = summarising.summary_draft(practice, chart, summarising.summary_text(chart))
    summarising.save_summary(practice, draft)
    summarising.sign_summary(practice, CODE)


def _export(practice: Practice, path: Path, **options: bool) -> exporting.Exported:
    return exporting.export_termination(practice, CODE, path, **options)


def test_the_fingerprint_is_that_of_the_key_that_signed(practice: Practice, tmp_path: Path) -> None:
    """The signer's own, as `vault verify` holds the record against it; on the paper that was asked for."""
    _conclude(practice)
    _narrate(practice)
    path = tmp_path / "summary.docx"
    exporting.export_termination(practice, CODE, path, paper="letter")
    text = parts(path.read_bytes())["word/document.xml"].decode()
    digits = hashlib.sha256(practice.member.public).hexdigest()
    assert " ".join(digits[at : at + 4] for at in range(0, 64, 4)) in text
    assert 'w:w="12240" w:h="15840"' in text


def test_a_scaffold_can_be_signed_untouched_and_exported(practice: Practice, tmp_path: Path) -> None:
    """What is blank is named and stands in nobody's way; the log has the digest of the file's bytes."""
    _conclude(practice)
    _narrate(practice)
    target = tmp_path / "summary.docx"
    done = _export(practice, target)
    assert done.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    (disclosed,) = practice.open(CODE).course.disclosures
    assert (disclosed.sha256, disclosed.is_draft) == (done.sha256, False)
    assert (
        "sixteen sessions; all sixteen were attended"
        in parts(target.read_bytes())["word/document.xml"].decode()
    )


def test_signing_names_the_headings_that_are_still_blank(practice: Practice) -> None:
    """As a hint."""
    _conclude(practice)
    chart = practice.open(CODE)
    text = summarising.summary_text(chart)
    saved = summarising.save_summary(practice, summarising.summary_draft(practice, chart, text))
    signed = summarising.sign_summary(practice, CODE)
    for state in (saved, signed):
        assert "still blank: Reason for referral, Functioning, How to return" in state.warnings[0]
    assert signed.is_signed


def test_a_final_document_is_refused_until_all_is_done(practice: Practice, tmp_path: Path) -> None:
    """Unsigned notes, no conclusion, an unsigned narrative: each is named, and no file is made."""
    target = tmp_path / "summary.docx"
    with pytest.raises(ExportRefused) as caught:
        _export(practice, target)
    told = "\n".join(caught.value.details)
    for obstacle in ("not signed: session", "is not concluded", "the narrative is not signed"):
        assert obstacle in told
    assert caught.value.exit_code == 7
    _conclude(practice)
    with pytest.raises(ExportRefused) as caught:
        _export(practice, target)
    assert ["the narrative is not signed" in line for line in caught.value.details] == [True]
    assert not target.exists()
    assert practice.open(CODE).course.disclosures == ()


def test_an_open_error_stands_against_a_final_document(practice: Practice, tmp_path: Path) -> None:
    """Here a session more than was agreed, without a renegotiation."""
    course = practice.open(CODE).course
    blank = more_courses.session(17, 17, 3, "")
    content = r.Note(CODE, 17, blank.content.date, blank.content.phase)
    practice.write(practice.find(CODE), lambda _: [r.NoteSaved("f" * 32, course.id, 1, "", content)])
    _conclude(practice)
    _narrate(practice)
    with pytest.raises(ExportRefused) as caught:
        _export(practice, tmp_path / "summary.docx")
    assert [line.partition(":")[0] for line in caught.value.details] == ["CON003"]


def test_a_draft_always_works_and_lists_what_is_open(practice: Practice, tmp_path: Path) -> None:
    """In the document and in the answer; without the commands that mend it."""
    target = tmp_path / "draft.docx"
    done = _export(practice, target, is_draft=True)
    told = parts(target.read_bytes())["word/document.xml"].decode()
    assert "The course is not concluded" in told
    assert "The narrative is not signed" in told
    assert "ipt-notes " not in told
    assert len(done.obstacles) >= 3
    assert practice.open(CODE).course.disclosures[0].is_draft


def test_a_disclosure_that_can_not_be_recorded_costs_no_file(practice: Practice, tmp_path: Path) -> None:
    """The document of before stays when it was to be replaced; no new one appears."""
    full = Practice(FullVault.copy_of(practice.port), practice.member, practice.settings)
    target = tmp_path / "draft.docx"
    target.write_bytes(b"the document of before")
    with pytest.raises(WorldProblem, match="disk is full"):
        _export(full, target, is_draft=True, replace=True)
    with pytest.raises(WorldProblem, match="disk is full"):
        _export(full, tmp_path / "another.docx", is_draft=True)
    assert target.read_bytes() == b"the document of before"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["draft.docx"]


def test_a_file_that_can_not_be_written_is_not_recorded(practice: Practice, tmp_path: Path) -> None:
    """No room, no folder, a file in the way."""
    with pytest.raises(WorldProblem):
        _export(practice, tmp_path / "nowhere" / "draft.docx", is_draft=True)
    assert practice.open(CODE).course.disclosures == ()


def test_the_bytes_are_the_same_after_the_therapist_changed_their_name(
    practice: Practice, tmp_path: Path
) -> None:
    """The therapist of the document is the one who signed it."""
    _conclude(practice)
    _narrate(practice)
    first = _export(practice, tmp_path / "one.docx")
    practice.member.name = "Dr B. Example"
    second = _export(practice, tmp_path / "two.docx")
    assert first.sha256 == second.sha256


def test_an_unknown_audience_is_refused_before_anything_is_recorded(
    practice: Practice, tmp_path: Path
) -> None:
    """A typing mistake releases nothing."""
    with pytest.raises(UsageProblem):
        exporting.export_termination(practice, CODE, tmp_path / "a.docx", audience="everybody", is_draft=True)
    assert practice.open(CODE).course.disclosures == ()
