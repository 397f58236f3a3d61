"""A native Word line chart of scores over sessions (DrawingML chart, ECMA-376 part 1, 21.2), with its own data.

The numbers stand in the chart (so every reader draws it) and in a small workbook within (so Word can edit them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.export._letterhead import ACCENT, FONT, LANGUAGE, QUIET, RULE
from ipt_notes.export._wordml import DECLARATION, xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES = ((ACCENT, "circle", "solid"), ("A8611A", "diamond", "dash"), ("5B4B8A", "square", "sysDot"))
_WIDTH, _HEIGHT = 5_900_000, 2_000_000  # EMU; 360,000 a centimetre


class Series(Struct, frozen=True):
    """One line: its name and a value for each category, None where there is none."""

    name: str
    values: tuple[float | None, ...]


class Chart(Struct, frozen=True):
    """A line chart. `alt` says in words what it shows; `top` is the end of the value axis."""

    title: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    top: float


def drawing(chart: Chart, relation: str) -> str:
    """The paragraph that holds the chart; `relation` is the id of the document's relationship to it."""
    names = f'name="{xml_text(chart.title)}" descr="{xml_text(chart.alt)}"'
    return (
        '<w:p><w:pPr><w:pStyle w:val="Figure"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{_WIDTH}" cy="{_HEIGHT}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="1" {names}/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )


def chart_xml(chart: Chart) -> bytes:
    """The chart part. Its workbook is relationship rId1."""
    lines = "".join(_series(chart, index) for index in range(len(chart.series)))
    return (
        f"{DECLARATION}"
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<c:date1904 val="0"/><c:lang val="{LANGUAGE}"/><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/>'
        f'<c:varyColors val="0"/>{lines}<c:marker val="1"/><c:axId val="111"/><c:axId val="222"/></c:lineChart>'
        f'{_category_axis()}{_value_axis(chart.top)}</c:plotArea><c:legend><c:legendPos val="b"/>'
        '<c:overlay val="0"/></c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="span"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'{_text(900)}<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def workbook_rows(chart: Chart) -> list[list[str | float | None]]:
    """The rows of the chart's workbook: a header, then a row for each category."""
    rows: list[list[str | float | None]] = [["Session", *(series.name for series in chart.series)]]
    for index, category in enumerate(chart.categories):
        rows.append([category, *(series.values[index] for series in chart.series)])
    return rows


def column(index: int) -> str:
    """The letters of a sheet's column; 0 is A."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _series(chart: Chart, index: int) -> str:
    series = chart.series[index]
    colour, symbol, dash = _LINES[index % len(_LINES)]
    last = len(chart.categories) + 1
    letter = column(index + 1)
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx>{_strings(f"{letter}$1", [series.name])}'
        f'</c:tx><c:spPr><a:ln w="25400" cap="rnd">{fill}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="6"/><c:spPr>{fill}<a:ln w="9525">{fill}</a:ln>'
        f"</c:spPr></c:marker><c:cat>{_strings(f'A$2:$A${last}', chart.categories)}</c:cat>"
        f"<c:val>{_numbers(f'{letter}$2:${letter}${last}', series.values)}</c:val>"
        '<c:smooth val="0"/></c:ser>'
    )


def _strings(cells: str, texts: Sequence[str]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{xml_text(text)}</c:v></c:pt>' for index, text in enumerate(texts)
    )
    cache = f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'
    return f"<c:strRef><c:f>Scores!${cells}</c:f>{cache}</c:strRef>"


def _numbers(cells: str, values: Sequence[float | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{value:g}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    cache = f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numCache>'
    return f"<c:numRef><c:f>Scores!${cells}</c:f>{cache}</c:numRef>"


def _category_axis() -> str:
    return (
        '<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/>{_axis_title("Session")}<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_line(QUIET)}{_text(800)}<c:crossAx val="222"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(top: float) -> str:
    return (
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{top:g}"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines>{_line(RULE)}</c:majorGridlines>{_axis_title('Total')}"
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(800)}<c:crossAx val="111"/>'
        f'<c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="{_step(top):g}"/></c:valAx>'
    )


def _step(top: float) -> float:
    """A step of the value axis that gives at most nine lines."""
    return next((step for step in (1, 2, 3, 5, 10, 20, 25, 50) if top / step <= 9), 100)


def _line(colour: str) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return f'<c:spPr><a:ln w="6350">{fill}</a:ln></c:spPr>'


def _look(size: int) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill>'
    return f'sz="{size}" b="0">{fill}<a:latin typeface="{FONT}"/>'


def _text(size: int) -> str:
    look = f"<a:defRPr {_look(size)}</a:defRPr>"
    return f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look}</a:pPr><a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'


def _axis_title(words: str) -> str:
    run = f'<a:r><a:rPr lang="{LANGUAGE}" {_look(800)}</a:rPr><a:t>{words}</a:t></a:r>'
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p>{run}</a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )
