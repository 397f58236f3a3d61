"""What a style says of a paragraph: set in the place the schema wants it, taken out where it would spoil our text."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ipt_notes.export._letterhead import FONT, INK
from ipt_notes.export.letterheads.source import W

HEADINGS = ("heading 1", "heading 2", "heading 3")
_UNWANTED = (
    "rsid",
    "link",
    "locked",
    "personal",
    "personalCompose",
    "personalReply",
    "aliases",
    "autoRedefine",
    "next",
)
_OUT_OF_PLACE = ("numPr", "framePr", "pageBreakBefore", "sectPr", "suppressLineNumbers", "divId")
_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers", "pBdr",
    "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr",
)  # fmt: skip


def clean_style(style: Any) -> None:
    """Without what tells of its making, or is of another program."""
    for name in _UNWANTED:
        for element in style.findall(f"{W}{name}"):
            style.remove(element)
    for element in [
        e for e in style.iter(etree.Element) if not e.tag.startswith(W) or e.tag.endswith("Change")
    ]:
        if element.getparent() is not None:
            element.getparent().remove(element)
    for name in [name for name in style.attrib if name.startswith(f"{W}rsid")]:
        del style.attrib[name]


def make_plain(style: Any, name: str) -> None:
    """Nothing that would number, frame or hide our text, or begin a page with it; headings stay with what follows."""
    layout = style.find(f"{W}pPr")
    if layout is None:
        layout = etree.Element(f"{W}pPr")
        look = style.find(f"{W}rPr")
        style.insert(len(style) if look is None else style.index(look), layout)
    glued = ("keepNext", "keepLines") if name == "Normal" else ()
    for gone in (*_OUT_OF_PLACE, *glued):
        for element in layout.findall(f"{W}{gone}"):
            layout.remove(element)
    for gone in ("vanish", "specVanish", "webHidden", "lang"):
        for element in style.findall(f"{W}rPr/{W}{gone}"):
            element.getparent().remove(element)
    if name in HEADINGS:
        put(layout, "keepNext", {})
        put(layout, "outlineLvl", {"val": str(HEADINGS.index(name))})
        if layout.find(f"{W}spacing") is None:
            put(layout, "spacing", {"before": "240", "after": "80"})


def lend_look(style: Any, scale: float) -> None:
    """Our style with their font and colour of text, sizes by `scale`; what is drawn keeps what it was measured in."""
    layout, look, name = style.find(f"{W}pPr"), style.find(f"{W}rPr"), name_of(style)
    for colour in [colour for colour in look.findall(f"{W}color") if colour.get(f"{W}val") == INK]:
        look.remove(colour)
    if name.startswith("Figure"):
        look.insert(
            0, etree.Element(f"{W}rFonts", {f"{W}{script}": FONT for script in ("ascii", "hAnsi", "cs")})
        )
    else:
        _resize(look, min(scale, 1.0) if name.startswith("Table") else scale)
    if name.startswith("Particular"):
        for element in layout.iter(f"{W}ind", f"{W}tab"):
            for key in {f"{W}left", f"{W}hanging", f"{W}pos"}.intersection(element.attrib):
                element.set(key, str(round(int(element.get(key)) * max(scale, 1.0))))
    if layout.find(f"{W}ind") is None:
        put(layout, "ind", {"left": "0", "right": "0", "firstLine": "0"})
    put(layout, "jc", {"val": "left"})


def _resize(look: Any, scale: float) -> None:
    for size in look.findall(f"{W}sz"):
        size.set(f"{W}val", str(round(int(size.get(f"{W}val")) * scale)))


def put(layout: Any, name: str, values: dict[str, str]) -> Any:
    """Set a property of a paragraph in the place the schema wants it."""
    for old in layout.findall(f"{W}{name}"):
        layout.remove(old)
    made = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in values.items()})
    rank = _ORDER.index(name)
    at = sum(1 for child in layout if _rank(child) < rank)
    layout.insert(at, made)
    return made


def _rank(element: Any) -> int:
    name = etree.QName(element).localname
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def set_number(style: Any, number: int) -> None:
    """Make a style's paragraphs items of a list; 0 of none."""
    made = put(style.find(f"{W}pPr"), "numPr", {})
    etree.SubElement(made, f"{W}numId", {f"{W}val": str(number)})


def value_of(element: Any, path: str) -> str | None:
    """The `w:val` of what stands at the path; None where nothing does."""
    found = element.find(path)
    return None if found is None else found.get(f"{W}val")


def name_of(style: Any) -> str:
    """The name of a style, which is not its id."""
    return value_of(style, f"{W}name") or ""


def brightness(colour: str) -> float:
    """0 (black) to 1 (white), as ITU-R BT.601 weighs red, green and blue."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def tint(colour: str) -> str:
    """A tenth of a colour on white."""
    return "".join(f"{255 - (255 - int(colour[at : at + 2], 16)) // 10:02X}" for at in (0, 2, 4))
