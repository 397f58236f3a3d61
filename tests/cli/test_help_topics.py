"""Pages on topics: short, true of the program, and laid out for the terminal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ipt_notes
from docs.generate import every_error
from ipt_notes.cli.help import FOLDER, topics
from ipt_notes.cli.table import COMMANDS
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import ProblemArea, words
from tests.cli.test_help import EVERY

PAGES = {name: (FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in topics()}
SCREEN = 30


def helped(*words: str, columns: int = 80) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ipt_notes", "help", *words],
        capture_output=True, text=True, check=False, env={"COLUMNS": str(columns), "PYTHONUTF8": "1"},
    )  # fmt: skip


def typed_in(page: str) -> list[str]:
    """The commands that a page shows, without the program's name."""
    shown = [line.strip() for line in page.split("\n") if line.startswith("    ")]
    shown += re.findall(r"`(.*?)`", page)
    return [
        found[1]
        for line in shown
        for found in re.finditer(r"\b(?:ipt-notes|ipt) ([a-z].*?)(?:  |[|)>]|$)", line)
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_about_a_screen(name: str) -> None:
    """With a title, within the width, and nothing that is Markdown alone."""
    told = helped(name).stdout.splitlines()
    assert re.fullmatch(r"# [A-Z][\w -]+: [^\n]+", PAGES[name].partition("\n")[0])
    assert len(told) <= SCREEN
    assert max(map(len, told)) <= 80
    assert "**" not in PAGES[name]
    assert "](" not in PAGES[name]


@pytest.mark.parametrize("name", PAGES)
def test_every_command_and_option_on_a_page_is_there(name: str) -> None:
    """What is shown can be typed."""
    for line in typed_in(PAGES[name]):
        words = line.split()
        full = " ".join(words[:2]) if " ".join(words[:2]) in EVERY else words[0]
        assert full in EVERY or words[0] in COMMANDS, line
        options = {option for each in getattr(EVERY.get(full), "params", ()) for option in each.opts}
        assert {word for word in words if word.startswith("-") and len(word) > 1} - {
            "--help",
            "--",
        } <= options, line


def test_the_commands_that_are_looked_for_are_found() -> None:
    """The test above would say nothing if it read no line."""
    page = "x `ipt-notes note sign CODE` y\n\n    ipt-notes slot list    the ways"
    assert typed_in(page) == ["slot list", "note sign CODE"]


def test_every_exit_code_is_on_its_page() -> None:
    """Those that an error has, and those of `check`; no other."""
    said = {int(code) for code in re.findall(r"(?m)^- (\d+):", PAGES["exit-codes"])}
    assert said == {error.exit_code for error in every_error()} | {0, 1}


def test_every_variable_that_the_program_reads_is_on_its_page() -> None:
    """And none that it does not read."""
    said = set(re.findall(r"\bIPT_NOTES_[A-Z_]+\b", PAGES["environment"]))
    sources = Path(ipt_notes.__file__).parent.rglob("*.py")
    read = {
        name
        for file in sources
        for name in re.findall(r"\bIPT_NOTES_[A-Z_]*[A-Z]\b", file.read_text("utf-8"))
    }
    assert said == read


def test_the_variants_and_problem_areas_are_on_their_pages() -> None:
    """All of them."""
    assert all(re.search(rf"\b{name}\b", PAGES["phases"]) for name in VARIANTS)
    assert all(f"- {words(area)}:" in PAGES["problem-areas"] for area in ProblemArea)


def test_a_topic_with_the_name_of_a_command_says_how_the_command_is_used() -> None:
    """The topic is shown; the command is not hidden behind it."""
    for name in {*topics()} & {*COMMANDS}:
        assert f"`ipt-notes {name} --help`" in PAGES[name]


def test_help_without_a_topic_lists_them() -> None:
    """Each with its title, in a line."""
    told = helped().stdout.splitlines()
    assert [line.split()[0] for line in told if line.startswith("  ")] == list(topics())
    assert max(map(len, told)) <= 100


def test_help_on_a_command_is_its_help() -> None:
    """A command's, a group's, and that of a command in a group."""
    assert helped("note", "new").stdout.startswith("Usage: ipt-notes note new")
    assert helped("note").stdout.startswith("Usage: ipt-notes note ")
    assert "sign" in helped("note").stdout
    assert helped("check").stdout.startswith("Usage: ipt-notes check ")


@pytest.mark.parametrize(("typed", "near"), [("kyes", "keys"), ("exit codes", ""), ("enviroment", "environment"), ("note nwe", ""), ("zzz", "")])  # fmt: skip
def test_what_is_not_known_is_told_with_what_is_near(typed: str, near: str) -> None:
    """Exit code 6; blanks and dashes are the same in a topic's name."""
    told = helped(*typed.split())
    if typed == "exit codes":
        assert told.returncode == 0
        return
    assert told.returncode == 6
    assert told.stderr.startswith("ipt-notes: help on ")
    assert near in told.stderr


def test_a_page_is_laid_out_for_the_terminal() -> None:
    """Narrow or wide; examples stay as they are, to be copied."""
    narrow, wide = helped("keys", columns=50).stdout, helped("keys", columns=100).stdout
    assert max(map(len, wide.splitlines())) > 80
    assert len(narrow.splitlines()) > len(wide.splitlines())
    assert "    ipt-notes slot add recovery --recovery-kit FILE" in narrow


def test_help_on_a_command_as_json_has_its_help() -> None:
    """What --json said is not forgotten over the command that is shown."""
    usage = json.loads(helped("note", "new", "--json").stdout)
    assert usage["command"] == "note new"
    assert usage["usage"] == helped("note", "new").stdout


def test_a_page_as_json_is_the_markdown() -> None:
    """For another program to show."""
    page = json.loads(helped("keys", "--json").stdout)
    assert page["topic"] == "keys"
    assert page["page"] == PAGES["keys"]
