"""Shapes, and the text of the SVG file that they make. Pure; plain attributes, so that every reader of SVG shows them.

Words are told to a screen reader by the title and the description. Colours are chosen to stay apart in grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from ipt_notes.pictures.lettering import cleaned, is_right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FONTS = "Helvetica, Arial, 'Noto Sans', 'DejaVu Sans', sans-serif"
INK, FAINT, HAIR = "#1c2733", "#5b6875", "#a9b4bf"
PAPER, ACCENT, STRONG = "#ffffff", "#c2410c", "#1d4e6b"
TINTS = ("#d3dee7", "#e4ebf1", "#f3f6f9")
"""From the nearest to the farthest."""

Point = tuple[float, float]


class Drawing:
    """Shapes in the order they are drawn; lengths are in pixels, from the upper left."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        """A sheet of paper; `title` and `description` are what a screen reader reads."""
        self.width, self.height = round(width), round(height)
        self._told = (cleaned(title), cleaned(description))
        self._shapes: list[str] = []
        self.rect(0, 0, self.width, self.height, fill=PAPER)

    def rect(self, x: float, y: float, width: float, height: float, **style: object) -> None:
        """A rectangle by its upper left corner."""
        self._add("rect", {"x": x, "y": y, "width": width, "height": height}, style)

    def circle(self, at: Point, radius: float, **style: object) -> None:
        """A circle round a point."""
        self._add("circle", {"cx": at[0], "cy": at[1], "r": radius}, style)

    def line(self, *points: Point, **style: object) -> None:
        """A line through points."""
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        usual = {"fill": "none", "stroke": INK, "stroke-width": 1, "stroke-linejoin": "round"}
        self._add("polyline", {"points": told, **usual}, style)

    def text(self, at: Point, words: str, size: float, **style: object) -> None:
        """Words on a line; `at` is on their baseline, at their left end unless `text_anchor` says otherwise."""
        usual = {"x": at[0], "y": at[1], "font-size": size, "fill": INK}
        self._add("text", usual, style, _isolated(cleaned(words)))

    def _add(
        self, tag: str, usual: Mapping[str, object], style: Mapping[str, object], content: str = ""
    ) -> None:
        """A shape with its usual attributes, unless `style` has others."""
        attributes = {**usual, **{key.replace("_", "-"): value for key, value in style.items()}}
        told = "".join(f" {key}={quoteattr(_shown(value))}" for key, value in attributes.items())
        self._shapes.append(f"<{tag}{told}>{escape(content)}</{tag}>" if content else f"<{tag}{told}/>")

    def svg(self) -> str:
        """The file's text."""
        title, description = map(escape, self._told)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" role="img" aria-labelledby="title description" '
            f"font-family={quoteattr(FONTS)}>"
        )
        told = f'<title id="title">{title}</title>\n<desc id="description">{description}</desc>'
        return "\n".join([head, told, *self._shapes, "</svg>", ""])


def _shown(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _isolated(words: str) -> str:
    """Words that run from right to left keep their full stops and brackets on their own side."""
    return f"\u2068{words}\u2069" if is_right_to_left(words) else words


def sentences(parts: Iterable[str]) -> str:
    """Sentences for a description."""
    return " ".join(f"{part}." for part in parts)
