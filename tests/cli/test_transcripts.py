"""Every conversation of tests/cli/transcripts is still had, word for word."""

import os
from pathlib import Path

import pytest

from tests.cli import transcript

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.md"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_program_answers_as_written_down(file: Path, tmp_path: Path) -> None:
    """Commands, output, errors and exit codes stand in the file; what changes by chance is written as <id>, <time>."""
    written = file.read_text(encoding="utf-8")
    now = transcript.played(written, tmp_path)
    if os.environ.get("IPT_NOTES_WRITE_TRANSCRIPTS"):
        file.write_text(now, encoding="utf-8")
    assert now == written


def test_there_are_transcripts() -> None:
    """An empty folder would pass everything."""
    assert len(FILES) >= 8
