"""A note as a person reads it: without the program's own prompts and without what was left blank. Pure.

Nothing that a therapist typed is dropped: a comment of their own stays, and so do a heading or a key that no template and no
catalogue knows. What can't be told apart is a word typed where a prompt holds a value from the chart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.charted import person_key
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.notes.prompts import COMMENT, PRIVATE_PROMPT, template_words
from ipt_notes.notes.templates import plain as one_line
from ipt_notes.notes.values import key_id, split_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from ipt_notes.course.parts import Session
    from ipt_notes.notes.prompts import TemplateWords

    People = Collection[tuple[str, str]]

_WORD = re.compile(r"\S*\w\S*")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|>)[ \t]+(.*)")
_HEADING = re.compile(r" {0,3}(#{2,3})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_NEW_BLOCK = re.compile(r"[ \t]*(?:[-*+>][ \t]|#{1,6}[ \t]|-{3,}[ \t]*$)")
_PLACEHOLDERS = frozenset(
    [
        "name",
        "name (relationship)",
        *(part.replace("_", " ") for kind in CATALOGUE for part in kind.subsections),
    ]
)


class Line(NamedTuple):
    """A line of a note and its number, counted from 1 in the note as it was typed."""

    number: int
    text: str


class Plain(NamedTuple):
    """What remains of a note, and the `## Headings` under which nothing was written. `is_whole`: nothing was left out."""

    lines: tuple[Line, ...]
    blank: tuple[str, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        """The lines as a text; where something was left out, at most one blank line in a row."""
        if self.is_whole:
            return "\n".join(line.text for line in self.lines)
        text = "\n".join(line.text.rstrip() for line in self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"

    @property
    def words(self) -> int:
        """How many words stand in it, the front matter aside."""
        return sum(len(_WORD.findall(line.text)) for line in self.lines[_front(self.lines) :])


def program_words(own: Path | None = None) -> TemplateWords:
    """What the program puts into any text by itself: by its templates, a practice's in `own`, and its other prompts."""
    return template_words(own, _other_prompts)


def _other_prompts() -> tuple[str, ...]:
    from ipt_notes.notes import addendum, merging, summary_parts

    return (addendum.PROMPT, merging.PROMPT, PRIVATE_PROMPT, *summary_parts.PROMPTS)


def plain(text: str, known: TemplateWords, people: People = ()) -> Plain:
    """What remains of a typed text without the prompts, blank fields and blank headings that are `known`.

    `people` are those whose headings the template may have written: see `people_before`.
    """
    lines = list(_without_prompts(text, known))
    front = _front(lines)
    fields = list(_without_blank_fields(lines[front:], known))
    kept, blank = _without_blank_headings(fields, known, people)
    remaining = (*lines[:front], *kept)
    return Plain(remaining, blank, "\n".join(line.text for line in remaining) == text)


def _without_prompts(text: str, known: TemplateWords) -> Iterator[Line]:
    """The lines, without those that held nothing but a prompt."""

    def left(found: re.Match[str]) -> str:
        return "\n" * found[0].count("\n") if known.is_prompt(found[1]) else found[0]

    both = zip(text.split("\n"), COMMENT.sub(left, text).split("\n"), strict=True)
    for number, (typed, line) in enumerate(both, 1):
        if line.strip() or not typed.strip():
            yield Line(number, line)


def people_before(sessions: Iterable[Session], number: int) -> frozenset[tuple[str, str]]:
    """(name, relationship), as a heading `### N. (partner)` has them, of everybody in the inventories before a session."""
    named = [
        (person_key(one_line(entry.name)), _folded(one_line(entry.relationship)))
        for session in sessions
        if session.number < number
        for section in session.all("inventory")
        for entry in section.entries
    ]
    return frozenset((name, said) for name, _ in named for one, said in (*named, (name, "")) if one == name)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _front(lines: tuple[Line, ...] | list[Line]) -> int:
    """How many lines the front matter takes."""
    first = next((at for at, line in enumerate(lines) if line.text.strip()), 0)
    if not lines or lines[first].text.strip() != "---":
        return 0
    ends = (at for at, line in enumerate(lines[first + 1 :], first + 1) if line.text.strip() == "---")
    return next(ends, -1) + 1


def _without_blank_fields(lines: list[Line], known: TemplateWords) -> Iterator[Line]:
    for at, line in enumerate(lines):
        if not (_is_blank_field(line.text, known) and _ends_at(lines, at)):
            yield line


def _is_blank_field(line: str, known: TemplateWords) -> bool:
    item = _ITEM.fullmatch(line)
    key, value = (split_key(item[2]) if item else None) or ("", "-")
    return not value and key_id(key) in known.fields


def _ends_at(lines: list[Line], at: int) -> bool:
    """Whether a list item has no more than its own line."""
    below = next((below for below in range(at + 1, len(lines)) if lines[below].text.strip()), None)
    if below is None:
        return True
    text = lines[below].text
    if _indent(text) > _indent(lines[at].text):
        return False
    return below > at + 1 or bool(_NEW_BLOCK.match(text))


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _without_blank_headings(
    lines: list[Line], known: TemplateWords, people: People
) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines without the headings that have nothing below them, and which sections those opened."""
    kept: list[Line] = []
    blank: list[str] = []
    has_words = {"##": False, "###": False}
    for line in reversed(lines):
        heading = _HEADING.fullmatch(line.text)
        mark, title = (heading[1], heading[2]) if heading else ("", line.text.strip())
        is_blank = bool(mark) and not has_words[mark] and _is_known(mark, title, known, people)
        if is_blank and mark == "##":
            blank.append(title)
        if not is_blank:
            kept.append(line)
        if mark == "##":
            has_words = {"##": False, "###": False}
        elif mark:
            has_words = {"##": has_words["##"] or not is_blank, "###": False}
        elif title:
            has_words = {"##": True, "###": True}
    return tuple(reversed(kept)), tuple(reversed(blank))


def _is_known(mark: str, title: str, known: TemplateWords, people: People) -> bool:
    """Whether a heading is one that a template writes, with no new word of a therapist's in it."""
    if mark == "###":
        name, _, relationship = title.partition("(")
        one = (person_key(name), _folded(relationship.rstrip().removesuffix(")")))
        return _folded(title) in _PLACEHOLDERS or one in people
    return key_id(title.rstrip(":：")) in known.headings
