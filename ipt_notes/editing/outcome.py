"""What both editors are given, and what they give back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import NamedTuple

from ipt_notes.errors import IptNotesError

Told = tuple[int, str]
"""A line of the text, counted from 1 (0: no line), and what is to be mended there."""

Check = Callable[[str], Sequence[Told]]
"""What stands in the way of saving a text; nothing when it can be saved."""


class Outcome(NamedTuple):
    """How a sitting ended. `text` is what the person left, and it is kept as a draft if they changed it.

    `finished`: they saved, and nothing stands in the way. Otherwise they left, or the editor failed.
    """

    text: str
    finished: bool

    def __repr__(self) -> str:
        """Says how it ended without the text."""
        return f"<{type(self).__name__} finished={self.finished}>"


class Stopped(Outcome):
    """A sitting that a signal ended: the terminal was closed, or the computer shuts down."""


class Keeper:
    """Hands a text on as a draft when it differs from the one kept last. Two threads may call it.

    `text` is the one kept last; `trouble` says why the latest was not kept ("": it was).
    """

    def __init__(self, text: str, autosave: Callable[[str], None]) -> None:
        """`text` is where the sitting starts; it needs no keeping."""
        self.text, self.trouble = text, ""
        self._autosave = autosave
        self._lock = Lock()

    def keep(self, text: str) -> str:
        """Keep this text; why that failed, or ""."""
        with self._lock:
            self.trouble = "" if text == self.text else self._try(text)
            return self.trouble

    def _try(self, text: str) -> str:
        try:
            self._autosave(text)
        except IptNotesError as error:
            return f"{error.message}; {error.hint}" if error.hint else error.message
        self.text = text
        return ""
