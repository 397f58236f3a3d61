"""The termination summary as Markdown, for pasting into another system: what the Word document says, in the same order.

It is read from the document itself, so that the two can't differ. A drawing is told by its alternative text. Pure.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

COPY = "This is a copy as text: the Word document is the one that is signed."
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SPECIAL = re.compile(r"([\\`*_<])|(?<=\])(?=[(:])")
_AT_START = re.compile(r"[#>\[~|]|[-+=](?:\s|$|[-+=])")
_NUMBER = re.compile(r"\d{1,9}(?=[.)](?:\s|$))")
_PARTICULARS = ("Particular", "ParticularLeadsOn")
_IN_A_LIST = (*_PARTICULARS, "ListBullet", "Numbered")


def as_markdown(docx: bytes) -> str:
    """The text of the document as CommonMark, with pipe tables."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = ET.fromstring(package.read("word/document.xml"))  # noqa: S314 - made by this program
    body = root.find(f"{_W}body")
    lines, was_listed = [], False
    for element in body if body is not None else ():
        block = "\n".join(_table(element) if element.tag == f"{_W}tbl" else _paragraph(element))
        is_listed = _style(element) in _IN_A_LIST
        if block:
            lines += [block] if is_listed and was_listed else ["", block]
            was_listed = is_listed
    return "\n".join([*lines, "", "---", "", COPY]).strip("\n") + "\n"


def _style(element: ET.Element) -> str:
    found = element.find(f"{_W}pPr/{_W}pStyle")
    return found.get(f"{_W}val", "") if found is not None else ""


def _paragraph(element: ET.Element) -> Iterator[str]:
    style, text = _style(element), _text(element)
    for drawn in element.iter(_DRAWN):
        yield f"*{_escaped(drawn.get('descr', ''))}*"
    if not text.strip():
        return
    if style == "Title":
        yield f"# {_one_line(text)}"
    elif style.startswith("Heading") and style[-1:].isdigit():
        yield f"{'#' * (int(style[-1]) + 1)} {_one_line(text)}"
    elif style == "ListBullet":
        yield f"- {_hanging(_started(text), 2)}"
    elif style == "Numbered":
        number, _, rest = text.partition("\t")
        yield f"{number} {_hanging(_started(rest), len(number) + 1)}"
    elif style in _PARTICULARS:
        label, _, value = text.partition("\t")
        yield f"- {label}: {_hanging(value, 2)}"
    else:
        yield _hanging(_started(text), 0)


def _text(element: ET.Element) -> str:
    """The words of a paragraph, escaped, bold and italic marked; those within a drawing are the drawing's."""
    return "".join(_run(run) for run in element.findall(f"{_W}r"))


def _run(run: ET.Element) -> str:
    parts = []
    for child in run:
        if child.tag == f"{_W}t":
            parts.append(_escaped(child.text or ""))
        elif child.tag in (f"{_W}br", f"{_W}tab"):
            parts.append("\n" if child.tag == f"{_W}br" else "\t")
    text = "".join(parts)
    mark = "*" * (_has(run, "i") + 2 * _has(run, "b"))
    bare = text.strip()
    return text.replace(bare, f"{mark}{bare}{mark}", 1) if mark and bare else text


def _has(run: ET.Element, look: str) -> int:
    return int(run.find(f"{_W}rPr/{_W}{look}") is not None)


def _escaped(text: str) -> str:
    """The text so that CommonMark shows it as it is, wherever it stands in a line."""
    return _SPECIAL.sub(lambda found: f"\\{found[1] or ''}", text.replace("&", "&amp;"))


def _started(text: str) -> str:
    """The text so that its first letters begin no list, heading or quotation."""
    if number := _NUMBER.match(text):
        return f"{number[0]}\\{text[number.end() :]}"
    return f"\\{text}" if _AT_START.match(text) else text


def _hanging(text: str, margin: int) -> str:
    """Line breaks kept, further lines under the first one."""
    first, *more = (line.strip() for line in text.split("\n"))
    return ("\\\n" + " " * margin).join([first, *map(_started, more)])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _table(element: ET.Element) -> Iterator[str]:
    for number, row in enumerate(element.iter(f"{_W}tr")):
        cells = [_cell(cell) for cell in row.findall(f"{_W}tc")]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{' --- |' * len(cells)}"


def _cell(element: ET.Element) -> str:
    text = " ".join(_text(each) for each in element.findall(f"{_W}p"))
    return _one_line(text).replace("|", "\\|")
