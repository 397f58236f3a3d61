"""What both editors are given, and what they give back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Lock
from typing import NamedTuple

from ipt_notes.errors import IptNotesError

Told = tuple[int, str]
"""A line of the text, counted from 1 (0: no line), and what is to be mended there."""

Check = Callable[[str], Sequence[Told]]
"""What there is to tell of a text: what stands in the way of saving it, or what is only worth knowing."""


Wait = Callable[[Sequence[str]], object]
"""Shows these lines and waits until the person has read them; may raise KeyboardInterrupt or EOFError."""


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

    `text` is the one kept last, and `at` the local time of that (None: not yet); `trouble` says why the latest was not
    kept ("": it was).
    """

    def __init__(self, text: str, autosave: Callable[[str], None]) -> None:
        """`text` is where the sitting starts; it needs no keeping."""
        self.text, self.trouble = text, ""
        self.at: time.struct_time | None = None
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
        except Exception as error:  # noqa: BLE001 - a defect in keeping must not take the text with it
            return f"the draft could not be kept, for a reason nobody foresaw ({type(error).__name__})"
        self.text, self.at = text, time.localtime()
        return ""
