"""The smallest workbook that holds a chart's numbers (SpreadsheetML, ECMA-376 part 1, 18)."""

from __future__ import annotations

from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING

from ipt_notes.export._chart import column
from ipt_notes.export._wordml import DECLARATION, xml_text
from ipt_notes.export._zip import CONTENT_TYPES, OFFICE, RELATIONS, packed, relations

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(rows: Sequence[Sequence[str | float | None]]) -> bytes:
    """An .xlsx file with one sheet, "Scores"."""
    return packed({**_book(), "xl/worksheets/sheet1.xml": _sheet(rows)})


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


def _sheet(rows: Sequence[Sequence[str | float | None]]) -> bytes:
    letters = [column(at) for at in range(max(map(len, rows)))]
    made = "".join(
        f'<row r="{number}">{"".join(map(_cell, letters, repeat(number), row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f'{DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>{made}</sheetData></worksheet>'.encode()


def _cell(letter: str, number: int, value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{xml_text(value)}</t></is></c>'
    return f'<c r="{letter}{number}"><v>{value:g}</v></c>'
