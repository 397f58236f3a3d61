"""A line typed at the terminal, with the arrow keys and whole pastes where the system has readline."""

from __future__ import annotations

import sys
from functools import lru_cache

from ipt_notes.cli import frame, printing
from ipt_notes.cli.keyboard import LONGEST_LINE, Keyboard

_ROOM = 20
"""Columns for an answer; a question that leaves fewer stands on lines of its own."""


def read_line(question: str) -> str:
    """What was typed or pasted; several lines only where they were pasted at once. EOFError at Ctrl-D on a blank line."""
    shown = printing.visible(question)
    if printing.width(shown) + _ROOM > printing.columns(sys.stderr):
        printing.aside(shown.rstrip(": "))
        shown = ": "
    if not sys.stdout.isatty() or frame.here.as_json or not _has_readline():
        return _plain_line(shown)
    sys.stderr.flush()
    try:
        return input(shown).strip()
    except UnicodeDecodeError:
        printing.aside("the terminal sent bytes that are no text; once more, please")
        return read_line(question)


def _plain_line(shown: str) -> str:
    line = Keyboard().pasted(shown.rstrip(": ")) or ""
    if len(line.encode("utf-8", "backslashreplace")) >= LONGEST_LINE:
        printing.aside("the terminal may have cut so long a line; `edit` shows it")
    return line


@lru_cache(maxsize=1)
def _has_readline() -> bool:
    """Whether the arrow keys work. What is typed is kept in no history, and a paste of several lines is one answer."""
    try:
        import readline
    except ImportError:
        return False
    readline.set_auto_history(False)
    readline.parse_and_bind("set enable-bracketed-paste on")
    return True
