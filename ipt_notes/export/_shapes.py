"""Native shapes in a group (wordprocessingGroup and -Shape of [MS-ODRAWXML]): ellipses, lines, words. Lengths in points."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ipt_notes.export._figure import POINT
from ipt_notes.export._wordml import broken_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    Point = tuple[float, float]

GROUP = "wpg"
"""The prefix of the namespace that a reader must know to show a group."""
_URI = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"


class Shapes:
    """Shapes in the order they are drawn, on a sheet of so many points."""

    def __init__(self, number: int, width: float, height: float) -> None:
        """`number` is the figure's own in the document; each shape's is made from it."""
        self._next = number * 1000
        self.width, self.height = width, height
        self._made: list[str] = []

    def ellipse(
        self,
        at: Point,
        radius: float,
        fill: str,
        line: str = "",
        width: float = 0.75,
        *,
        is_broken: bool = False,
    ) -> None:
        """A circle round a point; colours are RRGGBB, "" for no line."""
        place = _place((at[0] - radius, at[1] - radius), (2 * radius, 2 * radius))
        look = _look("ellipse", fill, line, width, "sysDash" if is_broken else "")
        self._add("", f"{place}{look}")

    def lines(self, lines: Sequence[Sequence[Point]], colour: str, width: float = 0.5) -> None:
        """Lines through points, all in one shape."""
        path = "".join(map(_polyline, lines))
        size = f'w="{_emu(self.width)}" h="{_emu(self.height)}"'
        geometry = (
            "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            '<a:rect l="0" t="0" r="r" b="b"/>'
            f'<a:pathLst><a:path {size} fill="none">{path}</a:path></a:pathLst></a:custGeom>'
        )
        place = _place((0, 0), (self.width, self.height))
        self._add("", f"{place}{geometry}<a:noFill/>{_line(colour, width)}")

    def words(
        self,
        at: Point,
        size: Point,
        lines: Sequence[tuple[str, str]],
        *,
        across: str = "center",
        down: str = "ctr",
        fill: str = "",
    ) -> None:
        """(style, text) a line, in a box by its upper left corner; `across` and `down` say where in the box."""
        told = "".join([_blank_line(style, across) % broken_text(text) for style, text in lines])
        look = _look("roundRect" if fill else "rect", fill)
        box = f"<wps:txbx><w:txbxContent>{told}</w:txbxContent></wps:txbx>{_body(down)}"
        self._add(' txBox="1"', f"{_place(at, size)}{look}", box)

    def _add(self, kind: str, look: str, body: str = "<wps:bodyPr/>") -> None:
        self._next += 1
        self._made.append(
            f'<wps:wsp><wps:cNvPr id="{self._next}" name="Shape {self._next}"/><wps:cNvSpPr{kind}/>'
            f"<wps:spPr>{look}</wps:spPr>{body}</wps:wsp>"
        )

    def graphic(self) -> str:
        """The group as the content of a figure."""
        ext = f'cx="{_emu(self.width)}" cy="{_emu(self.height)}"'
        return (
            f'<a:graphicData uri="{_URI}"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext {ext}/><a:chOff x="0" y="0"/><a:chExt {ext}/></a:xfrm></wpg:grpSpPr>{"".join(self._made)}'
            "</wpg:wgp></a:graphicData>"
        )


@lru_cache
def _blank_line(style: str, across: str) -> str:
    """A paragraph with a place (%s) for its text."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{across}"/></w:pPr>'
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>'


def _body(down: str) -> str:
    look = f'wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{down}"'
    return f"<wps:bodyPr {look}><a:noAutofit/></wps:bodyPr>"


def _emu(length: float) -> int:
    return round(length * POINT)


def _place(at: Point, size: Point) -> str:
    (left, top), (width, height) = at, size
    return (
        f'<a:xfrm><a:off x="{round(left * POINT)}" y="{round(top * POINT)}"/>'
        f'<a:ext cx="{round(width * POINT)}" cy="{round(height * POINT)}"/></a:xfrm>'
    )


@lru_cache
def _look(shape: str, fill: str, line: str = "", width: float = 0, dash: str = "") -> str:
    """The form of a shape, what fills it and the line round it; colours are "" for none."""
    filled = _solid(fill) if fill else "<a:noFill/>"
    return f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>{filled}{_line(line, width, dash)}'


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _line(colour: str, width: float, dash: str = "") -> str:
    if not colour:
        return "<a:ln><a:noFill/></a:ln>"
    broken = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{_emu(width)}">{_solid(colour)}{broken}</a:ln>'


def _polyline(points: Sequence[Point]) -> str:
    first, *rest = [f'<a:pt x="{round(x * POINT)}" y="{round(y * POINT)}"/>' for x, y in points]
    return f"<a:moveTo>{first}</a:moveTo>" + "".join([f"<a:lnTo>{point}</a:lnTo>" for point in rest])
