"""A course leaves as FHIR with its disclosure recorded, and only when it keeps the rules."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.records import NoteSaved
from ipt_notes.errors import ExportRefused, Refused
from ipt_notes.export.fhir import Release
from ipt_notes.services.exchange import exchanging_fhir
from ipt_notes.services.exchange.exchanging_fhir import FhirBroken, export_course, export_document
from tests.builders import by_manual
from tests.export.fhir_reading import wrong_by_models
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice

CODE = "EX-001"
RELEASE = Release("signed release of 2026-03-01", "Dr Referrer")


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """A vault whose one client has had four sessions about a role dispute."""
    (tmp_path / "vault").mkdir()
    with make_practice(tmp_path / "vault", CODE) as practice:
        course = practice.open(CODE).course.id
        sessions = by_manual("role dispute", sessions=4).course().sessions
        notes = [NoteSaved(one.note, course, 1, one.text, one.content) for one in sessions]
        practice.write(practice.find(CODE), lambda _: notes)
        yield practice


def test_the_log_has_the_digest_the_recipient_and_the_authorisation(
    practice: Practice, tmp_path: Path
) -> None:
    """As it was told."""
    made = export_course(practice, CODE, tmp_path / "f.json", release=RELEASE)
    (disclosed,) = practice.open(CODE).course.disclosures
    assert (disclosed.what, disclosed.audience) == ("course in FHIR", "exchange")
    assert (disclosed.recipient, disclosed.authorisation) == (RELEASE.recipient, RELEASE.authorisation)
    assert disclosed.sha256 == made.sha256 == hashlib.sha256((tmp_path / "f.json").read_bytes()).hexdigest()
    assert (tmp_path / "f.json").stat().st_mode & 0o777 == 0o600
    assert made.resources["Encounter"] == 4
    assert wrong_by_models(json.loads((tmp_path / "f.json").read_bytes())) == []


def test_a_summary_that_can_t_be_final_is_a_draft_or_nothing(practice: Practice, tmp_path: Path) -> None:
    """The same rules as for the Word document, which is in it."""
    with pytest.raises(ExportRefused):
        export_document(practice, CODE, tmp_path / "d.json", release=RELEASE)
    assert not (tmp_path / "d.json").exists()
    made = export_document(practice, CODE, tmp_path / "d.json", release=RELEASE, is_draft=True)
    assert made.obstacles
    (disclosed,) = practice.open(CODE).course.disclosures
    assert (disclosed.what, disclosed.is_draft) == ("termination summary in FHIR", True)
    bundle = json.loads((tmp_path / "d.json").read_bytes())
    assert wrong_by_models(bundle) == []
    found = [entry["resource"] for entry in bundle["entry"] if "content" in entry["resource"]]
    (docx,) = [data for each in found if (data := each["content"][0]["attachment"].get("data"))]
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(base64.b64decode(docx))).namelist()


def test_what_breaks_a_rule_is_not_written(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect of ours stays here, and is told without a word of the course."""
    monkeypatch.setattr(exchanging_fhir, "course_bundle", lambda *_: {"type": "collection", "entry": []})
    with pytest.raises(FhirBroken) as told:
        export_course(practice, CODE, tmp_path / "f.json", release=RELEASE)
    assert told.value.details == ("the Bundle has no timestamp",)
    assert not (tmp_path / "f.json").exists()
    assert practice.open(CODE).course.disclosures == ()


def test_a_file_that_is_there_stays(practice: Practice, tmp_path: Path) -> None:
    """And what was refused is not in the log."""
    (tmp_path / "f.json").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused):
        export_course(practice, CODE, tmp_path / "f.json", release=RELEASE)
    assert practice.open(CODE).course.disclosures == ()
