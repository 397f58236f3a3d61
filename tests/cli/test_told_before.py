"""What a person is told and asked before something is done that stays, and by which clock."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.cli.transcript import Command, environment, run

if TYPE_CHECKING:
    from pathlib import Path

NOTE = """---
client: MK-014
session: 1
date: 2026-02-25
phase: beginning
---
## Check-in
Quiet.

## Risk assessment
- level:
- assessment:

## Sick role
"""


class Practice:
    """A folder with a vault, one client and one note, and commands at it with or without a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.env = folder, environment(folder)

    def script(self, typed: str, given: str = "", **env: str) -> str:
        """What a command answers in a script."""
        return "\n".join(run(Command(typed, given), self.folder, self.env | env).lines)

    def terminal(self, typed: str) -> pexpect.spawn:
        """A command at a terminal of 70 columns."""
        env = {name: value for name, value in self.env.items() if name != "COLUMNS"} | {"TERM": "xterm"}
        words = ["-m", "ipt_notes", *typed.split()[1:]]
        return pexpect.spawn(
            sys.executable,
            words,
            env=env,
            cwd=str(self.folder),
            dimensions=(40, 70),
            timeout=20,
            encoding="utf-8",
        )


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    """One client with an unsigned note."""
    made = Practice(tmp_path)
    made.script("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada")
    made.script("ipt client add MK-014")
    assert "saved (revision 1" in made.script("ipt note new MK-014 --from -", NOTE)
    return made


def test_signing_says_what_it_is_and_what_it_lacks_and_asks_once(practice: Practice) -> None:
    """No leaves the note as it is; yes signs it."""
    for answer, signed in (("n", False), ("y", True)):
        shell = practice.terminal("ipt note sign MK")
        shell.expect(r"session 1 of 25 February 2026: 2 sections empty \(Risk assessment, Sick\s+role\)")
        shell.expect(re.escape("Sign all the same? [y/N]:"))
        shell.sendline(answer)
        shell.expect(pexpect.EOF)
        assert ("signed session 1" in shell.before) is signed
        assert shell.before.count("[y/N]") == 0


def test_a_script_signs_without_a_question(practice: Practice) -> None:
    """As before: nothing is asked where nobody is."""
    assert "signed session 1" in practice.script("ipt note sign MK-014")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("ipt override MK BEG999", "the rule 'BEG999'"),
        ("ipt void MK ffffffff", "one record called 'ffffffff'"),
        ("ipt note amend MK 1", "session 1 of MK-014 is not signed"),
        ("ipt note amend MK 7", "MK-014 has no session 7"),
    ],
)
def test_no_reason_is_asked_for_what_will_be_refused(practice: Practice, command: str, told: str) -> None:
    """It is said at once."""
    shell = practice.terminal(command)
    shell.expect(pexpect.EOF)
    assert told in " ".join(shell.before.split())
    assert "Why" not in shell.before
    assert "reason, so that" not in shell.before


def test_people_see_the_time_of_their_own_clock_and_scripts_utc(practice: Practice) -> None:
    """With the name of the zone."""
    shown = practice.script("ipt note history MK-014", TZ="Asia/Tokyo")
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d JST", shown)
    assert "JST" in practice.script("ipt vault audit", TZ="Asia/Tokyo")
    assert re.search(
        r'"at": "(<time>|[^"]+Z)"', practice.script("ipt note history MK-014 --json", TZ="Asia/Tokyo")
    )


def test_the_history_of_a_chart_can_be_read_in_eighty_columns(practice: Practice) -> None:
    """When and which record stand in front; a long reason goes on below itself, beside them and not under them."""
    reason = "an interpreter was needed in both sessions, and none was to be had for three weeks"
    practice.script(f"ipt override MK-014 BEG001 --extend-to 5 --reason '{reason}'")
    told = practice.script("ipt note history MK-014 --all", COLUMNS="80").split("\n")
    lines = [line.removeprefix("    ") for line in told if line.startswith("    ")]
    assert [line for line in lines if len(line) > 80] == []
    at = next(at for at, line in enumerate(lines) if "override of BEG001" in line)
    assert lines[at].startswith("<time>  <id>  override of BEG001: ")
    assert all(line.startswith(" " * 32) for line in lines[at + 1 :])
    assert f"{reason} (Ada)" in " ".join(" ".join(lines[at:]).split())


def test_what_nobody_joined_is_told_before_a_note_is_signed(practice: Practice) -> None:
    """At a terminal it is asked about, too; a script is told."""
    apart = NOTE.partition("## Risk")[0] + "## Saved meanwhile by Ben Example\nCame late.\n"
    (practice.folder / "apart.md").write_text(apart, encoding="utf-8")
    assert "revision 2" in practice.script("ipt note edit MK-014 1 --from $DIR/apart.md")
    shell = practice.terminal("ipt note sign MK-014 1")
    shell.expect_exact("two texts stand in it, not joined yet")
    shell.expect_exact("Sign all the same? [y/N]: ")
    shell.sendline("")
    shell.expect_exact("nothing was signed")
    told = practice.script("ipt note sign MK-014 1")
    assert "see `## Saved meanwhile by Ben Example` at its end" in told
    assert "signed session 1" in told


def test_a_script_hears_that_the_whole_code_is_needed(practice: Practice) -> None:
    """Where the beginning would have been enough at a terminal."""
    told = practice.script("ipt note list MK")
    assert "the whole code is MK-014; its beginning is not enough here" in told
    assert "[exit 6]" in told


def test_long_lines_break_between_words_on_a_terminal_only(practice: Practice) -> None:
    """A rule's page, an error; the same in a pipe is one line."""
    shell = practice.terminal("ipt rules BEG001")
    shell.expect(pexpect.EOF)
    page = practice.script("ipt rules BEG001")
    lines = shell.before.replace("\r\n", "\n").rstrip("\n").split("\n")
    assert max(map(len, lines)) <= 70 or all("`" in line for line in lines if len(line) > 70)
    assert max(map(len, page.split("\n"))) > 90
    words = [word for line in page.split("\n") for word in line.split() if word != "."]
    assert [word for line in lines for word in line.split()] == words
