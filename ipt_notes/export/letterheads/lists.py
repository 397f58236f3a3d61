"""The numbering part: our bullets, and beside them the lists that a letterhead's headers and footers use."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from ipt_notes.export._house import house_parts
from ipt_notes.export.letterheads.source import W

_UNWANTED = ("nsid", "tmpl", "name", "styleLink", "numStyleLink")
BULLETS = 1
"""The number of our own list."""


def numbering(theirs: Any, roots: list[Any]) -> bytes:
    """The part. `roots` (headers, footers, their styles) get the new number of each list; one that is not there goes."""
    root = etree.Element(f"{W}numbering", nsmap={"w": W.strip("{}")})
    lists = [_our_bullets()]
    renumbered: dict[str, str] = {}
    for number in sorted({str(use.get(f"{W}val")) for root in roots for use in root.iter(f"{W}numId")}):
        found = None if theirs is None else _abstract(theirs, number)
        if found is not None:
            lists.append(found)
            renumbered[number] = str(len(lists))
    for place, abstract in enumerate(lists):
        abstract.set(f"{W}abstractNumId", str(place))
        root.append(abstract)
    for place in range(len(lists)):
        number = etree.SubElement(root, f"{W}num", {f"{W}numId": str(place + 1)})
        etree.SubElement(number, f"{W}abstractNumId", {f"{W}val": str(place)})
    _renumber(roots, renumbered)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _our_bullets() -> Any:
    ours = etree.fromstring(house_parts()["word/numbering.xml"])
    styles = etree.fromstring(house_parts()["word/styles.xml"])
    bullets = next(s for s in styles.iterfind(f"{W}style") if s.get(f"{W}styleId") == "ListBullet")
    return _abstract(ours, bullets.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val"))


def _abstract(part: Any, number: str) -> Any:
    """The look of a list, as a copy without what ties it to styles and pictures; None where there is none."""
    wanted = {
        look.get(f"{W}val")
        for num in part.iterfind(f"{W}num")
        for look in num.iterfind(f"{W}abstractNumId")
        if num.get(f"{W}numId") == number
    }
    found = (each for each in part.iterfind(f"{W}abstractNum") if each.get(f"{W}abstractNumId") in wanted)
    return next((_plain(deepcopy(each)) for each in found), None)


def _plain(abstract: Any) -> Any:
    for name in list(abstract.attrib):
        if name != f"{W}abstractNumId":
            del abstract.attrib[name]
    for element in list(abstract.iter(*(f"{W}{name}" for name in (*_UNWANTED, "pStyle", "lvlPicBulletId")))):
        element.getparent().remove(element)
    for element in [e for e in abstract.iter(etree.Element) if not e.tag.startswith(W)]:
        element.getparent().remove(element)
    for level in abstract.iter(f"{W}lvl"):
        level.attrib.pop(f"{W}tplc", None)
    return abstract


def _renumber(roots: list[Any], renumbered: dict[str, str]) -> None:
    for root in roots:
        for use in list(root.iter(f"{W}numPr")):
            number = use.find(f"{W}numId")
            new = renumbered.get(number.get(f"{W}val")) if number is not None else None
            if new:
                number.set(f"{W}val", new)
            elif number is None or number.get(f"{W}val") != "0":
                use.getparent().remove(use)
