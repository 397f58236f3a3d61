"""The smallest workbook that holds a chart's numbers (SpreadsheetML, ECMA-376 part 1, 18)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ipt_notes.export._chart import TOTALS, categories, column, evens, scale_of, totals
from ipt_notes.export._wordml import DECLARATION, xml_text
from ipt_notes.export._zip import CONTENT_TYPES, OFFICE, RELATIONS, packed, relations

if TYPE_CHECKING:
    from ipt_notes.export._chart import Scale
    from ipt_notes.pictures.score_chart import ScoreChart

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(chart: ScoreChart) -> bytes:
    """An .xlsx file with one sheet, "Scores": a header, then a row for each place on the axis."""
    return packed({**_book(), "xl/worksheets/sheet1.xml": _sheet(chart)})


@lru_cache(maxsize=1)
def _book() -> dict[str, bytes]:
    """What is the same in every workbook."""
    types = (
        f'{DECLARATION}<Types xmlns="{CONTENT_TYPES}">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    )
    book = (
        f'{DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Scores" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return {
        "[Content_Types].xml": types.encode(),
        RELATIONS: relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": relations([("worksheet", "worksheets/sheet1.xml")]),
    }


def _sheet(chart: ScoreChart) -> bytes:
    own = [_cell("C", 1, chart.name)]
    places = zip(categories(chart), chart.ticks, totals(chart), strict=True)
    for number, (label, tick, total) in enumerate(places, 2):
        own += label, tick.on.isoformat(), _cell("C", number, total)
    return (_blank_sheet(scale_of(chart), len(chart.ticks)) % tuple(own)).encode()


@lru_cache
def _blank_sheet(scale: Scale, places: int) -> str:
    """The rows of a measure with a place (%s) for the name, then in each row for its label, its date and the cell of its total."""
    columns = [(column(at), each) for at, each in enumerate(evens(scale), TOTALS + 1)]
    names = "".join(_cell(letter, 1, each.name.replace("%", "%%")) for letter, each in columns)
    rows = [f'<row r="1">{_cell("A", 1, "Session")}{_cell("B", 1, "Date")}%s{names}</row>']
    for number in range(2, places + 2):
        heights = "".join(_cell(letter, number, each.height) for letter, each in columns)
        rows.append(
            f'<row r="{number}">{_cell("A", number, "%s")}{_cell("B", number, "%s")}%s{heights}</row>'
        )
    made = "".join(rows)
    return f'{DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>{made}</sheetData></worksheet>'


def _cell(letter: str, number: int, value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{xml_text(value)}</t></is></c>'
    return f'<c r="{letter}{number}"><v>{value:g}</v></c>'
