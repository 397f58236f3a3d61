"""What is to be told of a typed note: a line, a sentence, and whether it stands in the way of saving."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """`line` counts from 1. An error stands in the way of saving, anything else is a warning."""

    line: int
    text: str
    is_error: bool


class Problems(list[Problem]):
    """The problems of one note as they are found."""

    def error(self, line: int, text: str) -> None:
        """Something that can't be understood."""
        self.append(Problem(line, text, is_error=True))

    def warning(self, line: int, text: str) -> None:
        """Something that is kept, and wondered about."""
        self.append(Problem(line, text, is_error=False))


def told(problems: Iterable[Problem], name: str = "note.md") -> list[str]:
    """The problems as lines: "note.md:12: PHQ-9 item 3 is 5; an item is 0 to 3"."""
    return [f"{name}:{problem.line}: {problem.text}" for problem in problems]


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """ "; did you mean 'contact frequency'?" or ""."""
    from difflib import get_close_matches

    near = get_close_matches(word.casefold(), list(known), n=1, cutoff=cutoff)
    return f"; did you mean {near[0]!r}?" if near else ""
