"""Reads `- key: value` by what the catalogue says of the key."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import to_id
from ipt_notes.notes.choices import read_closed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.fields import Field
    from ipt_notes.course.note import Fields
    from ipt_notes.notes.blocks import Block
    from ipt_notes.notes.problems import Problems

_COLON = re.compile("[:：]")
_NESTED = r"\s*[-*+]\s+"
_NO_KEY = r"[.,;!?\"“”()\[\]]|\S{30}|^\d"
_MOST_LETTERS = 40


def split_key(text: str) -> tuple[str, str] | None:
    """("level", "low") of "level: low" and of "**level:** low"; None without a colon."""
    found = _COLON.search(text)
    if found is None:
        return None
    key, value = text[: found.start()].strip(), text[found.end() :].strip()
    mark = key[: len(key) - len(key.lstrip("*_"))]
    if mark:
        key, value = key.strip("*_"), value if key.endswith(mark) else value.removeprefix(mark).lstrip()
    return key, value


def key_id(typed: str) -> str:
    """A typed key or heading as an id, whatever dashes, widths and direction marks an editor left in it."""
    if not typed.isascii():
        plain = unicodedata.normalize("NFKC", typed)
        kinds = [(letter, unicodedata.category(letter)) for letter in plain]
        typed = "".join("-" if kind == "Pd" else letter for letter, kind in kinds if kind != "Cf")
    return to_id(typed.strip("*_` "))


class KeyedFields:
    """The fields of one section or entry as they are met."""

    def __init__(self, known: Iterable[Field], problems: Problems) -> None:
        """`known` are the catalogue's fields; other keys are kept and wondered about."""
        self._known = {field.key: field for field in known}
        self._problems = problems
        self._lines: dict[str, int] = {}
        self._values: dict[str, list[str]] = {}

    @property
    def fields(self) -> Fields:
        """The values that were met, by the id of their key."""
        return {key: tuple(values) for key, values in self._values.items()}

    def knows(self, typed: str) -> bool:
        """Whether the catalogue has this key."""
        return len(typed) <= _MOST_LETTERS and key_id(typed) in self._known

    def left_of(self, blocks: Iterable[Block]) -> list[Block]:
        """Read the fields among the blocks; the blocks whose words, or some of them, are prose."""
        pieces = (piece for block in blocks for piece in self._pieces(block))
        return [piece for piece in pieces if self.read(piece)]

    def add(self, field: Field, block: Block) -> None:
        """Add an item that has no key to a field that takes several values."""
        self._take(field, list(block.lines), block.line)

    def _pieces(self, block: Block) -> list[Block]:
        """The block; in two where a line below an item is a field that lacks its dash."""
        pieces = block.apart()
        behind = pieces[1].typed if len(pieces) > 1 else ()
        return pieces if any(self.knows((split_key(line) or ("",))[0]) for line in behind) else [block]

    def read(self, block: Block) -> bool:
        """Read the block if it is a field; whether (some of) its words are prose."""
        split = split_key(block.lines[0]) if block.is_item else None
        if split is None:
            self._wonder(block)
            return True
        typed, first = split
        if self.knows(typed):
            return self._take(self._known[key_id(typed)], [first, *block.lines[1:]], block.line)
        if block.is_numbered or not _is_key(typed, block.lines[0]):
            return True
        return self._keep(typed, [first, *block.lines[1:]], block.line)

    def _wonder(self, block: Block) -> None:
        """Tell of `level: low` without the dash."""
        for line, text in enumerate(block.typed, block.line):
            typed, value = split_key(text) or ("", "")
            if value and not block.is_item and self.knows(typed):
                label = self._known[key_id(typed)].label
                self._problems.warning(
                    line, f"a field begins with a dash; did you mean `- {label}: ...`? It is kept as it is"
                )

    def _take(self, field: Field, pieces: list[str], line: int) -> bool:
        text = _joined(pieces)
        if not text:
            return False
        if field.key in self._lines and not field.is_many:
            self._problems.error(
                line, f"{field.label!r} is given twice, here and in line {self._lines[field.key]}"
            )
            return True
        self._lines.setdefault(field.key, line)
        values, rest = _several(text) if field.is_many else (text,), ""
        if field.choices or field.shape != "text":
            closed = read_closed(field, text, line, self._problems)
            values, rest = (closed.value,), closed.rest.strip(" .")
        if values:
            self._values.setdefault(field.key, []).extend(values)
        return bool(rest)

    def _keep(self, typed: str, pieces: list[str], line: int) -> bool:
        """A key of the therapist's own; one that looks like a slip is asked about."""
        self._problems.unknown(line, "key", typed, [field.label for field in self._known.values()])
        text = _joined(pieces)
        if text:
            self._values.setdefault(key_id(typed), []).append(text)
        return not text


def _is_key(typed: str, line: str) -> bool:
    """Whether words before a colon may be meant as a key: few, without a sentence's punctuation, a space behind."""
    if not key_id(typed) or len(typed) > _MOST_LETTERS or re.search(_NO_KEY, typed):
        return False
    behind = line[line.index(":") + 1 :] if ":" in line else ""
    return not behind or behind[0].isspace() or "：" in line


def _joined(pieces: list[str]) -> str:
    """A value that goes on over indented lines; nested items are joined by semicolons."""
    text: list[str] = []
    for piece in pieces:
        nested = re.match(_NESTED, piece)
        words = " ".join((piece[nested.end() :] if nested else piece).split())
        if words:
            text += ["; " if nested else " ", words] if text else [words]
    return "".join(text)


def _several(text: str) -> tuple[str, ...]:
    """Several values, split at semicolons or given as nested items."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
