"""Single keys from the terminal, none of them shown: for a screen that somebody answers with one key at a time."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAMES = {
    "\r": "enter",
    "\n": "enter",
    "\x7f": "back",
    "\b": "back",
    "\x1b[D": "back",
    "\x1b": "escape",
    "\x03": "stop",
}
_WINDOWS_LEFT = "K"


@contextmanager
def single_keys() -> Iterator[Callable[[], str]]:
    """A function that waits for a key: a letter as it is, or enter, back, escape, stop (Ctrl-C), "" for any other.

    While it is in use no key reaches the shell: Ctrl-Z does not uncover what is behind the screen. EOFError where the
    terminal is gone.
    """
    with _windows_keys() if sys.platform == "win32" else _posix_keys() as key:
        yield key


@contextmanager
def _posix_keys() -> Iterator[Callable[[], str]]:
    import termios

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    quiet = termios.tcgetattr(terminal)
    quiet[0] &= ~(termios.ICRNL | termios.IXON)
    quiet[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
    termios.tcsetattr(terminal, termios.TCSAFLUSH, quiet)
    try:
        yield lambda: _read_key(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)


def _read_key(terminal: int) -> str:
    """The next key. What a held key has typed ahead is dropped, so that it answers one question."""
    import termios

    data = os.read(terminal, 64)
    if not data:
        raise EOFError
    termios.tcflush(terminal, termios.TCIFLUSH)
    typed = data.decode("utf-8", "replace")
    return named(typed if typed.startswith("\x1b") else typed[0])


@contextmanager
def _windows_keys() -> Iterator[Callable[[], str]]:
    import msvcrt

    def read() -> str:
        typed = msvcrt.getwch()  # type: ignore[attr-defined,unused-ignore]
        if typed in ("\x00", "\xe0"):
            return "back" if msvcrt.getwch() == _WINDOWS_LEFT else ""  # type: ignore[attr-defined,unused-ignore]
        return named(typed)

    yield read


def named(typed: str) -> str:
    """What a key is called here; a letter is itself, in lower case, and "" one that means nothing."""
    name = _NAMES.get(typed)
    if name is not None:
        return name
    return typed.lower() if len(typed) == 1 and typed.isprintable() else ""
