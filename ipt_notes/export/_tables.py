"""Tables: a marked header row that repeats on every page, rows that do not break, a description for the ear."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ipt_notes.export._wordml import broken_texts, paragraph, xml_text
from ipt_notes.export.paper import TEXT_WIDTH

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_LOOK = (
    '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
    'w:noHBand="0" w:noVBand="1"/>'
)

_SESSION = re.compile(r"\bsession (?=\d)")
"""A number that would stand alone on the next line of a narrow cell."""
_MOST_LETTERS, _MOST_ROWS = 1200, 8
"""Of a table that is kept on one page; a longer one may go on overleaf, under its header row."""


def table(
    about: str, headings: Sequence[str], rows: Sequence[Sequence[str]], weights: Sequence[int] = ()
) -> list[str]:
    """A caption, a table under its `headings`, a small space. `weights` share out the width; `about` is its alt text too."""
    head, widths = _begun(tuple(weights) or (1,) * len(headings))
    kept = _kept(rows)
    styles = ["TableHeading", *("TableText" if at in kept else "TableLast" for at in range(len(rows)))]
    blank = "".join([_blank_row(widths, style) for style in styles])
    cells = broken_texts([_set(cell) for row in (headings, *rows) for cell in row])
    made = f"<w:tbl>{head % xml_text(about)}{blank % tuple(cells)}</w:tbl>"
    return [paragraph(about, "TableCaption"), made, paragraph("", "TableEnd")]


@lru_cache
def _begun(shares: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """What stands before the rows, with a place (%s) for the alt text; and the width of each column."""
    widths = tuple(TEXT_WIDTH * share // sum(shares) for share in shares)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblStyle w:val="SummaryTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}<w:tblDescription w:val="%s"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    ), widths


def _kept(rows: Sequence[Sequence[str]]) -> Collection[int]:
    """The rows that stay on the page of the next one: all but the last of a short table; no page gets a single row of many."""
    if len(rows) > _MOST_ROWS:
        return 0, len(rows) - 3, len(rows) - 2
    is_short = sum(len(cell) for row in rows for cell in row) <= _MOST_LETTERS
    return range(len(rows) - 1) if is_short else ()


@lru_cache
def _blank_row(widths: tuple[int, ...], style: str) -> str:
    """A row with a place (%s) for the text of each cell.

    One in TableText stays on the page of the next, one in TableLast may be the last of its page.
    """
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if style == "TableHeading" else "")
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph("%s", style)}</w:tc>'
        for width in widths
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def _set(cell: str) -> str:
    """A cell begins with a capital, and keeps a session's number beside the word."""
    rest = cell[1:]
    if "session " in rest:
        rest = _SESSION.sub("session\N{NO-BREAK SPACE}", rest)
    return cell[:1].upper() + rest
