"""The built-in editor in a real terminal: stops from outside, odd bytes, the clipboard, and defects."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.editing.desks import NOTE, SECRET, Desk
from tests.editing.screens import typed

if TYPE_CHECKING:
    from pathlib import Path

OPEN = """
import os, sys
sys.path[:0] = {path!r}
from pathlib import Path
from ipt_notes.editing.memory import TextLeft
from tests.editing.desks import Desk
desk = Desk(Path({home!r}), Path({runtime!r}))
desk.full_for = {full_for}
try:
    outcome = desk.edit("", choice="builtin")
    told = f"{{outcome!r}} {{len(desk.kept)}}\\n{{outcome.text}}"
except TextLeft as error:
    told = f"{{error.message}}\\n{{error.hint}}"
Path({told!r}).write_text(told)
"""


@pytest.fixture
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the outcome is written, apart from the home that is searched."""
    return tmp_path_factory.mktemp("told") / "outcome"


def _open(desk: Desk, told: Path, **env: str) -> pexpect.spawn:
    program = OPEN.format(
        path=sys.path, home=str(desk.home), runtime=str(desk.runtime), told=str(told), full_for=desk.full_for
    )
    terminal = pexpect.spawn(
        sys.executable,
        ["-c", program],
        env={**os.environ, **desk.env, **env},
        dimensions=(24, 80),
        encoding="utf-8",
        cwd=str(desk.home),
    )
    terminal.expect("Slept better", timeout=60)
    return terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_stop_from_outside_keeps_a_draft(desk: Desk, told: Path, number: int) -> None:
    """Shut down in the middle of a sentence: what was typed is the draft."""
    terminal = _open(desk, told)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    terminal.kill(number)
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Stopped finished=False> 1\n" + typed(SECRET)
    assert desk.traces() == []


def test_a_closed_terminal_keeps_a_draft(desk: Desk, told: Path) -> None:
    """The window is closed: the other side of the terminal is gone, and the draft is kept all the same."""
    terminal = _open(desk, told)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    os.close(terminal.child_fd)
    os.waitpid(terminal.pid, 0)
    assert told.read_text() == "<Stopped finished=False> 1\n" + typed(SECRET)
    assert desk.traces() == []


def test_a_stop_on_a_full_disk_leaves_the_text_in_memory(desk: Desk, told: Path) -> None:
    """Rather a private file that is told of than a lost session."""
    desk.full_for = 99
    terminal = _open(desk, told)
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    terminal.kill(signal.SIGTERM)
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    left = next(desk.runtime.rglob("note.md"))
    assert left.read_text() == typed(SECRET)
    assert left.stat().st_mode & 0o777 == 0o600
    assert str(left) in told.read_text()
    assert SECRET not in told.read_text()


def test_bytes_that_are_no_text_can_be_typed_and_pasted(desk: Desk, told: Path) -> None:
    """From a terminal with another encoding: the byte is made visible, and the editor goes on."""
    terminal = _open(desk, told)
    os.write(terminal.child_fd, b"caf\xe9 \x1b[200~pasted \xff end\x1b[201~ tail ")
    terminal.expect("tail", timeout=60)
    terminal.send("\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Outcome finished=True> 1\n" + typed("caf\\xe9 pasted \\xff end tail ")


def test_switches_for_developers_write_no_log_and_no_picture(desk: Desk, told: Path) -> None:
    """Variables with which Textual would log what is typed, or draw it into a file, are without effect."""
    terminal = _open(
        desk, told, TEXTUAL="debug,devtools", TEXTUAL_LOG=str(desk.home / "log"), TEXTUAL_SCREENSHOT="1"
    )
    terminal.send(SECRET)
    terminal.expect("alone", timeout=60)
    terminal.send("\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Outcome finished=True> 1\n" + typed(SECRET)
    assert desk.traces() == []
    assert not (desk.home / "log").exists()


def test_a_copy_does_not_leave_the_program(desk: Desk, told: Path) -> None:
    """The terminal is never asked to put words on its clipboard (OSC 52): other programs read that one."""
    terminal = _open(desk, told)
    terminal.logfile_read = said = io.StringIO()
    terminal.send("\x01\x03\x18\x16")  # select all, copy, cut, paste
    terminal.send("\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Outcome finished=True> 0\n" + NOTE
    assert "]52;" not in said.getvalue()


def test_letters_and_keys_in_one_burst_keep_their_order(desk: Desk, told: Path) -> None:
    """What a slow line delivers at once, save included, is saved to the last letter."""
    terminal = _open(desk, told)
    terminal.send("She came late. " * 20 + "End.\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Outcome finished=True> 1\n" + typed("She came late. " * 20 + "End.")


def test_a_large_paste_comes_through_the_terminal(desk: Desk, told: Path) -> None:
    """300 kB at once, bracketed as terminals do, with the save right behind it."""
    terminal = _open(desk, told)
    pasted = "She phoned her sister on Tuesday.\n" * 8_800
    terminal.send(f"\x1b[200~{pasted}\x1b[201~\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    assert told.read_text() == "<Outcome finished=True> 1\n" + typed(pasted)


def test_without_colours_everything_is_there(desk: Desk, told: Path) -> None:
    """NO_COLOR: shades of grey at most, and signs instead of colours."""
    terminal = _open(desk, told, NO_COLOR="1", COLORTERM="truecolor")
    terminal.logfile_read = said = io.StringIO()
    terminal.send("\x1bOS")  # F4
    terminal.expect("● Check-in", timeout=60)
    terminal.send("\x13")
    terminal.expect(pexpect.EOF, timeout=60)
    terminal.close()
    shades = re.findall(r"[34]8;2;(\d+);(\d+);(\d+)", said.getvalue())
    assert shades
    assert all(red == green == blue for red, green, blue in shades)
