"""SIGKILL while a note is written in a real editor: the words are sealed or in memory, and the next command has them."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pexpect
import pytest

from ipt_notes.editing.memory import is_memory
from ipt_notes.services.agenda import agenda
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import read_settings
from ipt_notes.services.sittings import drafts
from ipt_notes.services.unlock.unlocking import open_practice
from tests.editing.desks import memory
from tests.leaks.canaries import in_files
from tests.leaks.life import DAYS, Life
from tests.programs import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /dev/shm")
EVERY_MOMENT = bool(os.environ.get("IPT_NOTES_TEST_LEAKS"))
MOMENTS = [0.0, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 2.5] if EVERY_MOMENT else [0.05]
"""Seconds between the editor's last key and the kill; a save takes less than the longest, and a draft is kept in it."""


class Keys(NamedTuple):
    """An editor, and what is pressed to write at the end, to save, and to save and close."""

    editor: str
    to_end: str
    save: str
    close: str


EDITORS = [
    pytest.param(keys, id=keys.editor, marks=needs(keys.editor))
    for keys in (Keys("vim", "Go", "\x1b:w\r", "\x1b:wq\r"), Keys("nano", "\x1b/", "\x0f\r", "\x0f\r\x18"))
]


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A vault with one note that is not signed."""
    with memory() as runtime:
        life = Life(tmp_path, runtime)
        asked = tmp_path / "asked"
        kit = ("--recovery-kit", str(asked / "kit"))
        life.run("init", "--key-file", str(asked / "key"), *kit, "--no-keyring", "--therapist", "{therapist}")
        life.run("client", "add", "{code}", "--name", "{name}")
        life.run("note", "new", "{code}", "--from", "-", given=life.note(1, "beginning"))
        yield life


def _typing(life: Life, keys: Keys) -> pexpect.spawn:
    """`note edit` from a shell, with a word typed into the editor."""
    argv = [sys.executable, "-m", "ipt_notes", "note", "edit", life.words["code"], "1"]
    shell = pexpect.spawn(
        "sh", ["-c", '"$@"; sleep 600', "sh", *argv], env=life.env(DAYS[0], VISUAL=keys.editor), cwd=str(life.folder / "cwd"),
        dimensions=(28, 90), timeout=30, encoding="utf-8",
    )  # fmt: skip
    shell.expect("Check-in")
    time.sleep(0.3)
    shell.send(keys.to_end + life.words["typed"])
    shell.expect(life.words["typed"][-6:])
    return shell


def _kept(life: Life) -> list[str]:
    """What the next command offers, and what is saved."""
    settings = read_settings(env=life.env(DAYS[0]))._replace(
        state_folder=life.folder / "home/.local/state/ipt-notes"
    )
    with open_practice(settings, Nobody()) as practice:
        agenda(practice)
        course = practice.open(life.words["code"]).course
        return [draft.text for draft in drafts.left(practice)] + [session.text for session in course.sessions]


def _assert_nothing_on_a_disk(life: Life) -> None:
    assert in_files(life.canaries, [folder for folder in life.searched if folder != life.runtime]) == []
    for folder in life.runtime.iterdir():
        assert is_memory(folder)
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("after", MOMENTS)
@pytest.mark.parametrize("keys", EDITORS)
def test_killed_while_the_note_is_saved(life: Life, keys: Keys, after: float) -> None:
    """Editor and program at once; what was saved in the editor is there, and leaves memory with the next command."""
    shell = _typing(life, keys)
    shell.send(keys.save)
    _until_saved(life)
    shell.send(keys.close.removeprefix("\x1b") if keys.editor == "vim" else "\x18")
    time.sleep(after)
    os.killpg(shell.pid, signal.SIGKILL)
    shell.close(force=True)
    _assert_nothing_on_a_disk(life)
    assert any(life.words["typed"] in text for text in _kept(life))
    assert in_files(life.canaries, life.searched) == []


@pytest.mark.parametrize("keys", EDITORS)
def test_killed_alone_while_the_editor_lives(life: Life, keys: Keys) -> None:
    """The person types on, saves and closes: the next command offers all of it."""
    shell = _typing(life, keys)
    program = _child(shell.pid)
    editor = _child(program)
    os.kill(program, signal.SIGKILL)
    shell.send(keys.close)
    _until_saved(life)
    _until_gone(editor, shell)
    shell.close(force=True)
    _assert_nothing_on_a_disk(life)
    assert any(life.words["typed"] in text for text in _kept(life))
    assert in_files(life.canaries, life.searched) == []


def _until_saved(life: Life) -> None:
    for _ in range(200):
        if any(life.words["typed"] in path.read_text() for path in life.runtime.rglob("note.md")):
            return
        time.sleep(0.05)
    raise AssertionError("the editor never saved")


def _child(pid: int) -> int:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return int(file.read().split()[0])


def _until_gone(pid: int, shell: pexpect.spawn) -> None:
    """The editor's words to the screen are read meanwhile, or it waits for a reader."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
            shell.read_nonblocking(65536, timeout=0.05)
        except (ProcessLookupError, pexpect.EOF):
            return
        except pexpect.TIMEOUT:
            continue
    raise AssertionError("the editor is still there")
