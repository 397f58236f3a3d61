"""Reads `- key: value` by what the catalogue says of the key."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import AREA_ALIASES, to_id, words
from ipt_notes.notes.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.note import Fields
    from ipt_notes.course.sections import Field
    from ipt_notes.notes.blocks import Block
    from ipt_notes.notes.problems import Problems

_KEY = re.compile(r"([^:\n]{1,60}?)\s*:(?:\s+(.*)|)$")
_WORD = re.compile(r"[^,;.\s]+(?:[ _-][^,;.\s]+)*")
_NESTED = re.compile(r"\s*[-*+]\s+")
_STATED_ABSENCE = ("none", "not asked")


class KeyedFields:
    """The fields of one section or entry as they are met."""

    def __init__(self, known: Iterable[Field], problems: Problems, where: str) -> None:
        """`where` names the section for the messages."""
        self._known = {field.key: field for field in known}
        self._problems, self._where = problems, where
        self._lines: dict[str, int] = {}
        self.fields: Fields = {}

    def take(self, block: Block) -> bool:
        """Read the block if it is a field; False leaves it as prose."""
        found = _KEY.fullmatch(block.lines[0].strip()) if block.is_item and block.lines else None
        if not found:
            return False
        key, line = to_id(found[1]), block.line
        pieces = [found[2] or "", *block.lines[1:]]
        field = self._known.get(key)
        if field is None:
            return self._unknown(found[1], key, pieces, line)
        values = _several(pieces) if field.is_many else _one(pieces)
        if not values:
            return True
        if key in self._lines and not field.is_many:
            self._problems.error(line, f"{field.label!r} is given twice, here and in line {self._lines[key]}")
            return True
        self._lines.setdefault(key, line)
        read = tuple(self._read(field, value, line) for value in values)
        self.fields[key] = self.fields.get(key, ()) + read
        return True

    def _unknown(self, typed: str, key: str, pieces: list[str], line: int) -> bool:
        """A key of the therapist's own is kept; one that looks like a slip is asked about."""
        if not key or len(key) > 40:
            return False
        near = did_you_mean(words(key), [field.label for field in self._known.values()], 0.75)
        values = _one(pieces)
        if not values and not near:
            return False
        self._problems.warning(
            line, f"unknown key {typed.strip()!r} in {self._where}{near or '; it is kept as it is'}"
        )
        if values:
            self.fields[key] = self.fields.get(key, ()) + values
        return True

    def _read(self, field: Field, value: str, line: int) -> str:
        if value.lower().startswith(_STATED_ABSENCE) and "none" not in field.choices:
            return value
        if field.choices:
            return self._choice(field, value, line)
        if field.shape == "date":
            return self._date(field, value, line)
        if field.shape == "number" and not re.match(r"\d{1,3}\b", value):
            self._problems.error(line, f"{field.label} is a whole number")
        return value

    def _choice(self, field: Field, value: str, line: int) -> str:
        first = _WORD.match(value)
        head = first.group() if first else value
        for words_ in (value, head, head.split()[0] if head.split() else ""):
            choice = AREA_ALIASES.get(to_id(words_), to_id(words_)) if field.key == "area" else to_id(words_)
            if choice in field.choices and (
                words_ == value or field.choice_with_words or value[len(words_)] in ",;."
            ):
                behind = value[len(words_) :]
                return str(choice) + (behind if field.choice_with_words else "")
        near = did_you_mean(words(to_id(value)), [words(choice) for choice in field.choices], 0.6)
        known = ", ".join(words(choice) for choice in field.choices)
        self._problems.error(
            line, f"{field.label} {value[:40]!r} is not known{near or f'; it is one of: {known}'}"
        )
        return value

    def _date(self, field: Field, value: str, line: int) -> str:
        first = value.split(",", maxsplit=1)[0].split(" ", maxsplit=1)[0]
        try:
            return dt.date.fromisoformat(first).isoformat()
        except ValueError:
            self._problems.error(line, f"{field.label} is a date such as 2026-03-16")
            return value


def _one(pieces: list[str]) -> tuple[str, ...]:
    """A value that goes on over indented lines; nested items are joined by semicolons."""
    text = ""
    for piece in pieces:
        is_nested, piece = bool(_NESTED.match(piece)), _NESTED.sub("", piece, count=1).strip()
        if piece:
            text = f"{text}{'; ' if is_nested else ' '}{piece}" if text else piece
    return (text,) if text else ()


def _several(pieces: list[str]) -> tuple[str, ...]:
    """Several values, split at semicolons or given as nested items."""
    joined = _one(pieces)
    return tuple(part.strip() for part in joined[0].split(";") if part.strip()) if joined else ()
