"""Tells of lines that were meant as headings and open nothing. What stands below them is kept where it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.course.sections import BY_ID
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Container

    from ipt_notes.course.fields import SectionKind
    from ipt_notes.notes.problems import Problems

_MARKED = re.compile(r"[\s>*+-]*+(#{1,6}+)([ \t]*+)(.*+)")
_UNDERLINE = re.compile(r"\s*+(?:=+|-{2,})\s*+")
_BOLD = re.compile(r"\s*+(?:\*\*|__)(.{1,60})(?:\*\*|__):?\s*+")
_MOST_LETTERS = 60


def tell_slips(text: str, opened: Container[int], problems: Problems) -> None:
    """Tell of `##Heading`, `# Heading`, underlined and bold headings, and of ones behind other words; `opened` are the lines that opened a section."""
    before = ""
    for number, line in enumerate(text.split("\n"), 1):
        if inside := _inside(line):
            problems.error(number, f"`{inside}` stands in the middle of a line; put it on a line of its own")
        elif number not in opened and (meant := _meant(line, before)):
            at = number if meant != _underlined(line, before) else number - 1
            problems.warning(at, f"this line opens no section; did you mean `{meant}`?")
        before = line


def _meant(line: str, before: str) -> str:
    """The heading a line was meant as, or ""."""
    marked = _MARKED.fullmatch(line) if "#" in line else None
    if marked:
        marks, space, title = marked.groups()
        if kind := _kind(title):
            return f"## {kind.heading}"
        return f"{marks} {title[:_MOST_LETTERS]}" if len(marks) in (2, 3) and title and not space else ""
    bold = _BOLD.fullmatch(line)
    kind = _kind(bold[1]) if bold else None
    return f"## {kind.heading}" if kind else _underlined(line, before)


def _inside(line: str) -> str:
    """A heading of the catalogue that ends a line somebody typed in front of it, or ""."""
    words, marks, title = line.rpartition("## ")
    kind = _kind(title) if marks and words.strip(" #>*+-") else None
    return f"## {kind.heading}" if kind else ""


def _underlined(line: str, before: str) -> str:
    kind = _kind(before) if line[:1] in "=- " and _UNDERLINE.fullmatch(line) else None
    return f"## {kind.heading}" if kind else ""


def _kind(title: str) -> SectionKind | None:
    return BY_ID.get(key_id(title.partition(":")[0].rstrip("# "))) if len(title) <= _MOST_LETTERS else None
