"""The headers and footers of a letterhead: those its pages show, cleaned, with their pictures and a place for our line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from ipt_notes.export._zip import relations
from ipt_notes.export.letterheads.cleaning import clean_edge
from ipt_notes.export.letterheads.fields import is_counted, settle_fields
from ipt_notes.export.letterheads.source import R, W, unfit
from ipt_notes.export.stationery import HERE, Edge, plain_edge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.export.letterheads.pictures import Pictures
    from ipt_notes.export.letterheads.source import Related, Source

KINDS = ("header", "footer")
_W_URI = W.strip("{}")
_R_URI = R.strip("{}")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_KINDS_OF_SHAPE = ("shape", "group", "rect", "roundrect", "oval", "line", "polyline")
_SHAPES = tuple(f"{{urn:schemas-microsoft-com:vml}}{kind}" for kind in _KINDS_OF_SHAPE)
_FIRST_DRAWING = 500_000
"""Behind the numbers of our own figures and charts, before those of our shapes."""
_IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
_SEEN = (f"{W}t", f"{W}drawing", f"{W}pict", f"{W}sym", f"{W}fldSimple", f"{W}fldChar", f"{W}tbl", f"{W}pBdr")


class Edges:
    """The headers and footers, still as XML: what they use of the styles and lists can be asked and renamed."""

    def __init__(self, source: Source, section: Any, pages: Sequence[str], pictures: Pictures) -> None:
        """`pages` are the kinds of page that are told apart: "default", "first", "even". UsageProblem."""
        self.left_out: set[str] = set()
        self._drawings = 0
        related = source.related(source.main)
        self._read: dict[tuple[str, str], tuple[Any, bytes]] = {}
        for kind in KINDS:
            for reference in section.iterfind(f"{W}{kind}Reference"):
                place = reference.get(f"{W}type", "default")
                part = related.get(reference.get(f"{R}id", ""))
                if place in pages and part and not part.is_external:
                    self._take(source, (kind, place), part.target, pictures)
        self._pages = pages

    def _take(self, source: Source, key: tuple[str, str], part: str, pictures: Pictures) -> None:
        root = source.xml(part)
        clean_edge(root)
        self._number_drawings(root)
        self.left_out.update(settle_fields(root))
        if any(True for _ in root.iter(*_SEEN)):
            related = _take_pictures(root, source, source.related(part), pictures)
            self._read[key] = (root, related)

    def _number_drawings(self, root: Any) -> None:
        """No two in the whole document have the same number, and none has a name that somebody gave it."""
        for drawing in root.iter(_DRAWING, *_SHAPES):
            self._drawings += 1
            number = str(_FIRST_DRAWING + self._drawings)
            drawing.set("id", number if drawing.tag == _DRAWING else f"letterhead{number}")

    @property
    def roots(self) -> list[Any]:
        """The parts that hold something."""
        return [root for root, _ in self._read.values()]

    def made(self) -> tuple[Edge, ...]:
        """A header and a footer for each kind of page; ours stands last in a header and first in a footer."""
        counted = {pages for (_, pages), (root, _) in self._read.items() if is_counted(root)}
        return tuple(self._edge(kind, pages, pages in counted) for kind in KINDS for pages in self._pages)

    def _edge(self, kind: str, pages: str, is_numbered: bool) -> Edge:  # noqa: FBT001 - named in the class
        root, related = self._read.get((kind, pages), (None, b""))
        if root is None:
            plain = plain_edge(kind, pages)
            return Edge(kind, pages, plain.xml, b"", is_numbered)
        whole = _rebuilt(root)
        here = etree.ProcessingInstruction("our", "line")
        whole.insert(0 if kind == "footer" else len(whole), here)
        xml = etree.tostring(whole, xml_declaration=True, encoding="UTF-8", standalone=True)
        assert xml.count(HERE) == 1
        return Edge(kind, pages, xml, related, is_numbered)


def _rebuilt(root: Any) -> Any:
    """The same part with our prefixes for text and relationships, which our line is written with."""
    known = {prefix: uri for prefix, uri in root.nsmap.items() if prefix not in (None, "w", "r")}
    made = etree.Element(root.tag, nsmap={**known, "w": _W_URI, "r": _R_URI})
    ignorable = [prefix for prefix in root.get(_IGNORABLE, "").split() if prefix in known]
    if ignorable:
        made.set(_IGNORABLE, " ".join(ignorable))
    made.extend(list(root))
    return made


def _take_pictures(root: Any, source: Source, related: dict[str, Related], pictures: Pictures) -> bytes:
    """Point every picture to its own kept file; the relationships part. UsageProblem for what is linked or no picture."""
    targets: list[str] = []
    for element in root.iter(etree.Element):
        for name in [name for name in element.attrib if name.startswith(R)]:
            part = related.get(element.get(name))
            if part is None and not element.get(name):  # Word writes r:link="" beside an embedded picture
                del element.attrib[name]
                continue
            element.set(name, f"rId{_place(_taken(part, source, pictures), targets)}")
    return relations([("image", target) for target in targets]) if targets else b""


def _taken(part: Related | None, source: Source, pictures: Pictures) -> str:
    if part is None or part.kind != "image":
        todo = "leave words, tables and pictures in the header and the footer, nothing else"
        raise unfit("its header or footer holds something that is neither text nor a picture", todo)
    if part.is_external:
        todo = "put the picture itself into the letterhead: in Word, break the link under File, Info"
        raise unfit("a picture in it is only linked, and lies somewhere else", todo)
    return pictures.take(source.read(part.target))


def _place(target: str, targets: list[str]) -> int:
    if target not in targets:
        targets.append(target)
    return targets.index(target) + 1
