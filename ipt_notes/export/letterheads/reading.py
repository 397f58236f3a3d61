"""Makes a practice's own Word document into a letterhead: its headers, footers, fonts, colours and margins, and no more."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ipt_notes.errors import UsageProblem
from ipt_notes.export.letterheads.edges import Edges
from ipt_notes.export.letterheads.lists import BULLETS, numbering
from ipt_notes.export.letterheads.page import Page, font_table, related_part, theme
from ipt_notes.export.letterheads.pictures import Pictures
from ipt_notes.export.letterheads.source import MOST_BYTES, Source
from ipt_notes.export.letterheads.styles import Styles
from ipt_notes.export.stationery import Letterhead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read_letterhead(path: Path) -> Letterhead:
    """The letterhead in a file. UsageProblem where it can't be read or can't serve: why, and what to do."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = (
            os.strerror(error.errno).lower() if isinstance(error, OSError) and error.errno else "no such name"
        )
        raise UsageProblem(
            what=f"the letterhead {path} can not be read: {why}", hint="check its name"
        ) from None
    return letterhead_of(data)


def letterhead_of(data: bytes) -> Letterhead:
    """The letterhead in the bytes of a Word document; the same bytes always give the same one. UsageProblem."""
    source = Source(data)
    page, pictures = Page(source), Pictures()
    edges = Edges(source, page.section, page.pages, pictures)
    styles = Styles(related_part(source, "styles"))
    in_edges = [*edges.roots, *styles.beside_text(edges.roots)]
    lists = numbering(related_part(source, "numbering"), in_edges)
    parts = {
        "word/settings.xml": page.settings(),
        "word/fontTable.xml": font_table(source),
        "word/styles.xml": styles.merged(edges.roots, BULLETS, page.text_width),
        "word/numbering.xml": lists,
        "word/theme/theme1.xml": theme(source),
        **pictures.parts,
    }
    told = tuple(_told(edges))
    return Letterhead(parts, edges.made(), page.layout(), page.text_width, "PageHeader", "PageFooter", told)


def _told(edges: Edges) -> Iterator[str]:
    """What the therapist would look for in vain."""
    if not edges.roots:
        yield "the letterhead's headers and footers are empty, and what stands in its text is not taken"
    if edges.left_out:
        kinds = ", ".join(sorted(edges.left_out))
        yield f"fields of the letterhead that would show another document's day, file or author were left out: {kinds}"
