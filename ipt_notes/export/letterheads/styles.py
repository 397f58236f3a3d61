"""The styles of a document on a letterhead: theirs where they have them, in whatever spelling, and ours for the rest.

Ids are given anew, so that ours never meet theirs: `berschrift1`, `heading 1` and a first outline level all become `Heading1`.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from lxml import etree

from ipt_notes.export._house import house_parts
from ipt_notes.export._letterhead import ACCENT, INK, LANGUAGE, WASH
from ipt_notes.export.letterheads.looks import (
    HEADINGS,
    brightness,
    clean_style,
    lend_look,
    make_plain,
    name_of,
    set_number,
    tint,
    value_of,
)
from ipt_notes.export.letterheads.source import W
from ipt_notes.export.paper import TEXT_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BUILT_IN = ("Normal", "Title", "heading 1", "heading 2", "heading 3", "header", "footer")
_BODY = frozenset(_BUILT_IN[:5])
"""The styles our text is written in; those of a header and footer stay as they are."""
_DEFAULTS = {
    "paragraph": "Normal",
    "character": "Default Paragraph Font",
    "table": "Normal Table",
    "numbering": "No List",
}
_REFERENCES = ("pStyle", "rStyle", "tblStyle")
_PLAIN_SIZE = 20
"""Of running text in our own styles, in half points."""
_SMALLEST, _LARGEST = 0.9, 1.2
_DARK_ENOUGH = 0.62


class Styles:
    """The styles part of a letterhead, merged with ours."""

    def __init__(self, theirs: Any) -> None:
        """`theirs` is the root of their part, None where they have none."""
        self._root = etree.Element(f"{W}styles", nsmap={"w": W.strip("{}")})
        self._theirs = [] if theirs is None else list(theirs.iterfind(f"{W}style"))
        self._defaults = None if theirs is None else theirs.find(f"{W}docDefaults")
        self._by_id = {_id(style): style for style in self._theirs}
        self._known = dict(self._found())

    def merged(self, roots: Iterable[Any], list_number: int, text_width: int) -> bytes:
        """The part. `roots` (headers, footers) get the new ids; `list_number` is of our bullets; widths in twentieths of a point."""
        roots = list(roots)
        used = self._used(roots)
        self._root.append(self._document_defaults())
        renamed = self._take(used)
        _rename([*roots, self._root], renamed)
        names = {name_of(style) for style in self._root.iterfind(f"{W}style")}
        ours = etree.fromstring(house_parts()["word/styles.xml"])
        for style in ours.iterfind(f"{W}style"):
            if name_of(style) not in names:
                self._root.append(self._adapted(style, text_width))
        self._mend_lists(list_number)
        written: bytes = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return written

    def beside_text(self, roots: Iterable[Any]) -> list[Any]:
        """The styles of theirs that headers and footers use and our text does not."""
        used = self._used(list(roots))
        body = [style for name, style in self._known.items() if name in _BODY]
        return [style for style in self._theirs if _id(style) in used and style not in body]

    def _found(self) -> Iterator[tuple[str, Any]]:
        """Their style for each built-in one: the default, else by name in any letter case, else by outline level."""
        taken: list[Any] = []
        wanted = [
            *((name, kind) for kind, name in _DEFAULTS.items()),
            *((name, "paragraph") for name in _BUILT_IN[1:]),
        ]
        for name, kind in wanted:
            free = [style for style in self._theirs if _is_of(style, kind) and style not in taken]
            found = [style for style in free if _is_default(style) and name in _DEFAULTS.values()]
            found += [style for style in free if name_of(style).casefold() == name.casefold()]
            if name in HEADINGS:
                level = str(HEADINGS.index(name))
                found += [style for style in free if value_of(style, f"{W}pPr/{W}outlineLvl") == level]
            if found:
                taken.append(found[0])
                yield name, found[0]

    def _used(self, roots: list[Any]) -> set[str]:
        """The ids of the styles that are shown, with those they are based on."""
        wanted = [_id(style) for style in self._known.values()]
        wanted += [
            each.get(f"{W}val") for root in roots for tag in _REFERENCES for each in root.iter(f"{W}{tag}")
        ]
        used: set[str] = set()
        while wanted:
            name = wanted.pop()
            if name in self._by_id and name not in used:
                used.add(name)
                wanted.append(value_of(self._by_id[name], f"{W}basedOn") or "")
        return used

    def _take(self, used: set[str]) -> dict[str, str]:
        """Move their styles over; the new id of each old one."""
        canonical = {_id(style): name for name, style in self._known.items()}
        renamed: dict[str, str] = {}
        for number, old in enumerate((_id(s) for s in self._theirs if _id(s) in used), 1):
            style, known = deepcopy(self._by_id[old]), canonical.get(old, "")
            renamed[old] = _our_id(known) if known else f"Letterhead{number}"
            _set_name(style, known or f"Letterhead {number}", renamed[old])
            clean_style(style)
            if known in _BODY:
                make_plain(style, known)
            self._root.append(style)
        return renamed

    def _document_defaults(self) -> Any:
        """Theirs, in our language; the text is ours."""
        defaults = etree.Element(f"{W}docDefaults") if self._defaults is None else deepcopy(self._defaults)
        around = defaults.find(f"{W}rPrDefault")
        if around is None:
            around = etree.Element(f"{W}rPrDefault")
            defaults.insert(0, around)
        clean_style(defaults)
        look = around.find(f"{W}rPr")
        look = etree.SubElement(around, f"{W}rPr") if look is None else look
        for old in look.findall(f"{W}lang"):
            look.remove(old)
        spoken = {"val": LANGUAGE, "eastAsia": "zh-CN", "bidi": "ar-SA"}
        language = etree.Element(f"{W}lang", {f"{W}{key}": value for key, value in spoken.items()})
        behind = [
            child
            for child in look
            if etree.QName(child).localname in ("eastAsianLayout", "specVanish", "oMath")
        ]
        look.insert(look.index(behind[0]) if behind else len(look), language)
        return defaults

    def _adapted(self, style: Any, text_width: int) -> Any:
        """One of our styles in their colour, and in a size that goes with their text."""
        accent = self.accent
        text = (
            etree.tostring(style)
            .replace(ACCENT.encode(), accent.encode())
            .replace(WASH.encode(), tint(accent).encode())
        )
        made = etree.fromstring(text)
        if _is_of(made, "paragraph"):
            lend_look(made, min(max(self._size / _PLAIN_SIZE, _SMALLEST), _LARGEST))
        for stop in made.iter(f"{W}tab"):
            if stop.get(f"{W}pos") == str(TEXT_WIDTH):
                stop.set(f"{W}pos", str(text_width))
        return made

    @property
    def _size(self) -> float:
        """Of their running text, in half points."""
        default = (
            value_of(self._defaults, f"{W}rPrDefault/{W}rPr/{W}sz") if self._defaults is not None else None
        )
        text = self._inherited("Normal", f"{W}rPr/{W}sz") or default or "20"
        return float(text) if text.isdecimal() else _PLAIN_SIZE

    @property
    def accent(self) -> str:
        """The colour of their main headings (RRGGBB), if it can be read on white; else that of the text."""
        if "heading 1" not in self._known:
            return ACCENT
        colour = (self._inherited("heading 1", f"{W}rPr/{W}color") or "").upper()
        is_hex = len(colour) == 6 and all(digit in "0123456789ABCDEF" for digit in colour)
        return colour if is_hex and brightness(colour) < _DARK_ENOUGH else INK

    def _inherited(self, name: str, path: str) -> str | None:
        """A value of a style, or of what it is based on."""
        style, seen = self._known.get(name), set()
        while style is not None and _id(style) not in seen:
            seen.add(_id(style))
            found = value_of(style, path)
            if found is not None:
                return found
            style = self._by_id.get(value_of(style, f"{W}basedOn") or "")
        return None

    def _mend_lists(self, number: int) -> None:
        """Our bullets for our lists, and no number before a heading that has its own."""
        for style in self._root.iterfind(f"{W}style"):
            if name_of(style) == "List Bullet":
                set_number(style, number)
            elif name_of(style) in (*HEADINGS, "Title"):
                set_number(style, 0)


def _rename(roots: Iterable[Any], renamed: dict[str, str]) -> None:
    """Give every reference the new id; one to a style that is not there goes."""
    for root in roots:
        for element in [e for tag in (*_REFERENCES, "basedOn") for e in root.iter(f"{W}{tag}")]:
            new = renamed.get(element.get(f"{W}val"))
            if new:
                element.set(f"{W}val", new)
            else:
                element.getparent().remove(element)


def _set_name(style: Any, name: str, identity: str) -> None:
    style.set(f"{W}styleId", identity)
    style.attrib.pop(f"{W}customStyle", None)
    if identity.startswith("Letterhead"):
        style.set(f"{W}customStyle", "1")
    style.attrib.pop(f"{W}default", None)
    if name in _DEFAULTS.values():
        style.set(f"{W}default", "1")
    label = style.find(f"{W}name")
    if label is None:
        label = etree.Element(f"{W}name")
        style.insert(0, label)
    label.set(f"{W}val", name)


def _our_id(name: str) -> str:
    """The id of a built-in style in our documents."""
    ids = {"Normal Table": "TableNormal", "No List": "NoList"}
    return ids.get(name) or "".join(word[:1].upper() + word[1:] for word in name.split())


def _is_of(style: Any, kind: str) -> bool:
    return bool(style.get(f"{W}type", "paragraph") == kind)


def _is_default(style: Any) -> bool:
    return style.get(f"{W}default") in ("1", "true", "on")


def _id(style: Any) -> str:
    return str(style.get(f"{W}styleId", ""))
