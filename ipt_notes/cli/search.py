"""`ipt-notes search`: words in everything the member may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame
from ipt_notes.services import searching
from ipt_notes.services.searching import Hit

app = frame.group("")


class Hits(Struct, frozen=True):
    """The lines that were found."""

    hits: tuple[Hit, ...]


def _told(result: Hits) -> Iterable[str]:
    for hit in result.hits:
        yield f"{hit.code}, {hit.where}, line {hit.line}: {hit.text}"
    if not result.hits:
        yield "Nothing was found."


@frame.command(app, "search", Hits, _told)
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="All of them must be in the text.")],
    client: Annotated[
        str | None, typer.Option(metavar="CODE", help="Look only in this client's chart.")
    ] = None,
) -> Hits:
    """Find words in notes, addenda, contacts and summaries."""
    with frame.practice() as practice:
        return Hits(tuple(searching.search(practice, words, client, by_prefix=frame.is_at_terminal())))
