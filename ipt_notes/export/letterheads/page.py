"""The page of a letterhead: its layout, its settings, its theme's colours and fonts. Each is made anew from what we know of."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from ipt_notes.export._house import house_parts
from ipt_notes.export._letterhead import FONT
from ipt_notes.export.letterheads.source import Source, W, unfit
from ipt_notes.export.stationery import settings_part

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_THEME = "word/theme/theme1.xml"
_UNITS = {"": 1.0, "pt": 20.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54, "pc": 240.0, "pi": 240.0}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)([a-z]{0,2})")
_NOT_A_VALUE = re.compile(r"[^#\w.-]")
_LEAST_WIDTH, _LEAST_HEIGHT = 7600, 6800
_CM = 567
_OF_A_FONT = ("altName", "panose1", "charset", "family", "notTrueType", "pitch", "sig")
_MARGINS = {
    "top": 1440,
    "right": 1440,
    "bottom": 1440,
    "left": 1440,
    "header": 720,
    "footer": 720,
    "gutter": 0,
}


class Page:
    """The layout of the first section; lengths in twentieths of a point."""

    def __init__(self, source: Source) -> None:
        """UsageProblem for a document without a section, and for one that leaves too little room."""
        document = source.xml(source.main)
        sections = list(document.iter(f"{W}sectPr"))
        if not sections:
            todo = "open it in Word or LibreOffice, check its margins under Page, and save it anew"
            raise unfit("it has no page layout (no section)", todo)
        self.section = sections[0]
        self._settings = related_part(source, "settings")
        self._read_lengths()
        self.has_first = _is_on(self.section.find(f"{W}titlePg"))
        self.has_even = self._is_set("evenAndOddHeaders")
        self._require_room()

    def _read_lengths(self) -> None:
        size, margins = self.section.find(f"{W}pgSz"), self.section.find(f"{W}pgMar")
        self.width, self.height = _length(size, "w", 12240), _length(size, "h", 15840)
        self._margins = {name: _length(margins, name, usual) for name, usual in _MARGINS.items()}

    @property
    def pages(self) -> tuple[str, ...]:
        """The kinds of page that have a header and footer of their own."""
        return ("default", *(("first",) if self.has_first else ()), *(("even",) if self.has_even else ()))

    @property
    def text_width(self) -> int:
        """Between the margins."""
        return self.width - sum(self._margins[side] for side in ("left", "right", "gutter"))

    def _require_room(self) -> None:
        height = self.height - abs(self._margins["top"]) - abs(self._margins["bottom"])
        for name, length, least in (("wide", self.text_width, _LEAST_WIDTH), ("high", height, _LEAST_HEIGHT)):
            if length < least:
                why = f"between its margins there are {max(length, 0) / _CM:.1f} cm, and a record needs {least / _CM:.1f}"
                raise unfit(f"{why} ({'across' if name == 'wide' else 'down'})", "make its margins smaller")

    def layout(self) -> str:
        """The section's XML behind its headers and footers."""
        shape = ' w:orient="landscape"' if self.width > self.height else ""
        margins = " ".join(
            f'w:{name}="{abs(length) if name in ("top", "bottom") else length}"'
            for name, length in self._margins.items()
        )
        borders = self.section.find(f"{W}pgBorders")
        first = "<w:titlePg/>" if self.has_first else ""
        return (
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"{shape}/><w:pgMar {margins}/>'
            f"{'' if borders is None else _borders(borders)}{first}"
        )

    def settings(self) -> bytes:
        """The settings part."""
        tab_stop = self._settings.find(f"{W}defaultTabStop") if self._settings is not None else None
        mapping = self._settings.find(f"{W}clrSchemeMapping") if self._settings is not None else None
        return settings_part(
            mirrors_margins=self._is_set("mirrorMargins"),
            has_even_pages=self.has_even,
            tab_stop=_length(tab_stop, "val", 708),
            colours="" if mapping is None else _shallow(mapping),
        )

    def _is_set(self, name: str) -> bool:
        return self._settings is not None and _is_on(self._settings.find(f"{W}{name}"))


def theme(source: Source) -> bytes:
    """Our theme with the colours and the fonts of theirs."""
    ours, theirs = etree.fromstring(house_parts()[_THEME]), related_part(source, "theme")
    for name in ("clrScheme", "fontScheme") if theirs is not None else ():
        old, new = ours.find(f".//{_A}{name}"), theirs.find(f".//{_A}{name}")
        if new is not None:
            for extension in list(new.iter(f"{_A}extLst")):
                extension.getparent().remove(extension)
            new.set("name", "Letterhead")
            old.getparent().replace(old, new)
    return _written(ours)


def font_table(source: Source) -> bytes:
    """What is known of their fonts, so that another machine finds the nearest; embedded fonts stay behind."""
    theirs = related_part(source, "fontTable")
    made = etree.Element(f"{W}fonts", nsmap={"w": W.strip("{}")})
    names: set[str] = set()
    for font in theirs.iterfind(f"{W}font") if theirs is not None else ():
        if font.get(f"{W}name") not in names | {FONT}:
            names.add(font.get(f"{W}name"))
            kept = etree.SubElement(made, f"{W}font", {f"{W}name": font.get(f"{W}name", "")})
            kept.extend([child for child in font if child.tag in [f"{W}{name}" for name in _OF_A_FONT]])
    house = etree.SubElement(made, f"{W}font", {f"{W}name": FONT})
    etree.SubElement(house, f"{W}family", {f"{W}val": "swiss"})
    etree.SubElement(house, f"{W}pitch", {f"{W}val": "variable"})
    return _written(made)


def related_part(source: Source, kind: str) -> Any:
    """The root of the document's part of a kind; None where there is none."""
    found = [
        each for each in source.related(source.main).values() if each.kind == kind and not each.is_external
    ]
    return source.xml(found[0].target) if found and source.has(found[0].target) else None


def _borders(borders: Any) -> str:
    sides = "".join(
        _shallow(side)
        for side in borders
        if side.tag in [f"{W}{n}" for n in ("top", "left", "bottom", "right")]
    )
    return f'<w:pgBorders w:offsetFrom="{borders.get(f"{W}offsetFrom", "text")}">{sides}</w:pgBorders>'


def _shallow(element: Any) -> str:
    """An element of text attributes alone; those of relationships stay behind."""
    name = etree.QName(element).localname
    attributes = "".join(
        f' w:{etree.QName(key).localname}="{_NOT_A_VALUE.sub("", value)}"'
        for key, value in element.attrib.items()
        if key.startswith(W)
    )
    return f"<w:{name}{attributes}/>"


def _length(element: Any, name: str, usual: int) -> int:
    text = element.get(f"{W}{name}") if element is not None else None
    if text is None:
        return usual
    found = _LENGTH.fullmatch(text)
    if not found or found[2] not in _UNITS:
        raise unfit("its page layout can not be read", "open it in Word or LibreOffice and save it anew")
    return round(float(found[1]) * _UNITS[found[2]])


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{W}val", "1") not in ("0", "false", "off")


def _written(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
