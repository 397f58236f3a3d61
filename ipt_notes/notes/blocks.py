"""A note's Markdown as headings and blocks, each with its line. Knows nothing of the catalogue."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from ipt_notes.notes.problems import Problems

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKER = re.compile(r"\s{0,3}[-*+]\s+")


class Block(NamedTuple):
    """A list item (its marker taken off) or any other block; `lines` as typed, the first of them being `line`."""

    line: int
    lines: tuple[str, ...]
    is_item: bool

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines).strip()


class Part(NamedTuple):
    """What follows a `###` heading, or (title "") what stands before the first one."""

    line: int
    title: str
    blocks: list[Block]


class RawSection(NamedTuple):
    """A `##` heading with its parts; the first part has no title."""

    line: int
    heading: str
    parts: list[Part]


def without_comments(text: str, problems: Problems) -> str:
    """The text with every comment blanked, line for line; one that is never closed is an error."""
    blank = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)
    if "<!--" in blank:
        line = blank.count("\n", 0, blank.index("<!--")) + 1
        problems.error(line, "a comment opens here (<!--) and is never closed (-->)")
    return blank


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """CommonMark without the blocks in which a heading could hide: fences, indented code, underlined headings."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"maxNesting": 20})
    markdown.disable(["lheading", "code", "fence", "reference", "html_block"])
    markdown.core.ruler.disable(["inline", "text_join"])
    return markdown


def read_blocks(text: str) -> tuple[list[Block], list[RawSection]]:
    """(blocks before the first `##`, the sections)."""
    lines, before = text.split("\n"), Part(1, "", [])
    sections: list[RawSection] = []
    tokens = _markdown().parse(text)
    for at, token in enumerate(tokens):
        if token.map is None:
            continue
        part = sections[-1].parts[-1] if sections else before
        if token.type == "heading_open" and token.level == 0:
            _heading(token, tokens[at + 1].content, sections, part, lines)
        elif _is_block(token):
            part.blocks.append(_block(token, lines))
    return before.blocks, sections


def _heading(token: Token, title: str, sections: list[RawSection], part: Part, lines: list[str]) -> None:
    line = (token.map or [0])[0] + 1
    if token.tag == "h2":
        sections.append(RawSection(line, title.strip(), [Part(line, "", [])]))
    elif token.tag == "h3" and sections:
        sections[-1].parts.append(Part(line, title.strip(), []))
    else:
        part.blocks.append(_block(token, lines))


def _is_block(token: Token) -> bool:
    """Items of a list at the top, and every other block at the top."""
    if token.type == "list_item_open":
        return token.level == 1
    is_list = token.type in ("bullet_list_open", "ordered_list_open", "inline")
    return token.level == 0 and token.nesting >= 0 and not is_list


def _block(token: Token, lines: list[str]) -> Block:
    start, end = token.map or (0, 0)
    typed = lines[start:end]
    while typed and not typed[-1].strip():
        typed.pop()
    is_item = token.type == "list_item_open" and bool(_MARKER.match(typed[0] if typed else ""))
    if is_item:
        typed[0] = _MARKER.sub("", typed[0], count=1)
    return Block(start + 1, tuple(typed), is_item)
