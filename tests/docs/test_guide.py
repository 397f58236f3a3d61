"""The guide is walked from its first page to its last, and the program answers as it says."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ipt_notes.cli.table import COMMANDS

FOLDER = Path(__file__).parents[2] / "docs" / "guide"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.skipif(sys.platform != "linux", reason="a terminal, and a memory file system to edit in")
def test_every_command_answers_as_the_guide_says() -> None:
    """One therapist, one client, half a year. IPT_NOTES_WRITE_TRANSCRIPTS=1 writes the pages anew."""
    from tests.docs.walk import Desk, walked

    # Short names: a long one would break the lines that it stands in.
    with TemporaryDirectory(dir="/tmp") as folder, TemporaryDirectory(dir="/dev/shm") as stick:
        desk = Desk(Path(folder), Path(stick))
        for page in PAGES:
            written = page.read_text(encoding="utf-8")
            now = walked(written, desk)
            if os.environ.get("IPT_NOTES_WRITE_TRANSCRIPTS"):
                page.write_text(now, encoding="utf-8")
            else:
                assert now == written, page.name


def test_the_guide_has_its_pages() -> None:
    """In the table of its first page, in their order, each leading to the next."""
    first = (FOLDER / "README.md").read_text(encoding="utf-8")
    names = [page.name for page in PAGES]
    assert re.findall(r"\((\d\d-[\w-]+\.md)\)", first) == names
    for page, following in zip(PAGES, names[1:], strict=False):
        assert page.read_text(encoding="utf-8").rstrip().endswith(f"]({following}).")


@pytest.mark.parametrize("page", [*PAGES, FOLDER / "README.md"], ids=lambda page: page.stem)
def test_every_command_in_its_sentences_is_one(page: Path) -> None:
    """What stands between backquotes can be typed."""
    prose = FENCED.sub("", page.read_text(encoding="utf-8"))
    for command in re.findall(r"`ipt(?:-notes)? ([a-z]+)", prose):
        assert command in COMMANDS
