"""A figure in the line of the text (DrawingML, ECMA-376 part 1, 20.4): it stays where it stands, also in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.export._wordml import xml_text
from ipt_notes.export.paper import TEXT_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable

POINT = 12_700
"""EMU, the unit of drawings, in a point."""
FULL_WIDTH = TEXT_WIDTH * POINT // 20
"""Width between the margins in EMU."""


class Figure(Struct, frozen=True):
    """A drawing; `number` is its own in the document, `alt` says in words what it shows, lengths are in EMU.

    `graphic` is the XML of its `graphicData`; `requires` the prefix of the namespace that a reader must know to show it.
    """

    number: int
    title: str
    alt: str
    width: int
    height: int
    graphic: str
    requires: str = ""


def figures(shown: Iterable[Figure], *, leads_on: bool = False) -> str:
    """The paragraph that holds figures, side by side as far as there is room. `leads_on`: on the page of what follows."""
    style = "FigureLeadsOn" if leads_on else "Figure"
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(map(_run, shown))}</w:p>'


def _run(figure: Figure) -> str:
    drawing = f"<w:drawing>{_inline(figure)}</w:drawing>"
    if figure.requires:
        choice = f'<mc:Choice Requires="{figure.requires}">{drawing}</mc:Choice>'
        return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"
    return f"<w:r>{drawing}</w:r>"


def _inline(figure: Figure) -> str:
    title, alt = xml_text(figure.title), xml_text(figure.alt)
    return (
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{figure.width}" cy="{figure.height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{figure.number}" name="{title}" descr="{alt}"/><wp:cNvGraphicFramePr/>'
        f"<a:graphic>{figure.graphic}</a:graphic></wp:inline>"
    )
