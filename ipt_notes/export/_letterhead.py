"""Compiles the look of a document: python-docx makes the styles, numbering and theme that are kept in `house/`."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from docx.styles.styles import Styles

FONT = "Arial"
LANGUAGE = "en-GB"
INK = "222B30"
ACCENT = "1F4E5F"
QUIET = "5A6871"
ALARM = "A32A1F"
RULE = "C9D3D8"
WASH = "E9F0F2"
KEPT_PARTS = ("word/styles.xml", "word/numbering.xml", "word/theme/theme1.xml")
_KEPT_STYLES = (
    "Normal",
    "Title",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "List Bullet",
    "Header",
    "Footer",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
)


class Look(Struct, frozen=True):
    """How a paragraph style looks; sizes and spaces in points, indents in centimetres. `rule` is the side with a line."""

    name: str
    size: float
    colour: str = INK
    is_bold: bool = False
    before: float = 0
    after: float = 0
    left: float = 0
    hanging: float = 0
    keeps_next: bool = False
    line: float = 1.15
    rule: str = ""


_LOOKS = (
    Look("Normal", 10, after=6, line=1.25),
    Look("Title", 22, ACCENT, is_bold=True, after=2, line=1.0),
    Look("Heading 1", 13, ACCENT, is_bold=True, before=16, after=5, keeps_next=True),
    Look("Heading 2", 10.5, INK, is_bold=True, before=10, after=3, keeps_next=True),
    Look("Heading 3", 10, QUIET, is_bold=True, before=8, after=3, keeps_next=True),
    Look("List Bullet", 10, after=3, left=0.6, hanging=0.5, line=1.25),
    Look("Header", 8.5, QUIET, line=1.0, rule="bottom"),
    Look("Footer", 8.5, QUIET, line=1.0, rule="top"),
    Look("Body Text", 10, after=6, line=1.25),
    Look("Page Header", 8.5, QUIET, after=8, line=1.0),
    Look("Page Footer", 8.5, QUIET, before=6, line=1.0),
    Look("Subtitle Line", 10.5, QUIET, after=14, keeps_next=True),
    Look("Numbered", 10, after=3, left=0.6, hanging=0.6, line=1.25),
    Look("Particular", 10, after=3, left=5.2, hanging=5.2, line=1.2),
    Look("Particular Leads On", 10, after=3, left=5.2, hanging=5.2, line=1.2, keeps_next=True),
    Look("Leads On", 10, after=6, line=1.25, keeps_next=True),
    Look("Source Note", 8.5, QUIET, after=3),
    Look("Table Caption", 9, QUIET, before=8, after=3, line=1.0, keeps_next=True),
    Look("Table Heading", 9, ACCENT, is_bold=True, before=3, after=3, line=1.0, keeps_next=True),
    Look("Table Text", 9, before=2.5, after=2.5, line=1.05, keeps_next=True),
    Look("Table Last", 9, before=2.5, after=2.5, line=1.05),
    Look("Table End", 4, after=4, line=1.0),
    Look("Figure", 10, before=4, after=6, line=1.0),
    Look("Figure Leads On", 10, before=4, after=6, line=1.0, keeps_next=True),
    Look("Figure Heading", 9, ACCENT, is_bold=True, line=1.0),
    Look("Figure Text", 7.5, line=1.0),
    Look("Figure Note", 7.5, QUIET, line=1.0),
    Look("Figure Small", 6, QUIET, line=1.0),
    Look(
        "Signature State", 11, ACCENT, is_bold=True, before=2, after=6, keeps_next=True, line=1.3, rule="left"
    ),
    Look("Draft Mark", 11, ALARM, is_bold=True, after=8, line=1.0, rule="bottom"),
    Look("Draft Notice", 10, ALARM, is_bold=True, before=2, after=4),
)
_RULES = {"left": (ACCENT, 24, 8), "bottom": (RULE, 4, 5), "top": (RULE, 4, 5)}
"""Colour, width in eighths of a point and distance in points of the line at a side."""
_BEHIND_RULES = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
_TABLE_BORDERS = (
    f'<w:top w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>'
    f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
)


def compiled() -> dict[str, bytes]:
    """The static parts of the package by name."""
    import docx
    from docx.enum.style import WD_STYLE_TYPE

    document = docx.Document()
    styles = document.styles
    _prune(styles)
    _set_defaults(styles)
    names = {style.name for style in styles}
    for look in _LOOKS:
        if look.name not in names:
            styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        _apply(styles[look.name], look)
    _add_table_style(styles)
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return {name: package.read(name) for name in KEPT_PARTS}


def _prune(styles: Styles) -> None:
    from docx.oxml.ns import qn

    root: Any = styles.element
    for style in list(styles):
        if style.name not in _KEPT_STYLES:
            root.remove(style.element)
            continue
        for tag in ("w:link", "w:rsid"):
            for element in style.element.findall(qn(tag)):
                style.element.remove(element)
    for latent in root.findall(qn("w:latentStyles")):
        root.remove(latent)


def _set_defaults(styles: Styles) -> None:
    from docx.oxml.ns import qn

    root: Any = styles.element
    fonts = next(root.iter(qn("w:rFonts")))
    _set_fonts(fonts)
    language = next(root.iter(qn("w:lang")))
    for key, value in (("val", LANGUAGE), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        language.set(qn(f"w:{key}"), value)


def _set_fonts(fonts: Any) -> None:
    from docx.oxml.ns import qn

    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _apply(style: Any, look: Look) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    for old in style.element.findall(qn("w:rPr")):
        style.element.remove(old)
    kept = style.element.find(qn("w:pPr"))
    for old in list(kept) if kept is not None else ():
        if old.tag not in (qn("w:numPr"), qn("w:outlineLvl")):
            kept.remove(old)
    style.font.size, style.font.bold = Pt(look.size), look.is_bold
    style.font.color.rgb = RGBColor.from_string(look.colour)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing, layout.keep_with_next = look.line, look.keeps_next
    layout.widow_control = True
    if look.left:
        layout.left_indent, layout.first_line_indent = Cm(look.left), Cm(-look.hanging)
        layout.tab_stops.add_tab_stop(Cm(look.left))
    if look.rule:
        _add_rule(style, look.rule)
    if look.name in ("Header", "Footer", "Page Header", "Page Footer", "Draft Mark"):
        _add_right_tab(layout)


def _add_rule(style: Any, side: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    colour, width, space = _RULES[side]
    line = f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour}"/>'
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    style.element.get_or_add_pPr().insert_element_before(border, *_BEHIND_RULES)


def _add_right_tab(layout: Any) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Twips

    from ipt_notes.export.paper import TEXT_WIDTH

    layout.tab_stops.add_tab_stop(Twips(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _add_table_style(styles: Styles) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    root: Any = styles.element
    root.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="SummaryTable">'
            '<w:name w:val="Summary Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>'
            f"<w:tblPr><w:tblBorders>{_TABLE_BORDERS}</w:tblBorders><w:tblCellMar>"
            '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
            '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            '<w:tblStylePr w:type="firstRow"><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/></w:tcPr></w:tblStylePr></w:style>'
        )
    )
