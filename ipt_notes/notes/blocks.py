"""A note's Markdown as headings and blocks, each with its line. Knows nothing of the catalogue."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from ipt_notes.notes.problems import Problems

_MARKER = re.compile(r"\s{0,3}(?:[-*+]|\d{1,9}[.)])(?:\s+|$)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*+\n){2,}+")
_NO_WORDS = re.compile(r"(?:[-*_+=#>|\s]++|(?<!\S)\d{1,9}[.)](?!\S))*+")
_BLANK_FIELD = re.compile(r"^[ \t]*+[-*+][ \t][^:：\n]{1,40}+[:：][ \t]*+$", re.MULTILINE)


class Block(NamedTuple):
    """A list item or any other block as it was typed; `line` is its first one, `marker` a list item's "- " or "1. "."""

    line: int
    typed: tuple[str, ...]
    marker: str = ""

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return bool(self.marker)

    @property
    def is_numbered(self) -> bool:
        """Whether it is an item of a numbered list."""
        return self.marker.strip()[:1].isdigit()

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines without the item's marker."""
        return (self.typed[0][len(self.marker) :], *self.typed[1:])

    @property
    def text(self) -> str:
        """The lines as one, white space tidied."""
        return " ".join(" ".join(self.lines).split())

    def apart(self) -> list[Block]:
        """The item with its indented lines, and the lines below that are not indented as a block of their own."""
        loose = (at for at, line in enumerate(self.typed) if at and line[:1].strip())
        at = next(loose, len(self.typed)) if self.is_item else len(self.typed)
        first = Block(self.line, self.typed[:at], self.marker)
        return [first, Block(self.line + at, self.typed[at:])] if at < len(self.typed) else [first]


class Part(NamedTuple):
    """What follows a `###` heading, or (title "") what stands before the first one. `typed` is all its text."""

    line: int
    title: str
    typed: str
    blocks: list[Block]


class RawSection(NamedTuple):
    """A `##` heading with its parts; the first part has no title."""

    line: int
    heading: str
    parts: list[Part]

    @property
    def typed(self) -> str:
        """All its text, apart from its heading; "" where that is nothing but fields left blank."""
        text = "\n\n".join(part.typed for part in self.parts if part.typed)
        return "" if _NO_WORDS.fullmatch(_BLANK_FIELD.sub("", text)) else text


class _Heading(NamedTuple):
    """A heading that opens a section ("h2") or a part ("h3"); `at` is the index of its line."""

    at: int
    tag: str
    title: str


def without_comments(text: str, problems: Problems) -> str:
    """The text with every comment blanked, line for line; one that is never closed is an error."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 2)
        if end < 0:
            line = text.count("\n", 0, start) + 1
            problems.error(line, "a comment opens here (<!--) and is never closed (-->)")
            break
        pieces += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + len("-->")
    return "".join(pieces) + text[at:]


def read_blocks(text: str) -> tuple[Part, list[RawSection]]:
    """(what stands before the first `##`, the sections)."""
    lines = text.split("\n")
    headings, blocks = _read(lines, text)
    ends = [heading.at for heading in headings[1:]] + [len(lines)]
    before, sections = Part(1, "", "", []), []
    for heading, found, end in zip(headings, blocks, ends, strict=True):
        is_part = heading.tag == "h3"
        typed = as_typed(lines[heading.at + (not is_part and bool(heading.tag)) : end])
        part = Part(heading.at + 1, heading.title if is_part else "", typed, found)
        if heading.tag == "h2":
            sections.append(RawSection(part.line, heading.title, [part]))
        elif sections:
            sections[-1].parts.append(part)
        else:
            before = part
    return before, sections


def as_typed(lines: Iterable[str]) -> str:
    """Lines as one text: its own line breaks, at most one blank line in a row. "" where there are no words."""
    text = _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
    return "" if _NO_WORDS.fullmatch(text) else text.rstrip()


def prose_of(blocks: Iterable[Block]) -> str:
    """Blocks as one text, those that stood together kept together."""
    lines: list[str] = []
    end = 0
    for block in blocks:
        lines += [""] if lines and block.line > end else []
        lines += block.typed
        end = block.line + len(block.typed)
    return as_typed(lines)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """CommonMark without the blocks in which a heading could hide: fences, indented code, underlined headings."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"maxNesting": 20})
    markdown.disable(["lheading", "code", "fence", "reference", "html_block"])
    markdown.core.ruler.disable(["inline", "text_join"])
    return markdown


def _read(lines: list[str], text: str) -> tuple[list[_Heading], list[list[Block]]]:
    """The headings, the first standing for the beginning of the text, and the blocks below each."""
    headings, blocks = [_Heading(0, "", "")], [list[Block]()]
    tokens = _markdown().parse(text)
    for at, token in enumerate(tokens):
        if token.map is None:
            continue
        if _opens(token, headings):
            headings.append(_Heading(token.map[0], token.tag, tokens[at + 1].content.strip()))
            blocks.append([])
        elif _is_block(token):
            blocks[-1].append(_block(token.map, lines, is_item=token.type == "list_item_open"))
    return headings, blocks


def _opens(token: Token, headings: list[_Heading]) -> bool:
    if token.type != "heading_open" or token.level:
        return False
    return token.tag == "h2" or (token.tag == "h3" and len(headings) > 1)


def _is_block(token: Token) -> bool:
    """Items of a list at the top, and every other block at the top."""
    if token.type == "list_item_open":
        return token.level == 1
    is_list = token.type in ("bullet_list_open", "ordered_list_open", "inline")
    return token.level == 0 and token.nesting >= 0 and not is_list


def _block(span: list[int], lines: list[str], *, is_item: bool) -> Block:
    start, end = span
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    typed = tuple(lines[start:end])
    marker = _MARKER.match(typed[0]) if is_item else None
    return Block(start + 1, typed, marker.group() if marker else "")
