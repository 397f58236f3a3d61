"""What is to be told of a typed note: a line, a sentence, and whether it stands in the way of saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOST = 100
_SLIP = 2


class Problem(NamedTuple):
    """`line` counts from 1. An error stands in the way of saving, anything else is a warning."""

    line: int
    text: str
    is_error: bool


class Problems(list[Problem]):
    """The problems of one note as they are found. Beyond a hundred of a kind, they are counted instead of kept."""

    def __init__(self) -> None:
        """Nothing found yet."""
        super().__init__()
        self._found = {True: 0, False: 0}

    def error(self, line: int, text: str) -> None:
        """Something that can't be understood."""
        self._add(Problem(line, text, is_error=True))

    def warning(self, line: int, text: str) -> None:
        """Something that is kept, and wondered about."""
        self._add(Problem(line, text, is_error=False))

    def unknown(self, line: int, what: str, typed: str, known: Iterable[str]) -> None:
        """A heading or key that is not in the catalogue: "unknown key 'contct frequency'; did you mean ..."."""
        if self._found[False] >= _MOST:
            self.warning(line, "")
        else:
            near = did_you_mean(typed, known) or "; it is kept as it is"
            self.warning(line, f"unknown {what} {typed[:60]!r}{near}")

    @property
    def errors(self) -> int:
        """How many of them stand in the way."""
        return self._found[True]

    def by_line(self) -> tuple[Problem, ...]:
        """All of them in the order of their lines, and how many more were found."""
        kept = sorted(self, key=lambda problem: problem.line)
        for is_error, found in self._found.items():
            if found > _MOST:
                last = max(problem.line for problem in kept if problem.is_error is is_error)
                kept.append(Problem(last, f"{found - _MOST} more like these are not listed", is_error))
        return tuple(kept)

    def _add(self, problem: Problem) -> None:
        self._found[problem.is_error] += 1
        if self._found[problem.is_error] <= _MOST:
            self.append(problem)


def told(problems: Iterable[Problem], name: str = "note.md") -> list[str]:
    """The problems as lines: "note.md:12: PHQ-9 item 3 is 5; an item is 0 to 3"."""
    return [f"{name}:{problem.line}: {problem.text}" for problem in problems]


def one_of(choices: Sequence[str]) -> str:
    """ "inner, middle or outer"."""
    return " or ".join(filter(None, (", ".join(choices[:-1]), choices[-1])))


def did_you_mean(typed: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """ "; did you mean 'contact frequency'?", or "" where nothing known is near.

    Near is a word one or two letters away, else the likest one (difflib) if it reaches `cutoff`.
    """
    from difflib import get_close_matches

    names = {name.casefold(): name for name in known}
    word = typed.strip().casefold()
    slips = [(edits, name) for name in names if (edits := _edits(word, name)) is not None]
    likest = [min(slips)[1]] if slips else get_close_matches(word, names, n=1, cutoff=cutoff)
    return f"; did you mean {names[likest[0]]!r}?" if likest else ""


def _edits(one: str, other: str) -> int | None:
    """How many letters are added, left out, changed or swapped between two words; None beyond two."""
    most = _SLIP if len(other) > 2 * _SLIP else 1
    return next((edits for edits in range(most + 1) if _is_within(one, other, edits)), None)


def _is_within(one: str, other: str, edits: int) -> bool:
    if abs(len(one) - len(other)) > edits:
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if same is None:
        return True
    one, other = one[same:], other[same:]
    if edits == 0:
        return False
    return (
        _is_within(one[1:], other[1:], edits - 1)
        or _is_within(one[1:], other, edits - 1)
        or _is_within(one, other[1:], edits - 1)
        or (one[:2] == other[1::-1] and _is_within(one[2:], other[2:], edits - 1))
    )
