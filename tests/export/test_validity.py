"""A checker of the format that knows nothing of this program finds nothing wrong with what it writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ipt_notes.export.termination import render
from tests.export import courses, more_courses


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with a summary of every course, final and draft, on both papers."""
    for make in (courses.whole, courses.lost_contact, *more_courses.ALL):
        for paper, findings in (("a4", None), ("letter", ["one"])):
            data = render(make(), narrative={}, therapist="A", paper=paper, draft_findings=findings)
            (tmp_path / f"{make.__name__}-{paper}.docx").write_bytes(data)
    return tmp_path


def test_openxml_audit_finds_nothing(written: Path) -> None:
    """Schema, relationships and meaning, as far as it knows them; nothing has to be allowed."""
    program = Path(sys.executable).with_name("openxml-audit")
    done = subprocess.run(
        [program, "--recursive", "--quiet", str(written)],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
