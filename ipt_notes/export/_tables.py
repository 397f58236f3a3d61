"""Tables: a marked header row that repeats on every page, rows that do not break, a description for the ear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.export._wordml import TEXT_WIDTH, paragraph, xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOK = (
    '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
    'w:noHBand="0" w:noVBand="1"/>'
)

_MOST_KEPT_TOGETHER = 1200
"""Letters of a table that is kept on one page; a longer one may go on overleaf, under its header row."""


def table(
    about: str, headings: Sequence[str], rows: Sequence[Sequence[str]], weights: Sequence[int] = ()
) -> list[str]:
    """A caption, a table under its `headings`, a small space. `weights` share out the width; `about` is its alt text too."""
    shares = weights or [1] * len(headings)
    widths = [TEXT_WIDTH * share // sum(shares) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="SummaryTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}<w:tblDescription w:val="{xml_text(about)}"/></w:tblPr>'
    )
    is_short = sum(len(cell) for row in rows for cell in row) <= _MOST_KEPT_TOGETHER
    body = _row(headings, widths, "TableHeading")
    for row in rows[:-1]:
        body += _row(row, widths, "TableText" if is_short else "TableLast")
    body += _row(rows[-1], widths, "TableLast")
    made = f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    return [paragraph(about, "TableCaption"), made, paragraph("", "TableEnd")]


def _row(cells: Sequence[str], widths: Sequence[int], style: str) -> str:
    """A row; one in TableText stays on the page of the next, one in TableLast may be the last of its page."""
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if style == "TableHeading" else "")
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(cell[:1].upper() + cell[1:], style)}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{made}</w:tr>"
