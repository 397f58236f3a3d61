"""Reads the narrative of the termination summary by its headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.wording import heading_key
from ipt_notes.notes.blocks import read_blocks, without_comments
from ipt_notes.notes.problems import Problem, Problems, did_you_mean
from ipt_notes.notes.summary_parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHOUT_HEADING = "Further remarks"
"""The part that holds what was typed above the first heading."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_OTHER_LEVEL = re.compile(r" {0,3}(?:#|#{3,6})[ \t]+(.+)")

_WORDS = re.compile(r"""$|["'“‘(]?[^\W\d_]|## +[^\W_][^#\\]*$""")
"""What a line begins with that opens no block of Markdown but a paragraph, or else a whole `## Heading`."""


class ParsedSummary(NamedTuple):
    """(heading, Markdown without comments) for every part with words in it; the headings with none; the problems."""

    parts: tuple[tuple[str, str], ...]
    unanswered: tuple[str, ...]
    problems: tuple[Problem, ...]


def parse_summary(text: str) -> ParsedSummary:
    """Read a narrative by its `## Heading`s. Nothing typed is lost: an unknown heading is a part of its own.

    Two parts of one name are an error, as is a comment that is never closed; their text is kept all the same.
    """
    problems = Problems()
    typed = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, row in enumerate(typed.split("\n"), 1):
        if UNPRINTABLE.search(row):
            problems.error(number, "there is a control character in this line")
        _wonder_at_level(number, row, problems)
    plain = without_comments(typed, problems)
    found: dict[str, tuple[int, str, list[str]]] = {}
    for line, heading, body in _slices(plain, problems):
        first, _, bodies = found.setdefault(heading_key(heading), (line, heading, []))
        if bodies:
            problems.error(line, f"there are two parts {heading[:60]!r}, here and in line {first}; join them")
        bodies.append(body)
    parts = [(name, "\n\n".join(filter(None, bodies))) for _, name, bodies in found.values()]
    return ParsedSummary(
        tuple((name, body) for name, body in parts if body),
        tuple(name for name, body in parts if not body),
        tuple(sorted(problems)),
    )


def _slices(plain: str, problems: Problems) -> Iterator[tuple[int, str, str]]:
    """(line, heading, what stands under it) of each part."""
    lines = plain.split("\n")
    headings = _headings(lines, plain)
    ends = [line - 1 for line, _ in headings] + [len(lines)]
    before = _body(lines[: ends[0]])
    if before:
        first = next(number for number, line in enumerate(lines, 1) if line.strip())
        problems.warning(first, f"text before the first `## Heading` is kept as {WITHOUT_HEADING!r}")
        yield first, WITHOUT_HEADING, before
    for (line, title), end in zip(headings, ends[1:], strict=True):
        heading = title or WITHOUT_HEADING
        _wonder(line, heading, problems)
        yield line, heading, _body(lines[line:end])


def _headings(lines: list[str], plain: str) -> list[tuple[int, str]]:
    """(line, title) of each. Where no line is anything but words or a heading, no parser has to be asked."""
    if all(_WORDS.match(line) and line.isprintable() for line in lines):
        return [(at, line[2:].strip()) for at, line in enumerate(lines, 1) if line.startswith("#")]
    return [(section.line, section.heading) for section in read_blocks(plain)[1]]


def _body(lines: list[str]) -> str:
    body = "\n".join(lines).strip("\n").rstrip()
    return body if body.strip() else ""


def _wonder(line: int, heading: str, problems: Problems) -> None:
    known = {heading_key(part.heading) for part in PARTS} | {heading_key(WITHOUT_HEADING)}
    if heading_key(heading) not in known:
        near = did_you_mean(heading_key(heading), sorted(known), 0.75)
        problems.warning(line, f"unknown heading {heading[:60]!r}{near or '; it is kept as it is'}")


def _wonder_at_level(line: int, row: str, problems: Problems) -> None:
    found = _OTHER_LEVEL.fullmatch(row.rstrip())
    if found and heading_key(found[1]) in {heading_key(part.heading) for part in PARTS}:
        problems.warning(line, f"a part begins with two #: `## {found[1]}`")
