"""What a termination summary costs in one process: by this program, by docxtpl, and by python-docx with `table.cell()`.

All three hold the same text, and that is checked. Ours is made of the course itself and has the charts and both circles
in it; the others are handed the finished text, and draw nothing.
"""

from __future__ import annotations

import io
from importlib.metadata import version
from itertools import groupby
from statistics import median
from time import process_time
from timeit import timeit
from typing import TYPE_CHECKING, NamedTuple

import docx
from docx.table import Table
from docxtpl import DocxTemplate

from benchmarks import vaults
from ipt_notes.export.termination import render
from ipt_notes.notes.summary_reading import parse_summary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from docx.document import Document

    Rows = list[list[str]]
    Block = tuple[str, str | Rows]
    """A paragraph's style and text, or "" and the rows of a table."""

DOCXTPL, PYTHON_DOCX = f"docxtpl {version('docxtpl')}", f"python-docx {version('python-docx')}, table.cell()"
_IN_A_ROW = 20
"""As a batch makes them: one after the other."""
_HEADINGS = ("Title", "Heading 1", "Heading 2", "Heading 3")


class Taken(NamedTuple):
    """Median milliseconds a document, and the medians of the ratios taken round by round."""

    ours: float
    docxtpl: float
    python_docx: float
    over_docxtpl: float
    over_python_docx: float


def measured(rounds: int = 9) -> Taken:
    """All three in turn, after one round that is not counted; they must hold the same text."""
    course = vaults.finished_course()
    narrative = dict(parse_summary(course.summary.text).parts)

    def ours() -> bytes:
        return render(course, narrative=narrative, therapist="Dr Ada Example")

    outline = list(read(ours()))
    template, values = templated(outline)
    ways = (ours, lambda: filled(template, values), lambda: built(outline))
    for name, way in zip(("ipt-notes", DOCXTPL, PYTHON_DOCX), ways, strict=True):
        assert list(read(way())) == outline, f"{name} holds another text"
    times = [[timed(way) for way in ways] for _ in range(rounds + 1)][1:]
    ratios = (
        median(other / ours for ours, other in ((each[0], each[at]) for each in times)) for at in (1, 2)
    )
    return Taken(*(median(column) for column in zip(*times, strict=True)), *ratios)


def timed(way: Callable[[], object]) -> float:
    """Milliseconds of the processor a document, of several in a row; nothing waits for a disk here."""
    return timeit(way, timer=process_time, number=_IN_A_ROW) / _IN_A_ROW * 1000


def read(data: bytes) -> Iterator[Block]:
    """The text of a document from top to bottom; paragraphs without any are left out."""
    for part in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(part, Table):
            yield "", [[cell.text for cell in row.cells] for row in part.rows]
        elif part.text:
            yield part.style.name if part.style.name in _HEADINGS else "Normal", part.text


def built(outline: Iterable[Block]) -> bytes:
    """The document by python-docx, its tables filled cell by cell."""
    document = docx.Document()
    for style, content in outline:
        if isinstance(content, str):
            document.add_paragraph(content, style)
        else:
            add_table(document, content)
    return saved(document)


def add_table(document: Document, rows: Rows) -> None:
    """A table of texts."""
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(number, place).text = text


def saved(document: Document) -> bytes:
    """The document's bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def templated(outline: Iterable[Block]) -> tuple[DocxTemplate, dict[str, object]]:
    """A template with the same headings, labels and tables, as a practice would write it; and what it is filled with."""
    document, values = docx.Document(), {}
    for number, (kind, group) in enumerate(groupby(outline, key=kind_of)):
        blocks = list(group)
        if kind == "rest":
            add_loop(document, f"v{number}")
            values[f"v{number}"] = [text for _, text in blocks]
            continue
        for place, (style, content) in enumerate(blocks):
            name = f"v{number}_{place}"
            if kind == "heading":
                document.add_paragraph(content, style)
            elif kind == "particular":
                label, _, values[name] = content.partition("\t")
                document.add_paragraph(f"{label}\t{{{{ {name} }}}}")
            else:
                add_table(document, tags(content[0], name))
                values[name] = content[1:]
    return DocxTemplate(io.BytesIO(saved(document))), values


def kind_of(block: Block) -> str:
    """What a block is to a template: a heading stands in it, so does a particular's label; the rest is filled in."""
    style, content = block
    if not isinstance(content, str):
        return "table"
    return "heading" if style in _HEADINGS else "particular" if "\t" in content else "rest"


def add_loop(document: Document, name: str) -> None:
    """A paragraph for each text of a list."""
    for tag in (f"{{%p for text in {name} %}}", "{{ text }}", "{%p endfor %}"):
        document.add_paragraph(tag)


def tags(header: list[str], name: str) -> Rows:
    """A table with its header, and a row that is repeated for each row of a list."""
    blank = [""] * (len(header) - 1)
    cells = [f"{{{{ row[{place}] }}}}" for place in range(len(header))]
    return [header, [f"{{%tr for row in {name} %}}", *blank], cells, ["{%tr endfor %}", *blank]]


def filled(template: DocxTemplate, values: dict[str, object]) -> bytes:
    """The document by docxtpl."""
    template.render(values, autoescape=True)
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()
