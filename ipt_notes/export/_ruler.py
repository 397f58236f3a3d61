"""How much room words take in our font, and how a name is set in a narrow column. Widths: Adobe's AFM of Helvetica, as Arial's."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ipt_notes.pictures.lettering import ems, fitted, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OF_WIDTH = {
    0.191: "'", 0.222: "ijl", 0.26: "|", 0.278: " !,./:;I[\\]ft", 0.333: "()-`r", 0.334: "{}", 0.355: '"', 0.389: "*",
    0.469: "^", 0.5: "Jcksvxyz", 0.556: "#$0123456789?L_abdeghnopqu", 0.584: "+<=>~", 0.611: "FTZ", 0.667: "&ABEKPSVXY",
    0.722: "CDHNRUw", 0.778: "GOQ", 0.833: "Mm", 0.889: "%", 0.944: "W", 1.0: "…", 1.015: "@",
}  # fmt: skip
_SAFETY = 1.03
"""For a machine that has another font of nearly the same widths."""
_NUMBERED = re.compile(r"(.+?)( \d+)")
_PIECE = re.compile(r" *(?:\+ )?[^ -]*(?:-+|(?= )|$)")


def wide(text: str) -> float:
    """The room of a line of text, in heights of its font."""
    return _SAFETY * sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, float]):
    """Of each letter; one with an accent is as wide as without it, one of another script as `ems` has it."""

    def __missing__(self, letter: str) -> float:
        plain = unicodedata.normalize("NFD", letter)[0]
        return self.get(plain) or ems(letter)


_WIDTHS = _Widths((letter, width) for width, letters in _OF_WIDTH.items() for letter in letters)


def set_in(text: str, room: float, size: float, most: int) -> list[str]:
    """The name in at most so many lines of `room`, broken after spaces and hyphens; what is cut keeps its number."""

    def ruler(line: str) -> float:
        return wide(line) * size

    if ruler(text) <= room:  # as nearly all do
        return [text.strip()]
    lines = list(_broken(text, room, ruler)) or [""]
    if len(lines) <= most:
        return lines
    rest = "".join(lines[most - 1 :]) if lines[most - 1].endswith("-") else " ".join(lines[most - 1 :])
    return [*lines[: most - 1], _cut(rest, room, ruler)]


def _broken(text: str, room: float, ruler: Callable[[str], float]) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(text):
        if ruler((line + piece).strip()) <= room:
            line += piece
            continue
        *full, line = [*([line] if line.strip() else []), *folded(piece, room, ruler)]
        yield from (each.strip() for each in full)
    if line.strip():
        yield line.strip()


def _cut(text: str, room: float, ruler: Callable[[str], float]) -> str:
    """The text with an ellipsis; "friend of the family 2" stays another one than "friend of the family 3"."""
    if ruler(text) <= room:
        return text
    found = _NUMBERED.fullmatch(text)
    name, number = found.groups() if found else (text, "")
    return fitted(name, room - ruler(number), ruler) + number
