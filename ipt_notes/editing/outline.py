"""The headings of a text with what is written under each, and the places that still want words. Pure; rows from 0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from ipt_notes.course.sections import BY_ID
from ipt_notes.course.vocabulary import to_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

State = Literal["empty", "begun", "written"]
"""No words yet; words, and a required field that stands there blank; words, and none of these."""

_HEADING = re.compile(r" {0,3}(###?)[ \t]+(?=\S)")
_FIELD = re.compile(r"[ \t]*[-*+][ \t]+([^:：]{1,40})[:：]")
_WORDS = re.compile(r"\w")


class Part(NamedTuple):
    """A `##` (depth 2) or `###` (depth 3) heading: its row, and where writing goes on under it (row, column)."""

    row: int
    depth: int
    title: str
    state: State
    place: tuple[int, int]


class Outline(NamedTuple):
    """The parts of a text, its blanks (row, column): fields without a value, headings with nothing below; the rows of
    its prompts.
    """

    parts: tuple[Part, ...]
    blanks: tuple[tuple[int, int], ...]
    prompts: frozenset[int]

    def at(self, row: int) -> int | None:
        """The index of the part that a row belongs to; None above the first heading."""
        return max((at for at, part in enumerate(self.parts) if part.row <= row), default=None)


def read_outline(lines: Sequence[str]) -> Outline:
    """The outline of a text given as lines. What stands in a comment is a prompt: no heading, and no words."""
    bodies: list[_Body] = []
    outside = list(_outside_comments(lines))
    for row, line in outside:
        heading = _HEADING.match(line)
        if heading:
            bodies.append(_Body(row, line, heading))
        elif bodies:
            bodies[-1].take(row, line)
    parts = [part for section in _sections(bodies) for part in _parts(section)]
    blanks = tuple(blank for body in bodies for blank in body.blanks)
    return Outline(tuple(parts), blanks, frozenset(range(len(lines))).difference(row for row, _ in outside))


def _outside_comments(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    is_prompt = False
    for row, line in enumerate(lines):
        is_prompt = is_prompt or line.lstrip(" \t").startswith("<!--")
        if not is_prompt:
            yield row, line
        is_prompt = is_prompt and "-->" not in line


class _Body:
    """What stands under one heading, read row by row."""

    def __init__(self, row: int, line: str, heading: re.Match[str]) -> None:
        self.row, self.depth = row, len(heading[1])
        self.title = line[heading.end() :].strip().rstrip("#").rstrip()
        self.place: tuple[int, int] = (row, len(line))
        self.has_words = False
        self._blank_fields: dict[int, tuple[int, str]] = {}
        self._open = -1

    def take(self, row: int, line: str) -> None:
        """One row below the heading, and outside of prompts."""
        field = _FIELD.match(line)
        if field and not line[field.end() :].strip():
            self._blank_fields[row], self._open = (len(line), to_id(field[1])), row
        elif _WORDS.search(line):
            self._take_words(line)
        if self.place[0] == self.row:
            self.place = row, len(line) if field else 0

    def _take_words(self, line: str) -> None:
        """Words; when they are indented below a blank field, they are its value."""
        self.has_words = True
        if line[0] in " \t":
            self._blank_fields.pop(self._open, None)
        self._open = -1

    @property
    def blanks(self) -> list[tuple[int, int]]:
        """The ends of its fields without a value; where it holds nothing at all, where writing starts."""
        if not (self.has_words or self._blank_fields):
            return [self.place]
        return [(row, column) for row, (column, _) in self._blank_fields.items()]

    def owes(self, required: Collection[str]) -> bool:
        """Whether one of these fields stands here without a value."""
        return any(key in required for _, key in self._blank_fields.values())


def _sections(bodies: Iterable[_Body]) -> list[list[_Body]]:
    """Each `##` with the `###` below it."""
    sections: list[list[_Body]] = []
    for body in bodies:
        if body.depth == 2 or not sections:
            sections.append([])
        sections[-1].append(body)
    return sections


def _parts(section: Sequence[_Body]) -> Iterator[Part]:
    head, *entries = section
    kind = BY_ID.get(to_id(head.title.partition(":")[0]))
    owing = head.owes(kind.required if kind else ())
    owed_below = [entry.owes(kind.entry_required if kind else ()) for entry in entries]
    yield _part(head, _state(section, is_owing=owing or any(owed_below)))
    for entry, is_owing in zip(entries, owed_below, strict=True):
        yield _part(entry, _state([entry], is_owing=is_owing))


def _state(bodies: Iterable[_Body], *, is_owing: bool) -> State:
    if not any(body.has_words for body in bodies):
        return "empty"
    return "begun" if is_owing else "written"


def _part(body: _Body, state: State) -> Part:
    return Part(body.row, body.depth, body.title, state, body.place)
