"""Takes out of a header or footer what tells of those who made it: changes, comments, links, controls, hidden text."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from ipt_notes.export.letterheads.fields import remove, unwrap
from ipt_notes.export.letterheads.source import W, unfit

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_O = "{urn:schemas-microsoft-com:office:office}"
_V = "{urn:schemas-microsoft-com:vml}"
_GONE = {
    *(
        f"{W}{name}"
        for name in (
            "del", "moveFrom", "object", "control", "subDoc", "altChunk", "contentPart", "commentReference", "annotationRef",
            "footnoteReference", "endnoteReference", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "proofErr",
            "commentRangeStart", "commentRangeEnd", "cellIns", "cellDel", "cellMerge", "lastRenderedPageBreak",
            "smartTagPr", "customXmlPr", "divId",
        )
    ),
    f"{_A}hlinkClick", f"{_A}hlinkHover", f"{_A}extLst", f"{_O}OLEObject",
}  # fmt: skip
_UNWRAPPED = {f"{W}{name}" for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml")}
_CHANGE = re.compile(re.escape(W) + r"(?:\w+Change|moveFromRange\w+|moveToRange\w+|customXml\w+Range\w+)")
_NAMED_ATTRIBUTES = {
    f"{_O}gfxdata",
    f"{_O}title",
    f"{_O}href",
    f"{W}tooltip",
    "href",
    "target",
    "title",
    "ID",
}
_FINGERPRINTS = re.compile(
    r"\{http://schemas\.microsoft\.com/office/word/2010/word(?:ml|processingDrawing)\}\w*[iI]d"
)
_OF_A_PERSON = re.compile(r"creator|author|lastModifiedBy|manager", re.IGNORECASE)
_A_FILE = re.compile(r"[\\/]|\.\w{3,4}$|^[a-z]+:", re.IGNORECASE)
_CHARTS = ("/chart", "/diagram")
_ALT = "Letterhead"


def clean_edge(root: Any) -> None:
    """Leave the words, the pictures and the look. UsageProblem for a chart, which needs more parts than we take."""
    _unwrap_controls(root)
    for element in list(root.iter(etree.Element)):
        if element.tag in _GONE or _CHANGE.fullmatch(element.tag) or _is_removed(element):
            remove(element)
    for element in list(root.iter(*_UNWRAPPED)):
        unwrap(element)
    _close_gaps(root)
    for element in root.iter(etree.Element):
        _clean_attributes(element)
    for data in root.iter(f"{_A}graphicData"):
        if data.get("uri", "").endswith(_CHARTS):
            raise unfit("there is a chart or diagram in its header or footer", "make it a picture")


def _close_gaps(root: Any) -> None:
    """No row without cells and no table without rows; cells, boxes and the part itself end in a paragraph."""
    for holder, held in ((f"{W}tr", f"{W}tc"), (f"{W}tbl", f"{W}tr")):
        for element in [each for each in root.iter(holder) if each.find(held) is None]:
            remove(element)
    for element in [root, *root.iter(f"{W}tc", f"{W}txbxContent")]:
        if len(element) == 0 or element[-1].tag != f"{W}p":
            etree.SubElement(element, f"{W}p")


def _unwrap_controls(root: Any) -> None:
    """Content controls become what they hold; one that shows a person's name or only a prompt goes."""
    for control in list(root.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        binding = control.find(f"{W}sdtPr/{W}dataBinding")
        path = binding.get(f"{W}xpath", "") if binding is not None else ""
        is_prompt = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
        if content is None or is_prompt or _OF_A_PERSON.search(path):
            remove(control)
            continue
        control[:] = list(content)
        unwrap(control)


def _is_removed(element: Any) -> bool:
    """A deleted row; words that are hidden."""
    if element.tag == f"{W}tr":
        return element.find(f"{W}trPr/{W}del") is not None
    hidden = element.find(f"{W}rPr/{W}vanish") if element.tag == f"{W}r" else None
    return hidden is not None and hidden.get(f"{W}val", "1") not in ("0", "false", "off")


def _clean_attributes(element: Any) -> None:
    for name in list(element.attrib):
        if name.startswith(f"{W}rsid") or name in _NAMED_ATTRIBUTES or _FINGERPRINTS.fullmatch(name):
            del element.attrib[name]
    if etree.QName(element).localname in ("docPr", "cNvPr"):
        element.attrib.pop("title", None)
        element.set("name", f"Drawing {element.get('id', '0')}")
        element.set("descr", _alternative(element.get("descr", "")))
    if element.tag.startswith(_V) and "alt" in element.attrib:
        element.set("alt", _alternative(element.get("alt")))


def _alternative(text: str) -> str:
    """A picture's alternative text; the name of a file is none."""
    return _ALT if not text.strip() or _A_FILE.search(text.strip()) else text
