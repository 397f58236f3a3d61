"""The narrative's Markdown as paragraphs: emphasis, lists and `###` headings; anything else as its plain text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from ipt_notes.export._wordml import Run, bullet, heading, numbered, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINE = r"""["'“‘(]?[^\W\d_](?:[^\\`*_<>&\n\]]++|\](?!\())*+(?<! )"""
_PLAIN = re.compile(rf"{_LINE}(?:\n+{_LINE})*")
"""Lines of words in which Markdown marks nothing: most of what is written, and read many times sooner."""


def prose(text: str, level: int, *, leads_on: bool = False) -> list[str]:
    """The XML of `text`; its headings become headings of `level`. Comments (prompts of a template) are left out.

    `leads_on`: plain paragraphs stay on the page of what follows.
    """
    style = "LeadsOn" if leads_on else ""
    words = text.strip("\n")
    if _PLAIN.fullmatch(words) and words.replace("\n", "").isprintable():
        return [paragraph(part.replace("\n", " "), style) for part in re.split("\n\n+", words)]
    return list(_blocks(_parser().parse(text), level, style))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def _blocks(tokens: list[Token], level: int, style: str) -> Iterator[str]:
    lists: list[int | None] = []  # the next number of each list that is open; None for bullets
    is_heading = False
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "heading_open" | "heading_close":
                is_heading = token.type == "heading_open"
            case "inline" | "code_block" | "fence":
                runs = list(_runs(token.children or [], token.content))
                if any(part.text.strip() for part in runs):
                    yield _block(runs, level if is_heading else 0, lists, style)
            case "html_block" if not token.content.lstrip().startswith("<!--"):
                yield paragraph(token.content.strip())


def _block(runs: list[Run], level: int, lists: list[int | None], style: str) -> str:
    if level:
        return heading("".join(part.text for part in runs), level)
    if not lists:
        return paragraph(runs, style)
    number = lists[-1]
    if number is None:
        return bullet(runs)
    lists[-1] = number + 1
    return numbered(number, runs)


def _runs(children: Iterable[Token], content: str) -> Iterator[Run]:
    """Words in one look are one run."""
    pieces = list(_pieces(children)) or [Run(content.strip())]
    for (is_bold, is_italic), alike in groupby(pieces, lambda piece: (piece.is_bold, piece.is_italic)):
        yield Run("".join(piece.text for piece in alike), is_bold, is_italic)


def _pieces(children: Iterable[Token]) -> Iterator[Run]:
    bold = italic = 0
    for token in children:
        bold += token.nesting if token.type.startswith("strong") else 0
        italic += token.nesting if token.type.startswith("em_") else 0
        if text := _words(token):
            yield Run(text, is_bold=bold > 0, is_italic=italic > 0)


def _words(token: Token) -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    if token.type == "html_inline" and token.content.startswith("<!--"):
        return ""
    return token.content
