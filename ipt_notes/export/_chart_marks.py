"""What is drawn over a chart (chartDrawing, ECMA-376 part 1, 21.3): the phases and their bounds, the names of the bands."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_notes.course.wording import capital
from ipt_notes.export._chart import HEIGHT, LEFT, PLOT_HEIGHT, PLOT_WIDTH, TOP, WIDTH, scale_of
from ipt_notes.export._figure import POINT
from ipt_notes.export._letterhead import ALARM, FONT, LANGUAGE, QUIET
from ipt_notes.export._wordml import DECLARATION, xml_text
from ipt_notes.pictures.lettering import ems, fitted

if TYPE_CHECKING:
    from ipt_notes.export._chart import Scale
    from ipt_notes.pictures.score_chart import ScoreChart

    Box = tuple[float, float, float, float]
    """Left, top, right and bottom, in points from the upper left of the chart."""

_SIZE, _LINE, _LEAST_ROOM = 7.0, 10.0, 16.0
_NARROWER = 0.85
"""How much less room words take in our font than in the widest one."""
_RIGHT = LEFT + PLOT_WIDTH
_BEGIN = (
    f'{DECLARATION}<c:userShapes xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:cdr="http://schemas.openxmlformats.org/drawingml/2006/chartDrawing">'
)


def marks_xml(chart: ScoreChart) -> bytes:
    """The part that holds the marks of a chart."""
    named, count = _beside_plot(scale_of(chart))
    marks = _Marks(count)
    edges = _edges(chart)
    for x in edges[1:-1]:
        marks.line((x, 2, x, TOP + PLOT_HEIGHT))
    for span, (left, right) in zip(chart.spans, pairwise(edges), strict=False):
        room = right - left - 4
        if room >= _LEAST_ROOM:
            marks.words(fitted(capital(span.phase), room, _width), (left + 3, 1, right - 1, 1 + _LINE))
    return f"{_BEGIN}{''.join(marks.made)}{named}</c:userShapes>".encode()


@lru_cache
def _beside_plot(scale: Scale) -> tuple[str, int]:
    """The name of each band at its middle, then the cut-off; and how many marks that makes."""
    marks = _Marks()
    for level, (low, high) in zip(scale.levels, pairwise(scale.edges), strict=True):
        middle = (_y(scale, low) + _y(scale, high)) / 2
        marks.words(fitted(level.words, WIDTH - _RIGHT - 8, _width), _beside(middle))
    if scale.cut_off is not None:
        box = _beside(_y(scale, scale.cut_off))
        marks.words(f"cut-off {scale.cut_off:g}", box, ALARM, across="r")
    return "".join(marks.made), len(marks.made)


def _edges(chart: ScoreChart) -> list[float]:
    """Left and right end of each phase, in points: half-way between its neighbours' sessions."""
    step = PLOT_WIDTH / len(chart.ticks)
    between = [(before.last + after.first) / 2 for before, after in pairwise(chart.spans)]
    return [LEFT, *(LEFT + (at + 0.5) * step for at in between), _RIGHT]


def _y(scale: Scale, total: float) -> float:
    part = (scale.top - total) / (scale.top - scale.bottom)
    return TOP + min(max(part, 0), 1) * PLOT_HEIGHT


def _beside(y: float) -> Box:
    return _RIGHT + 5, y - _LINE / 2, WIDTH, y + _LINE / 2


def _width(text: str) -> float:
    return ems(text) * _SIZE * _NARROWER


class _Marks:
    """The XML of each mark, in the order they are drawn."""

    def __init__(self, before: int = 0) -> None:
        """`before`: so many marks stand before these."""
        self.made: list[str] = []
        self._before = before

    def line(self, box: Box) -> None:
        """A broken line from the upper left of a box to its lower right."""
        look = f'<a:ln w="6350">{_solid(QUIET)}<a:prstDash val="sysDash"/></a:ln>'
        self._add(
            box,
            f'<cdr:cxnSp macro=""><cdr:nvCxnSpPr>{self._number()}<cdr:cNvCxnSpPr/></cdr:nvCxnSpPr>'
            f"<cdr:spPr>{_place(box, 'line')}{look}</cdr:spPr></cdr:cxnSp>",
        )

    def words(self, words: str, box: Box, colour: str = QUIET, across: str = "l") -> None:
        """Words on one line, at the left ("l") or right ("r") of a box."""
        look = f'{_solid(colour)}<a:latin typeface="{FONT}"/>'
        self._add(
            box,
            f'<cdr:sp macro="" textlink=""><cdr:nvSpPr>{self._number()}<cdr:cNvSpPr txBox="1"/></cdr:nvSpPr>'
            f"<cdr:spPr>{_place(box, 'rect')}<a:noFill/></cdr:spPr><cdr:txBody>"
            '<a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
            f'<a:p><a:pPr algn="{across}"/><a:r><a:rPr lang="{LANGUAGE}" sz="{round(_SIZE * 100)}">{look}</a:rPr>'
            f"<a:t>{xml_text(words)}</a:t></a:r></a:p></cdr:txBody></cdr:sp>",
        )

    def _number(self) -> str:
        number = self._before + len(self.made) + 2  # 1 is the chart itself
        return f'<cdr:cNvPr id="{number}" name="Mark {number}"/>'

    def _add(self, box: Box, shape: str) -> None:
        x1, y1, x2, y2 = box[0] / WIDTH, box[1] / HEIGHT, box[2] / WIDTH, box[3] / HEIGHT
        self.made.append(
            f"<cdr:relSizeAnchor><cdr:from><cdr:x>{x1:.5f}</cdr:x><cdr:y>{y1:.5f}</cdr:y></cdr:from>"
            f"<cdr:to><cdr:x>{x2:.5f}</cdr:x><cdr:y>{y2:.5f}</cdr:y></cdr:to>{shape}</cdr:relSizeAnchor>"
        )


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _place(box: Box, shape: str) -> str:
    left, top, right, bottom = (round(length * POINT) for length in box)
    size = f'cx="{right - left}" cy="{bottom - top}"'
    return (
        f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext {size}/></a:xfrm>'
        f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>'
    )
