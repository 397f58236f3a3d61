"""The manual page: made from the commands, and read by man and mandoc without a complaint."""

import os
import subprocess
from pathlib import Path

import pytest

from docs import man
from ipt_notes.cli.table import COMMANDS
from tests.programs import needs


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", "100")


def test_the_page_is_as_the_program_would_write_it() -> None:
    """`make docs` writes it anew."""
    for name, text in man.pages().items():
        assert (man.FOLDER / name).read_text(encoding="utf-8") == text


def test_every_command_is_on_the_page() -> None:
    """With what it takes."""
    page = (man.FOLDER / "ipt-notes.1").read_text(encoding="utf-8")
    for name in COMMANDS:
        for full, _ in man.commands(name):
            assert f"\\fB{full.replace('-', chr(92) + '-')}\\fR" in page, full


@needs("mandoc")
def test_mandoc_finds_nothing_to_say_but_that_it_has_no_date() -> None:
    """A page with a date would be another one every day."""
    done = subprocess.run(
        ["mandoc", "-Tlint", "-W", "warning", man.FOLDER / "ipt-notes.1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stdout.splitlines() if "missing date" not in line] == []


@needs("man")
def test_man_shows_it_without_a_warning(tmp_path: Path) -> None:
    """The short name leads to the same page; commands and exit codes are readable."""
    folder = tmp_path / "man1"
    folder.mkdir()
    for name, text in man.pages().items():
        (folder / name).write_text(text, encoding="utf-8")
    env = {
        "PATH": os.environ["PATH"],
        "MANPATH": str(tmp_path),
        "LANG": "C.UTF-8",
        "MANWIDTH": "80",
        "MANPAGER": "cat",
    }
    for name in ("ipt-notes", "ipt"):
        done = subprocess.run(
            ["man", "--warnings", name], capture_output=True, text=True, env=env, check=True
        )
        assert done.stderr == ""
        assert "EXIT STATUS" in done.stdout
        assert "ipt-notes COMMAND" in done.stdout
