"""A document as an outline of blocks, which is written as Markdown or as the paragraphs of a Word document. Pure.

Each value of a block is one line of plain words: what a therapist typed can neither open a heading nor hide what follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.export._wordml import Run, bullet, clean, heading, numbered, paragraph, particular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Heading(Struct, frozen=True):
    """A heading; level 0 is the title."""

    text: str
    level: int


class Words(Struct, frozen=True):
    """A paragraph; `is_small` for what is said about the document itself."""

    text: str
    is_small: bool = False


class Fact(Struct, frozen=True):
    """A label and its value."""

    label: str
    value: str


class Point(Struct, frozen=True):
    """An item of a list."""

    text: str


class Spoken(Struct, frozen=True):
    """A line of a script: who says it, how, and the words."""

    speaker: str
    gesture: str
    words: str


class Room(Struct, frozen=True):
    """Numbered lines that are left blank, to write on."""

    lines: int


Block = Heading | Words | Fact | Point | Spoken | Room


def as_markdown(blocks: Iterable[Block]) -> str:
    """The outline in CommonMark."""
    made, last = "", ""
    for block in blocks:
        kind = type(block).__name__
        is_run_on = kind == last and kind in ("Fact", "Point")
        made += ("" if not made else "\n" if is_run_on else "\n\n") + _in_markdown(block)
        last = kind
    return f"{made}\n"


def _in_markdown(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"{'#' * (level + 1)} {_plain(text)}"
        case Words(text=text, is_small=is_small):
            return f"*{_plain(text)}*" if is_small else _plain(text)
        case Fact(label=label, value=value):
            return f"- {_plain(label)}: {_plain(value)}"
        case Point(text=text):
            return f"- {_plain(text)}"
        case Spoken(speaker=speaker, gesture=gesture, words=words):
            shown = f" ({_plain(gesture)})" if gesture else ""
            return f"**{_plain(speaker)}**{shown}: “{_plain(words)}”"
        case Room(lines=lines):
            return "\n".join(f"{number}." for number in range(1, lines + 1))


def _plain(text: str) -> str:
    """Words on one line; an angle bracket does not begin a tag or a comment."""
    return " ".join(clean(text).split()).replace("<", "\\<")


def as_paragraphs(blocks: Iterable[Block]) -> list[str]:
    """The outline in WordprocessingML; a small space parts a list from the words behind it."""
    made: list[str] = []
    is_in_list = False
    for block in blocks:
        if is_in_list and isinstance(block, Words | Spoken):
            made.append(paragraph("", "TableEnd"))
        made += _in_word(block)
        is_in_list = isinstance(block, Fact | Point)
    return made


def _in_word(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text, level=level):
            yield heading(text, level)
        case Words(text=text, is_small=is_small):
            yield paragraph(_line(text), "SourceNote" if is_small else "")
        case Fact(label=label, value=value):
            yield particular(_line(label), _line(value))
        case Point(text=text):
            yield bullet(_line(text))
        case Spoken(speaker=speaker, gesture=gesture, words=words):
            shown = f" ({_line(gesture)})" if gesture else ""
            yield paragraph([Run(_line(speaker), is_bold=True), Run(f"{shown}: “{_line(words)}”")], "LeadsOn")
        case Room(lines=lines):
            for number in range(1, lines + 1):
                yield numbered(number, [Run("\n")])


def _line(text: str) -> str:
    return " ".join(clean(text).split())
