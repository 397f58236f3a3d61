"""Somebody types in a real editor in a real terminal, and everything is killed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pexpect

from tests.crash.looking import look
from tests.crash.places import CODE, PROGRAM, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crash.places import Place

EDITORS = ("vim", "nvim", "builtin")
FIRST = "walked-to-the-lighthouse-alone"
_LONGEST = 60.0
_END = {False: "\x1bG", True: "\x1b[1;5F"}
"""The keys that go to the end of the text: in vim's kin, and in the built-in editor."""


@contextmanager
def writing(place: Place, editor: str) -> Iterator[pexpect.spawn]:
    """A terminal in which a new note is open; the editor and the program are killed at the end, if they live."""
    kind = "builtin" if editor == "builtin" else "external"
    terminal = _spawn(place, ["note", "new", CODE, "--editor", kind], editor)
    try:
        terminal.expect("Check-in")
        yield terminal
    finally:
        kill_all(terminal)


def _spawn(place: Place, words: list[str], editor: str) -> pexpect.spawn:
    return pexpect.spawn(
        PROGRAM[0], [*PROGRAM[1:], *words], env=place.env(VISUAL=editor, TERM="xterm-256color"), cwd=str(ROOT),
        dimensions=(40, 100), encoding="utf-8", timeout=_LONGEST,
    )  # fmt: skip


def kill_all(terminal: pexpect.spawn) -> None:
    """Kill (-9) the program and the editor, which are one group of processes."""
    if terminal.isalive():
        os.killpg(terminal.pid, signal.SIGKILL)
    terminal.close(force=True)


def type_in(terminal: pexpect.spawn, editor: str, words: str) -> None:
    """Type words on a line of their own at the end, and leave the editor in the middle of it."""
    is_builtin = editor == "builtin"
    terminal.send(f"{_END[is_builtin]}{'' if is_builtin else 'o'}\r{words}")
    terminal.expect(words[-12:])


def seconds_until_kept(place: Place, terminal: pexpect.spawn, words: str, beside: Path) -> float:
    """How long it takes until a sealed draft holds the words; the terminal goes on being read meanwhile."""
    began = time.monotonic()
    while time.monotonic() - began < _LONGEST:
        if any(words in text for text in _drafts(place, beside)):
            return time.monotonic() - began
        terminal.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.2)
    raise AssertionError(f"not kept in {_LONGEST} seconds")


def _drafts(place: Place, beside: Path) -> tuple[str, ...]:
    """The drafts as they would be found if everything were killed now: in a copy nobody holds them."""
    copied = place.copy(beside)
    try:
        return look(copied).drafts
    finally:
        copied.remove()


def offered(place: Place, typed: str, editor: str, words: str) -> bool:
    """Whether a command offers what was kept, and opens it with the words."""
    kind = "builtin" if editor == "builtin" else "external"
    terminal = _spawn(place, [*place.words(typed, {}), "--editor", kind], editor)
    try:
        terminal.expect("Go on with it")
        terminal.sendline("y")
        terminal.expect("Check-in")
        terminal.send(_END[editor == "builtin"])
        return terminal.expect([words, pexpect.EOF]) == 0
    finally:
        kill_all(terminal)
