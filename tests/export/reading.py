"""Reads a .docx as a word processor would see it."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of the package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def document(data: bytes) -> etree._Element:
    """The root of the document's text."""
    return etree.fromstring(parts(data)["word/document.xml"])


def words(element: etree._Element) -> str:
    """The text of a paragraph, a cell or a whole document."""
    lines = ["".join(p.itertext(f"{W}t")) for p in element.iter(f"{W}p")]
    return "\n".join(lines)


def headings(data: bytes) -> list[tuple[int, str]]:
    """(level, text) of every heading; the title is level 0."""
    found = []
    for paragraph in document(data).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(f"{W}val") if style is not None else ""
        if name == "Title" or re.fullmatch(r"Heading\d", name):
            found.append((int(name[7:] or 0) if name != "Title" else 0, "".join(paragraph.itertext(f"{W}t"))))
    return found


def part_texts(data: bytes) -> dict[str, str]:
    """What stands under each Heading 1, by heading."""
    found: dict[str, str] = {}
    now = ""
    for paragraph in document(data).iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        text = "".join(paragraph.itertext(f"{W}t"))
        if style is not None and style.get(f"{W}val") == "Heading1":
            now = text
            found[now] = ""
        elif now:
            found[now] += text + "\n"
    return found


def tables(data: bytes) -> list[list[list[str]]]:
    """The cells of every table."""
    return [
        [["".join(cell.itertext(f"{W}t")) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
        for table in document(data).iter(f"{W}tbl")
    ]


def running_text(data: bytes) -> list[str]:
    """The paragraphs that stand in no table."""
    body = document(data).find(f"{W}body")
    return ["".join(paragraph.itertext(f"{W}t")) for paragraph in body.findall(f"{W}p")]
