"""Who was given what, as a person asks for it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.cli.transcript import environment
from tests.export.batches import practice_of, run

if TYPE_CHECKING:
    from pathlib import Path

CODE = "EX-001"


def _ask(folder: Path, *words: str) -> str:
    line = [sys.executable, "-m", "ipt_notes", "export", *words]
    return subprocess.run(
        line, capture_output=True, text=True, env=environment(folder, "2026-06-01"), cwd=folder, check=True
    ).stdout


def test_everything_that_was_given_out_is_listed(tmp_path: Path) -> None:
    """By a batch and by hand, the earliest first, each with the digest of its own file."""
    practice_of(tmp_path, CODE).close()
    assert "Nothing of EX-001 was given out." in _ask(tmp_path, "disclosures", CODE)
    assert run(tmp_path)[0] == 0
    _ask(tmp_path, "termination", CODE, "-o", "draft.docx", "--draft")
    _ask(tmp_path, "supervision", CODE, "-o", "view.docx")
    files = (tmp_path / "out" / f"{CODE}.docx", tmp_path / "draft.docx", tmp_path / "view.docx")
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    said = json.loads(_ask(tmp_path, "disclosures", CODE, "--json"))["disclosures"]
    assert [line["sha256"] for line in said] == digests
    assert [line["is_draft"] for line in said] == [False, True, False]
    assert [line["audience"] for line in said] == ["full", "full", "supervisor"]
    told = _ask(tmp_path, "disclosures", CODE).splitlines()
    assert [line.removeprefix("  SHA-256 ") for line in told[1::2]] == digests
    assert "termination summary, a draft, for: full" in told[2]
