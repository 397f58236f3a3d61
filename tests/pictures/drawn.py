"""Reads a drawing back: the shapes and words of an SVG text, and how much room each word takes."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree import ElementTree as ET

from ipt_notes.pictures.lettering import BOLD, ems

_SVG = "{http://www.w3.org/2000/svg}"
_ISOLATES = str.maketrans("", "", "\u2068\u2069")


class Words(NamedTuple):
    """A text and the box it takes: left, top, right, bottom."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def is_over(self, other: Words) -> bool:
        """Whether the two boxes share any room."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


class Drawn:
    """A parsed drawing."""

    def __init__(self, svg: str) -> None:
        self.root = ET.fromstring(svg)
        self.width, self.height = float(self.root.attrib["width"]), float(self.root.attrib["height"])

    def told(self, tag: str) -> str:
        """The title or the description."""
        return self.root.find(f"{_SVG}{tag}").text  # type: ignore[union-attr,return-value]

    def circles(self) -> list[tuple[float, float, float]]:
        """(x, y, radius) of every circle."""
        found = self.root.iter(f"{_SVG}circle")
        return [tuple(float(each.attrib[key]) for key in ("cx", "cy", "r")) for each in found]  # type: ignore[misc]

    def words(self) -> list[Words]:
        """Every text with its box."""
        return [_words(each) for each in self.root.iter(f"{_SVG}text")]


def _words(element: ET.Element) -> Words:
    text = (element.text or "").translate(_ISOLATES)
    size = float(element.attrib["font-size"])
    wide = ems(text) * size * (BOLD if element.attrib.get("font-weight") == "bold" else 1)
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[element.attrib.get("text-anchor", "start")] * wide
    return Words(text, left, y - 0.8 * size, left + wide, y + 0.2 * size)


def overlaps(words: list[Words]) -> list[tuple[str, str]]:
    """The pairs of texts that lie over each other."""
    return [(a.text, b.text) for number, a in enumerate(words) for b in words[:number] if a.is_over(b)]
