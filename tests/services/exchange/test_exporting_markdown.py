"""The termination summary leaves as Markdown under the same rules as the Word document."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import ExportRefused
from ipt_notes.services.exchange.exporting_markdown import export_markdown, is_markdown
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from pathlib import Path

CODE = "EX-001"


@pytest.mark.parametrize("place", ["-", "summary.md"])
def test_the_log_has_the_digest_of_the_text(tmp_path: Path, place: str) -> None:
    """Printed or written, and that it is a draft."""
    output = place if place == "-" else str(tmp_path / place)
    with make_practice(tmp_path, CODE) as practice:
        made = export_markdown(practice, CODE, output, is_draft=True)
        (disclosed,) = practice.open(CODE).course.disclosures
    text = made.text if place == "-" else (tmp_path / place).read_text(encoding="utf-8")
    assert (disclosed.what, disclosed.is_draft) == ("termination summary as Markdown", True)
    assert disclosed.sha256 == made.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert "DRAFT" in text


def test_a_final_one_waits_for_what_is_open(tmp_path: Path) -> None:
    """As the Word document does; nothing is written and nothing recorded."""
    with make_practice(tmp_path, CODE) as practice:
        with pytest.raises(ExportRefused):
            export_markdown(practice, CODE, tmp_path / "summary.md")
        assert practice.open(CODE).course.disclosures == ()
    assert not (tmp_path / "summary.md").exists()


def test_what_asks_for_markdown() -> None:
    """Standard output and .md in any letter case; everything else is a Word document."""
    assert [is_markdown(each) for each in ("-", "a.md", "A.MD", "a.docx", "md")] == [
        True,
        True,
        True,
        False,
        False,
    ]
