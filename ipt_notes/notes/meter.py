"""What a note template may spend: rounds, characters, and the work of going over the same text again and again."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from ipt_notes.notes.templates import MOST_BYTES, Lines, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_STEPS = 2_000
"""How many rounds of loops, blocks and parts one note may take."""
MOST_LETTERS = 200_000
"""The longest note a template may make, in characters."""
MOST_WORK = 2_000_000
"""How many characters may be written out, printed, joined and put through filters for one note."""
A_PIECE = 5
"""What working out one name, comparison, call or other piece of a template counts for, in characters."""


class Unwanted(Exception):
    """Something a template may not do; its text is ours and quotes no value."""


class Meter:
    """Counts what one note has taken, and raises Unwanted at the limits."""

    def __init__(self) -> None:
        """Nothing spent yet."""
        self.begin()

    def begin(self) -> None:
        """A new note: nothing spent yet."""
        self._steps = self._work = 0

    def step(self, work: int) -> Lines:
        """One round of a loop, block or part, which costs `work` characters; it prints nothing."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise Unwanted(f"it goes round more than {MOST_STEPS} times")
        self.spend(work)
        return Lines()

    def spend(self, letters: int) -> None:
        """Count this many characters."""
        self._work += letters
        if self._work > MOST_WORK:
            raise Unwanted("it works through too much text, again and again")

    def printed(self, value: object) -> str:
        """A value as it stands in the note."""
        from jinja2 import Undefined

        self.spend(A_PIECE + (len(value) if isinstance(value, str) else 0))
        if isinstance(value, Lines):
            return value
        if value is None or isinstance(value, str | int | float | Undefined):
            return "" if value is None else plain(str(value))
        raise Unwanted("only a text or a number can be printed; loop over a list, or use `|join`")

    def join(self, values: Iterable[object], between: str = "") -> str:
        """Jinja2's filter; too long a text is never in memory."""
        pieces, letters = [], 0
        for value in values:
            pieces.append(self.printed(value))
            letters += len(pieces[-1]) + (len(between) if len(pieces) > 1 else 0)
            if letters > MOST_BYTES:
                raise Unwanted("`|join` makes too long a text")
        return between.join(pieces)

    def metered(self, plain_filter: Callable[..., Any]) -> Callable[..., Any]:
        """One of Jinja2's own filters, the texts that are put through it counted."""

        @wraps(plain_filter)
        def spent(*args: Any, **kwargs: Any) -> Any:
            self.spend(sum(len(value) for value in args if isinstance(value, str)))
            return plain_filter(*args, **kwargs)

        return spent


def bounded(pieces: Iterable[str]) -> str:
    """The pieces of a note as one text; Unwanted as soon as they are longer than a note may be."""
    kept, letters = [], 0
    for piece in pieces:
        letters += len(piece)
        if letters > MOST_LETTERS:
            raise Unwanted(f"it writes more than {MOST_LETTERS} characters")
        kept.append(piece)
    return "".join(kept)
