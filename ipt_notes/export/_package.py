"""Puts a document together: our own document.xml and properties beside the letterhead, our lines in its edges."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.export._chart import chart_xml
from ipt_notes.export._chart_marks import marks_xml
from ipt_notes.export._fit import fitted
from ipt_notes.export._letterhead import ALARM, FONT, LANGUAGE
from ipt_notes.export._wordml import DECLARATION, NAMESPACES, Run, clean, run, xml_text
from ipt_notes.export._workbook import workbook
from ipt_notes.export._zip import CONTENT_TYPES, RELATIONS, packed, relations
from ipt_notes.export.paper import A4, Paper
from ipt_notes.export.stationery import HERE, Edge, Letterhead, house

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.pictures.score_chart import ScoreChart

DRAFT_MARK = "DRAFT - not for filing"
_LONGEST_TITLE = 255
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml"
_TYPES = {
    "/word/document.xml": f"{_WORD}.document.main+xml",
    "/word/styles.xml": f"{_WORD}.styles+xml",
    "/word/numbering.xml": f"{_WORD}.numbering+xml",
    "/word/settings.xml": f"{_WORD}.settings+xml",
    "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_ENDINGS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
_RELATED = (
    ("styles", "styles.xml"),
    ("numbering", "numbering.xml"),
    ("settings", "settings.xml"),
    ("theme", "theme/theme1.xml"),
    ("fontTable", "fontTable.xml"),
)
"""The document's relationships, before those to its charts; behind them stand those to headers and footers."""


class Frame(Struct, frozen=True):
    """What stands around the text: `title` of the file, `footer` on every page, the date the file says it is of.

    A `letterhead` has its own paper; `paper` is then not looked at.
    """

    title: str
    footer: str
    author: str
    on: dt.date
    is_draft: bool
    paper: Paper = A4
    letterhead: Letterhead | None = None


def chart_relation(number: int) -> str:
    """The id of the document's relationship to a chart; the first one is number 1."""
    return f"rId{len(_RELATED) + number}"


def package(body: Sequence[str], frame: Frame, charts: Sequence[ScoreChart] = ()) -> bytes:
    """The .docx of the paragraphs and tables in `body`; its charts are reached through `chart_relation`."""
    letterhead = frame.letterhead or house(frame.paper)
    numbered = list(enumerate(charts, 1))
    targets = [
        *_RELATED,
        *(("chart", f"charts/chart{number}.xml") for number, _ in numbered),
        *((edge.kind, edge.name) for edge in letterhead.edges),
    ]
    parts = {
        "[Content_Types].xml": _content_types(letterhead, len(charts)),
        RELATIONS: relations(
            [
                ("officeDocument", "word/document.xml"),
                ("core", "docProps/core.xml"),
                ("extended-properties", "docProps/app.xml"),
            ]
        ),
        "docProps/app.xml": _app(),
        "docProps/core.xml": _core(frame),
        "word/document.xml": _document(body, letterhead, len(charts)),
        "word/_rels/document.xml.rels": relations(targets),
        **letterhead.parts,
    }
    for edge in letterhead.edges:
        parts.update(_edge_parts(edge, letterhead, frame))
    for number, chart in numbered:
        parts.update(_chart_parts(number, chart))
    return packed(parts)


def _edge_parts(edge: Edge, letterhead: Letterhead, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """A header or footer with our line in it, and its pictures' relationships."""
    if edge.kind == "header":
        line = _header(letterhead.header_style, is_draft=frame.is_draft)
    else:
        line = _footer(letterhead.footer_style, frame, is_counted=edge.is_counted)
    yield f"word/{edge.name}", edge.xml.replace(HERE, line.encode(), 1)
    if edge.related:
        yield f"word/_rels/{edge.name}.rels", edge.related


def _chart_parts(number: int, chart: ScoreChart) -> Iterator[tuple[str, bytes]]:
    """A chart, its numbers as a workbook, and what is drawn over it."""
    book, marks = f"embeddings/scores{number}.xlsx", f"drawings/drawing{number}.xml"
    yield f"word/charts/chart{number}.xml", chart_xml(chart)
    related = relations([("package", f"../{book}"), ("chartUserShapes", f"../{marks}")])
    yield f"word/charts/_rels/chart{number}.xml.rels", related
    yield f"word/{marks}", marks_xml(chart)
    yield f"word/{book}", workbook(chart)


def _content_types(letterhead: Letterhead, charts: int) -> bytes:
    types = dict(_TYPES)
    for edge in letterhead.edges:
        types[f"/word/{edge.name}"] = f"{_WORD}.{edge.kind}+xml"
    for number in range(1, charts + 1):
        types[f"/word/charts/chart{number}.xml"] = f"{_DRAWING}.chart+xml"
        types[f"/word/drawings/drawing{number}.xml"] = f"{_DRAWING}.chartshapes+xml"
    made = "".join(
        f'<Override PartName="{part}" ContentType="{content}"/>' for part, content in types.items()
    )
    by_ending = "".join(
        f'<Default Extension="{ending}" ContentType="{content}"/>' for ending, content in _ENDINGS.items()
    )
    return f'{DECLARATION}<Types xmlns="{CONTENT_TYPES}">{by_ending}{made}</Types>'.encode()


def _document(body: Sequence[str], letterhead: Letterhead, charts: int) -> bytes:
    edges = "".join(
        f'<w:{edge.kind}Reference w:type="{edge.pages}" r:id="rId{number}"/>'
        for number, edge in enumerate(letterhead.edges, len(_RELATED) + charts + 1)
    )
    begin = f"{DECLARATION}<w:document {NAMESPACES}><w:body>"
    section = f"<w:sectPr>{edges}{letterhead.section}</w:sectPr></w:body></w:document>"
    text = (fitted(each, letterhead.text_width) for each in body)
    # most of them are ASCII, which is encoded many times sooner than a text with a single other letter
    return b"".join([each.encode() for each in (begin, *text, section)])


def _header(style: str, *, is_draft: bool) -> str:
    words = DRAFT_MARK if is_draft else "Confidential clinical record"
    look = "DraftMark" if is_draft else style
    mark = f"<w:r>{_watermark()}</w:r>" if is_draft else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{look}"/></w:pPr>{mark}{run(words)}</w:p>'


def _watermark() -> str:
    """The word DRAFT across the page, as Word itself writes it (VML)."""
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    place = (
        "position:absolute;margin-left:0;margin-top:0;width:440pt;height:147pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        f'<w:pict><v:shapetype {vml} id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
        'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" '
        f'shapetype="t"/></v:shapetype><v:shape {vml} id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" '
        f'type="#_x0000_t136" alt="Draft" style="{place}" o:allowincell="f" fillcolor="#{ALARM}" stroked="f">'
        f'<v:fill opacity=".12"/><v:textpath style="font-family:&quot;{FONT}&quot;;font-size:1pt" '
        'string="DRAFT"/></v:shape></w:pict>'
    )


def _footer(style: str, frame: Frame, *, is_counted: bool) -> str:
    code = " ".join(clean(frame.footer).split())
    page = f"<w:r><w:tab/></w:r>{run('Page ')}{_field('PAGE')}{run(' of ')}{_field('NUMPAGES')}"
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(code)}{"" if is_counted else page}</w:p>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{run(Run("1"))}</w:fldSimple>'


def _core(frame: Frame) -> bytes:
    day = f"{frame.on.isoformat()}T00:00:00Z"
    title = xml_text(" ".join(clean(frame.title).split())[:_LONGEST_TITLE])
    author = xml_text(" ".join(clean(frame.author).split())[:_LONGEST_TITLE])
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f"{DECLARATION}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}"
        f"</cp:lastModifiedBy><cp:revision>1</cp:revision>{dates}<dc:language>{LANGUAGE}</dc:language>"
        "</cp:coreProperties>"
    ).encode()


def _app() -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return (
        f'{DECLARATION}<Properties xmlns="{space}"><Application>ipt-notes</Application></Properties>'.encode()
    )
