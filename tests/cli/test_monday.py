"""A Monday at the keyboard: real commands in a real terminal, with the keys counted.

Counted is every key apart from the words that stand in the record. docs/monday.md tells the same figures.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.cli.transcript import Command, environment, run

TODAY = "2026-03-02"
CTRL_S, ENTER, F2 = "\x13", "\r", "\x1bOQ"
DOC = Path(__file__).parents[2] / "docs" / "monday.md"
FIRST_NOTE = """---
client: LM-007
session: {session}
date: {day}
minutes: 50
phase: beginning
---
## Check-in
Told in session {session}.

## Risk assessment
- level: none
- assessment: no thoughts of self-harm
"""
LAST_NOTE = (
    FIRST_NOTE.replace("LM-007", "ZZ-100").replace("beginning", "final")
    + """
## Measure
- PHQ-9: 4

## Ending
- raised: yes

## Warning signs

### Skipping lunch

### No calls for a week

## Contingency plan
- plan: call the friend first

## Next step
- end type: early agreed
- next step: end
"""
)


class Terminal:
    """A person at a terminal of 90 by 28; `keys` counts what they press."""

    def __init__(self, folder: Path) -> None:
        env = environment(folder, TODAY) | {"TERM": "xterm-256color", "COLUMNS": "", "LINES": ""}
        self.keys = 0
        self.env = {name: value for name, value in env.items() if value}
        self.folder = folder

    def command(self, typed: str) -> None:
        """Type a command line and press Enter."""
        self.keys += len(typed) + 1
        words = typed.split()
        assert words[0] == "ipt"

        self.shell = pexpect.spawn(
            sys.executable, ["-m", "ipt_notes", *words[1:]],
            env=self.env, cwd=str(self.folder), dimensions=(28, 90), timeout=20, encoding="utf-8",
        )  # fmt: skip

    def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.keys += 1
            self.shell.send(key)

    def write(self, words: str) -> None:
        """Type words that stand in the record; they are not counted."""
        self.shell.send(words)

    def sees(self, text: str) -> None:
        """Wait for a text on the screen, wherever its lines are broken."""
        self.shell.expect(re.escape(text).replace(r"\ ", r"\s+"))

    def done(self, code: int = 0) -> None:
        """The command has ended, with this exit code."""
        self.shell.expect(pexpect.EOF)
        self.shell.close()
        assert self.shell.exitstatus == code


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal beside a new vault."""
    env = environment(tmp_path, TODAY)
    _given("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", tmp_path, env)
    at = Terminal(tmp_path)
    yield at
    at.shell.close(force=True)


def _given(typed: str, folder: Path, env: dict[str, str], text: str = "") -> None:
    answer = run(Command(typed, text), folder, env)
    assert not any("[exit" in line for line in answer.lines), answer


def _keys(what: str) -> int:
    """The figure that docs/monday.md gives."""
    row = next(
        line for line in DOC.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {what} |")
    )
    return int(row.rsplit("|", 2)[1])


def _shown(typed: str, at: Terminal) -> str:
    return "\n".join(run(Command(typed, ""), at.folder, environment(at.folder, TODAY)).lines)


def test_the_first_client_of_the_day(terminal: Terminal) -> None:
    """A client is added, and the first note written in the built-in editor."""
    terminal.command("ipt client add MK-014")
    terminal.done()
    terminal.command("ipt write M")
    terminal.sees("Check-in")
    terminal.write("Came with her sister.")
    terminal.press(CTRL_S)
    terminal.done()
    assert "Came with her sister." in _shown("ipt note show MK-014 1", terminal)
    assert terminal.keys == _keys("the first client")


def test_nobody_came(terminal: Terminal) -> None:
    """A no-show is one short line."""
    _given("ipt client add MK-014", terminal.folder, environment(terminal.folder, TODAY))
    terminal.command("ipt missed M")
    terminal.sees("no-show of 2026-03-02 recorded")
    terminal.done()
    assert terminal.keys == _keys("a no-show")


def test_a_third_session_with_the_assessment_overdue(terminal: Terminal) -> None:
    """The note carries forward what is owed; after it `check` names each item that is late, and ends with 1."""
    env = environment(terminal.folder, TODAY)
    _given("ipt client add LM-007 --start 2026-02-16", terminal.folder, env)
    for session, day in ((1, "2026-02-16"), (2, "2026-02-23")):
        text = FIRST_NOTE.format(session=session, day=day)
        _given("ipt note new LM-007 --from -", terminal.folder, env, text)
    terminal.command("ipt write L")
    terminal.sees("Psychiatric history")
    terminal.write("Slept a little better.")
    terminal.press(CTRL_S)
    terminal.done()
    terminal.command("ipt check L")
    terminal.sees("error BEG001")
    terminal.done(1)
    assert terminal.keys == _keys("a third session, the assessment overdue")


def test_an_ending(terminal: Terminal) -> None:
    """Signed, concluded, summarised, signed again and exported, with Enter for every yes."""
    env = environment(terminal.folder, TODAY)
    _given("ipt client add ZZ-100 --start 2026-03-02", terminal.folder, env)
    _given("ipt note new ZZ-100 --from -", terminal.folder, env, LAST_NOTE.format(session=1, day=TODAY))
    terminal.command("ipt finish Z")
    terminal.sees("Sign now?")
    terminal.press(ENTER)
    terminal.sees("Conclude on 2026-03-02: early agreed, then end?")
    terminal.press(ENTER)
    terminal.sees("Reason for referral")
    terminal.press(CTRL_S)
    terminal.sees("Sign the summary as Ada?")
    terminal.press(ENTER)
    terminal.sees("Write the document to")
    terminal.press(ENTER)
    terminal.sees("the disclosure is recorded")
    terminal.done()
    written = terminal.folder / "ZZ-100-summary.docx"
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.stat().st_size > 10_000
    assert terminal.keys == _keys("an ending")


def test_a_pasted_contact_of_two_lines_is_kept_whole(terminal: Terminal) -> None:
    """Nothing of it is left for the shell to run; the editor opens with all of it."""
    _given("ipt client add MK-014", terminal.folder, environment(terminal.folder, TODAY))
    terminal.command("ipt contact M")
    terminal.sees("(Enter: editor)")
    terminal.write("Rang in the morning.\nWill come on Monday.\n")
    terminal.sees("Will come on Monday.")
    terminal.sees("Save and close")
    terminal.press(CTRL_S)
    terminal.sees("contact by phone of 2026-03-02 recorded")
    terminal.done()
    assert "Will come on Monday." in _shown("ipt client show --all MK-014", terminal)
