"""A native Word chart of one measure over sessions (DrawingML chart, ECMA-376 part 1, 21.2), with its own data.

The totals are a line, the severity bands stacked columns without gaps behind it, the cut-off a broken line. The numbers
stand in the chart (so every reader draws it) and in a small workbook within (so Word can edit them).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.wording import capital
from ipt_notes.export._figure import FULL_WIDTH, POINT
from ipt_notes.export._letterhead import ACCENT, ALARM, FONT, INK, LANGUAGE, QUIET, RULE
from ipt_notes.export._wordml import DECLARATION, xml_text
from ipt_notes.pictures.score_chart import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.pictures.score_chart import ScoreChart

WIDTH, HEIGHT = FULL_WIDTH / POINT, 152.0
"""Of a chart, in points."""
LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT = 38.0, 15.0, WIDTH - 38 - 104, 103.0
"""Where the plot is in it; phases stand above, bands beside."""
BANDS = ("F7FAFB", "ECF2F4", "DEE8EC", "CDDCE2", "BACED6")
"""From the least totals to the greatest; fewer bands take the first ones."""
_MOST_WORDS = 14
"""Places on the axis up to which there is room for the word "Intake"."""
TOTALS = 2
"""The column of the totals in the workbook; session and date stand before it."""
_NAME, _TOTALS, _CATEGORIES = "\1", "\2", "\3"
"""Where a client's own data go in a chart: single characters that no XML may hold, which are soon found."""


class Scale(Struct, frozen=True):
    """What all charts of a measure have in common: `levels` are its bands, from `bottom` to `top`; `cut_off` may be None."""

    bottom: float
    top: float
    levels: tuple[Level, ...]
    cut_off: float | None

    @property
    def edges(self) -> list[float]:
        """Where each band begins, and where the last one ends; nothing of a measure without bands."""
        return [*(level.total for level in self.levels), self.top] if self.levels else []


class Even(Struct, frozen=True):
    """Something as high at each place of the axis: the cut-off, the height of a band. `colour` "" is unseen."""

    name: str
    height: float
    colour: str = ""


def scale_of(chart: ScoreChart) -> Scale:
    """The chart without what is the client's own."""
    return Scale(chart.bottom, chart.top, chart.levels, chart.cut_off)


@lru_cache
def evens(scale: Scale) -> tuple[Even, ...]:
    """The cut-off if there is one, then the bands; in the workbook their columns stand behind the totals."""
    return (*_cut_off(scale), *_bands(scale))


def _cut_off(scale: Scale) -> Iterator[Even]:
    if scale.cut_off is not None:
        yield Even(f"Cut-off {scale.cut_off:g}", scale.cut_off, ALARM)


def _bands(scale: Scale) -> Iterator[Even]:
    """From the axis up; what lies below the first one is unseen."""
    edges = scale.edges
    if edges and edges[0]:
        yield Even("Below the bands", edges[0])
    for number, level in enumerate(scale.levels):
        height = edges[number + 1] - edges[number]
        yield Even(capital(level.words), height, BANDS[number % len(BANDS)])


def categories(chart: ScoreChart) -> list[str]:
    """The labels on the axis; a day between two sessions has none."""
    intake = "Intake" if len(chart.ticks) <= _MOST_WORDS else "0"
    return [intake if tick.label == "0" else tick.label for tick in chart.ticks]


def totals(chart: ScoreChart) -> list[float | None]:
    """The total at each place on the axis, None where there is none."""
    found = {point.at: point.total for point in chart.points}
    return [*map(found.get, range(len(chart.ticks)))]


def chart_xml(chart: ScoreChart) -> bytes:
    """The chart part. Its workbook is relationship rId1, what is drawn over it rId2."""
    name = _strings(column(TOTALS), [chart.name], first=1)
    numbers = _numbers(column(TOTALS), totals(chart))
    blank = _blank_chart(scale_of(chart), len(chart.ticks))
    blank = blank.replace(_NAME, name).replace(_TOTALS, numbers)
    return blank.replace(_CATEGORIES, _strings("A", categories(chart))).encode()


@lru_cache
def _blank_chart(scale: Scale, places: int) -> str:
    """A chart of a measure with so many places on its axis, before anybody's data stand in it."""
    return (
        f"{DECLARATION}"
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<c:date1904 val="0"/><c:lang val="{LANGUAGE}"/><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea>{_layout()}{_columns(scale, places)}'
        f"{_line_chart(scale, places)}{_category_axis()}{_value_axis(scale)}</c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="span"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'{_text(800)}<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
        '<c:userShapes r:id="rId2"/></c:chartSpace>'
    )


def _layout() -> str:
    place = (("x", LEFT / WIDTH), ("y", TOP / HEIGHT), ("w", PLOT_WIDTH / WIDTH), ("h", PLOT_HEIGHT / HEIGHT))
    told = "".join(f'<c:{key} val="{part:.4f}"/>' for key, part in place)
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{told}</c:manualLayout></c:layout>"
    )


def _columns(scale: Scale, places: int) -> str:
    bands, before = list(_bands(scale)), len(list(_cut_off(scale))) + 1
    if not bands:
        return ""
    made = "".join(
        f"{_even_head(each, index)}<c:spPr>{_fill(each.colour)}<a:ln><a:noFill/></a:ln></c:spPr>"
        f'<c:invertIfNegative val="0"/>{_even_data(each, index, places)}</c:ser>'
        for index, each in enumerate(bands, before)
    )
    return (
        '<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{made}<c:gapWidth val="0"/><c:overlap val="100"/><c:axId val="111"/><c:axId val="222"/></c:barChart>'
    )


def _line_chart(scale: Scale, places: int) -> str:
    made = _total_line() + "".join(_cut_off_line(each, places) for each in _cut_off(scale))
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{made}<c:marker val="1"/>'
        '<c:axId val="111"/><c:axId val="222"/></c:lineChart>'
    )


def _total_line() -> str:
    fill = _fill(ACCENT)
    marker = f'<c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr>{fill}<a:ln w="6350">{fill}</a:ln></c:spPr></c:marker>'
    labels = (
        f'<c:dLbls>{_no_frame()}{_text(700, INK, is_bold=True)}<c:dLblPos val="t"/><c:showLegendKey val="0"/>'
        '<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
    )
    line = f'<c:spPr><a:ln w="22225" cap="rnd">{fill}<a:round/></a:ln></c:spPr>'
    return f'{_head(0, _NAME)}{line}{marker}{labels}{_data(_TOTALS)}<c:smooth val="0"/></c:ser>'


def _cut_off_line(each: Even, places: int) -> str:
    line = f'<c:spPr><a:ln w="9525">{_fill(each.colour)}<a:prstDash val="dash"/></a:ln></c:spPr>'
    none = '<c:marker><c:symbol val="none"/></c:marker>'
    return f'{_even_head(each, 1)}{line}{none}{_even_data(each, 1, places)}<c:smooth val="0"/></c:ser>'


def _even_head(each: Even, index: int) -> str:
    return _head(index, _strings(column(TOTALS + index), [each.name], first=1))


def _even_data(each: Even, index: int, places: int) -> str:
    return _data(_numbers(column(TOTALS + index), [each.height] * places))


def _head(index: int, name: str) -> str:
    """A series begins; the totals are the first one."""
    return f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx>{name}</c:tx>'


def _data(numbers: str) -> str:
    return f"<c:cat>{_CATEGORIES}</c:cat><c:val>{numbers}</c:val>"


def column(index: int) -> str:
    """The letters of a sheet's column; 0 is A."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _strings(letter: str, texts: Sequence[str], first: int = 2) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{xml_text(text)}</c:v></c:pt>' for index, text in enumerate(texts)
    )
    cache = f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'
    return f"<c:strRef><c:f>{_cells(letter, first, len(texts))}</c:f>{cache}</c:strRef>"


def _numbers(letter: str, values: Sequence[float | None]) -> str:
    points = "".join(
        [
            f'<c:pt idx="{index}"><c:v>{value:g}</c:v></c:pt>'
            for index, value in enumerate(values)
            if value is not None
        ]
    )
    cache = f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'
    return f"<c:numRef><c:f>{_cells(letter, 2, len(values))}</c:f>{cache}</c:numRef>"


def _cells(letter: str, first: int, count: int) -> str:
    last = first + count - 1
    return f"Scores!${letter}${first}" + (f":${letter}${last}" if last > first else "")


def _category_axis() -> str:
    return (
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/>{_axis_title("Session")}<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_hairline(QUIET)}{_text(700)}<c:crossAx val="222"/><c:crosses val="min"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(scale: Scale) -> str:
    """Lines across only where no bands tell how high a total is."""
    lines = "" if scale.levels else f"<c:majorGridlines>{_hairline(RULE)}</c:majorGridlines>"
    step = _step(scale.top - scale.bottom)
    return (
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{scale.top:g}"/><c:min val="{scale.bottom:g}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/>{lines}{_axis_title("Total", -5_400_000)}'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(700)}<c:crossAx val="111"/>'
        f'<c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="{step:g}"/></c:valAx>'
    )


def _step(height: float) -> float:
    """A step of the value axis that gives at most seven figures."""
    return next((step for step in (0.5, 1, 2, 5, 10, 20, 25, 50) if height / step <= 6), 100)


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else "<a:noFill/>"


def _no_frame() -> str:
    return "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"


def _hairline(colour: str) -> str:
    return f'<c:spPr><a:ln w="6350">{_fill(colour)}</a:ln></c:spPr>'


def _look(size: int, colour: str = QUIET, *, is_bold: bool = False) -> str:
    return f'sz="{size}" b="{is_bold:d}">{_fill(colour)}<a:latin typeface="{FONT}"/>'


def _text(size: int, colour: str = QUIET, *, is_bold: bool = False) -> str:
    look = f"<a:defRPr {_look(size, colour, is_bold=is_bold)}</a:defRPr>"
    return f'<c:txPr><a:bodyPr rot="0"/><a:lstStyle/><a:p><a:pPr>{look}</a:pPr><a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'


def _axis_title(words: str, turned: int = 0) -> str:
    run = f'<a:r><a:rPr lang="{LANGUAGE}" {_look(700)}</a:rPr><a:t>{words}</a:t></a:r>'
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr rot="{turned}" vert="horz"/><a:lstStyle/><a:p>{run}</a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
    )
