"""What stands round the text of a document: the house's own sheet, or what a practice's letterhead was made into."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from ipt_notes.export._house import house_parts
from ipt_notes.export._letterhead import FONT, LANGUAGE
from ipt_notes.export._wordml import DECLARATION, NAMESPACES
from ipt_notes.export.paper import TEXT_WIDTH, Paper

HERE = b"<?our line?>"
"""Where the lines of the record itself go: the draft mark or the confidentiality, the code, the page."""
_NUMBERS = {"default": 1, "first": 2, "even": 3}


class Edge(Struct, frozen=True):
    """A header or a footer: `kind` is "header" or "footer", `pages` is "default", "first" or "even".

    `xml` holds `HERE` once; `related` is its relationships part, b"" for none. `is_counted`: its pages say "n of m" already.
    """

    kind: str
    pages: str
    xml: bytes
    related: bytes = b""
    is_counted: bool = False

    @property
    def name(self) -> str:
        """Its file within the package's `word` folder."""
        return f"{self.kind}{_NUMBERS[self.pages]}.xml"


class Letterhead(Struct, frozen=True):
    """The parts of a package that are the same in each of its documents, by name, and its headers and footers.

    `section` is the page layout behind the references to the edges; `text_width` is between its margins, in twentieths
    of a point. `styles` are the ids of the styles of the header's and footer's line. `told` is what was left out and
    should be known, a sentence each.
    """

    parts: dict[str, bytes]
    edges: tuple[Edge, ...]
    section: str
    text_width: int = TEXT_WIDTH
    header_style: str = "Header"
    footer_style: str = "Footer"
    told: tuple[str, ...] = ()


@lru_cache
def house(paper: Paper) -> Letterhead:
    """The sheet of a practice that has no letterhead of its own."""
    static = {"word/settings.xml": settings_part(), "word/fontTable.xml": _fonts(), **house_parts()}
    size = f'w:w="{paper.width}" w:h="{paper.height}" w:code="{paper.code}"'
    section = (
        f'<w:pgSz {size}/><w:pgMar w:top="1418" w:right="{paper.margin}" w:bottom="1304" '
        f'w:left="{paper.margin}" w:header="624" w:footer="567" w:gutter="0"/>'
    )
    return Letterhead(static, (plain_edge("header", "default"), plain_edge("footer", "default")), section)


def plain_edge(kind: str, pages: str) -> Edge:
    """A header or footer with nothing in it but the lines of the record."""
    tag = "hdr" if kind == "header" else "ftr"
    xml = f"{DECLARATION}<w:{tag} {NAMESPACES}>{HERE.decode()}</w:{tag}>"
    return Edge(kind, pages, xml.encode())


def settings_part(
    *, mirrors_margins: bool = False, has_even_pages: bool = False, tab_stop: int = 708, colours: str = ""
) -> bytes:
    """The settings. `tab_stop` in twentieths of a point; `colours` is the XML of the mapping of the theme's colours."""
    mode = 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
    return (
        f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>{"<w:mirrorMargins/>" * mirrors_margins}'
        f'<w:defaultTabStop w:val="{tab_stop}"/>{"<w:evenAndOddHeaders/>" * has_even_pages}'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting {mode}/></w:compat><w:themeFontLang w:val="{LANGUAGE}"/>{colours}'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    ).encode()


def _fonts() -> bytes:
    look = '<w:family w:val="swiss"/><w:pitch w:val="variable"/>'
    return f'{DECLARATION}<w:fonts {NAMESPACES}><w:font w:name="{FONT}">{look}</w:font></w:fonts>'.encode()
