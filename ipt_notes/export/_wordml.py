"""WordprocessingML (ECMA-376): small functions that return the XML of a run, a paragraph, a heading.

Every text of a document goes through `xml_text`, so it is cleaned and escaped once and in one place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_RUNNING_TEXT = "BodyText"
_TEXT = '<w:t xml:space="preserve">'
_TAB = "<w:r><w:tab/></w:r>"
_SURROGATE = re.compile("[\ud800-\udfff]")


class Run(Struct, frozen=True):
    """Words in one look; a line feed in `text` is a line break."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


def clean(text: str) -> str:
    """`text` without what XML can not hold: control characters go, lone surrogates become U+FFFD, CRLF one break."""
    if text.isprintable():
        return text
    broken = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    return _SURROGATE.sub("\ufffd", _ILLEGAL.sub("", broken.replace("\u2029", "\n")))


def xml_text(text: str) -> str:
    """`text` cleaned and escaped, for an element's content or an attribute in double quotes."""
    if text.isprintable():
        return _escaped(text)
    return _escaped(clean(text)).replace("\n", "&#10;").replace("\t", "&#9;")


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def run(part: Run | str) -> str:
    """The XML of a run."""
    if isinstance(part, str):
        return f"<w:r>{_texts(part)}</w:r>"
    weight = ("<w:b/>" if part.is_bold else "") + ("<w:i/>" if part.is_italic else "")
    properties = f"<w:rPr>{weight}</w:rPr>" if weight else ""
    return f"<w:r>{properties}{_texts(part.text)}</w:r>"


def _texts(text: str) -> str:
    return f"{_TEXT}{broken_text(text)}</w:t>"


def broken_text(text: str) -> str:
    """The XML within a run's `w:t`: the text, escaped; a line feed ends the element, breaks the line and begins the next one."""
    if text.isprintable():
        return _escaped(text)
    lines = map(_escaped, clean(text).replace("\t", " ").split("\n"))
    return f"</w:t><w:br/>{_TEXT}".join(lines)


def paragraph(text: str | Iterable[Run], style: str = "") -> str:
    """A paragraph; `style` is a style's id, "" for running text."""
    runs = f"<w:r>{_texts(text)}</w:r>" if isinstance(text, str) else "".join(map(run, text))
    return f'<w:p><w:pPr><w:pStyle w:val="{style or _RUNNING_TEXT}"/></w:pPr>{runs}</w:p>'


def broken_texts(texts: Sequence[str]) -> list[str]:
    """`broken_text` of each of them (one or more), at one go where all are single lines."""
    if all(map(str.isprintable, texts)):
        return _escaped("\n".join(texts)).split("\n")
    return [broken_text(text) for text in texts]


def heading(text: str, level: int) -> str:
    """A heading; level 0 is the title, levels 1 to 3 stand in the table of contents."""
    one_line = " ".join(clean(text).split()) or "Untitled"
    return paragraph(one_line, f"Heading{level}" if level else "Title")


def bullet(text: str | Iterable[Run]) -> str:
    """An item of an unordered list."""
    return paragraph(text, "ListBullet")


def numbered(number: int, text: Iterable[Run]) -> str:
    """An item of an ordered list, with its number as written."""
    told = "".join(run(part) for part in text)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Numbered"/></w:pPr><w:r>{_texts(f"{number}.")}</w:r>{_TAB}{told}</w:p>'
    )


def particular(label: str, value: str, *, keeps_next: bool = False) -> str:
    """A label and its value on one line; a long value goes on beneath itself. `keeps_next`: on the page of the next."""
    style = "ParticularLeadsOn" if keeps_next else "Particular"
    head = f"<w:r><w:rPr><w:b/></w:rPr>{_texts(label)}</w:r>{_TAB}"
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{head}<w:r>{_texts(value)}</w:r></w:p>'


def together(lines: Sequence[str]) -> list[str]:
    """Labels with their values that stand on one page: each but the last leads on to the next."""
    plain, leading = 'w:val="Particular"', 'w:val="ParticularLeadsOn"'
    return [*(line.replace(plain, leading, 1) for line in lines[:-1]), *lines[-1:]]
