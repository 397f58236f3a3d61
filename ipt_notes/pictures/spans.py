"""Lines of a picture on a terminal: pieces of text, each with its tone. Whoever prints them decides about colour. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ipt_notes.pictures.lettering import width

if TYPE_CHECKING:
    from collections.abc import Iterable

Tone = Literal["", "strong", "faint", "accent"]


class Span(NamedTuple):
    """A piece of a line in one tone; the tone only repeats what the words or signs say."""

    text: str
    tone: Tone = ""


class Spans(tuple[Span, ...]):
    """One line."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The line without tones."""
        return "".join(span.text for span in self).rstrip()


def spans(*pieces: Span | str) -> Spans:
    """A line; a text alone has no tone."""
    return Spans(Span(piece) if isinstance(piece, str) else piece for piece in pieces)


def abreast(left: Iterable[Spans], right: Iterable[Spans], columns: int) -> list[Spans]:
    """Two pictures side by side; the left one is `columns` wide."""
    lefts, rights = list(left), list(right)
    count = max(len(lefts), len(rights))
    lefts += [Spans()] * (count - len(lefts))
    rights += [Spans()] * (count - len(rights))
    return [Spans((*a, Span(" " * (columns - _columns(a))), *b)) for a, b in zip(lefts, rights, strict=True)]


def _columns(line: Spans) -> int:
    return sum(width(span.text) for span in line)
