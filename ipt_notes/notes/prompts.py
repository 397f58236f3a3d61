"""What templates put into a note by themselves: their prompts, headings and blank fields, read from their source.

A prompt is a comment of a template. Where the template fills in a value, any words of one line stand for it; where it has a
condition, the words may be missing. A comment that holds a line of anybody else's is not a prompt.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.sections import CATALOGUE
from ipt_notes.measures.measure import measures
from ipt_notes.notes.templates import TemplateProblem, list_templates
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PRIVATE_PROMPT = """\
<!-- A private note: what you make of the conversation, kept apart from the record. Only you can read it; no export,
search, check or agenda holds it, and it goes when the client is erased.
The law keeps these for the progress note (45 CFR 164.501): medication prescription and monitoring, start and stop
times, modality and frequency, results of clinical tests, and any summary of diagnosis, functional status, treatment
plan, symptoms, prognosis or progress. -->

"""
"""What stands above a new private note."""
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_VALUE = "\0"
_REMARK = re.compile(r"\{#.*?#\}", re.DOTALL)
_GAPS = re.compile(r"\s*(\{%-)|(-%\})\s*|(%\})\n")
_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_COMMENT_OR_STATEMENT = re.compile(r"<!--.*?-->|\{%.*?%\}", re.DOTALL)
_FIELD = re.compile(r"^- ([^:{}\n]{1,60}):[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^##[ \t]+([^#{}\n][^{}\n]*)$", re.MULTILINE)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+|\A[ \t]+\Z")
_MOST_FORMS = 256
_FEWEST_WORDS = 3
"""A first line with a value in it is known by at least so many words of the template's own."""


class Form(NamedTuple):
    """A line of a prompt: what stands before, between and behind its values."""

    pieces: tuple[str, ...]

    def fits(self, line: str) -> bool:
        """Whether the line may have been made of it."""
        first, *rest = self.pieces
        if not rest:
            return line == first
        at, end = len(first), len(line) - len(rest[-1])
        if at > end or not (line.startswith(first) and line.endswith(rest[-1])):
            return False
        for piece in rest[:-1]:
            found = line.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True

    def has_words(self, fewest: int = 1) -> bool:
        """Whether it is all the template's own, or has at least so many words of the template's beside its values."""
        return len(self.pieces) == 1 or len(_LETTERS.findall(" ".join(self.pieces))) >= fewest


class Prompt(NamedTuple):
    """A comment of a template: the forms its first line may have, and those of all its lines."""

    first: tuple[Form, ...]
    lines: tuple[Form, ...]

    def fits(self, lines: list[str]) -> bool:
        """Whether a comment of these lines is the prompt as it was filled in."""
        return any(form.fits(lines[0]) for form in self.first) and all(
            any(form.fits(line) for form in self.lines) for line in lines[1:]
        )


class TemplateWords(NamedTuple):
    """What templates say by themselves; headings and fields by their ids."""

    prompts: tuple[Prompt, ...]
    headings: frozenset[str]
    fields: frozenset[str]

    def is_prompt(self, comment: str) -> bool:
        """Whether the inside of a comment is a prompt that nobody wrote in."""
        lines = _lines(comment)
        return not lines or any(prompt.fits(lines) for prompt in self.prompts)


def template_words(own: Path | None = None, *more: str) -> TemplateWords:
    """What the templates say that came with the program, a practice's own in `own`, and `more` texts of templates.

    A template that can't be read is left out: its prompts then stay in what is shown.
    """
    texts = list(more)
    for each in list_templates(own):
        with suppress(OSError, TemplateProblem):
            texts.append(each.text())
    return words_of(tuple(texts))


def untouched(prompt: str) -> re.Pattern[str]:
    """What finds a prompt that nobody wrote in: its own words, its numbers whatever they are, its lines however broken."""
    return re.compile(r"\s+".join(re.sub(r"\d+", r"\\d+", re.escape(word)) for word in prompt.split()))


def without(text: str, prompt: re.Pattern[str]) -> str:
    """The text without this prompt and the blank lines about it; what stands on both sides is two paragraphs."""
    found = prompt.search(text)
    if found is None:
        return text
    before, behind = text[: found.start()].rstrip(), _BLANK_LINES.sub("", text[found.end() :])
    return f"{before}\n\n{behind}" if before and behind else behind or (before and f"{before}\n")


@lru_cache(maxsize=4)
def words_of(texts: tuple[str, ...]) -> TemplateWords:
    """What these templates say by themselves, beside the catalogue's headings and fields and the measures' names."""
    prompts: list[Prompt] = []
    headings: set[str] = set()
    fields: set[str] = set()
    for text in map(_without_gaps, texts):
        prompts += _prompts(text)
        bare = _COMMENT_OR_STATEMENT.sub("", text)
        headings.update(map(key_id, _HEADING.findall(bare)))
        fields.update(map(key_id, _FIELD.findall(bare)))
    return TemplateWords(
        tuple(prompts),
        frozenset(headings | {kind.id for kind in CATALOGUE}),
        frozenset(fields | set(_known_fields())),
    )


def _known_fields() -> Iterator[str]:
    yield from ("felt", "intended", "communicated", "other_tool")
    for kind in CATALOGUE:
        yield from (field.key for field in (*kind.fields, *(kind.entry_fields or ())))
    yield from (key_id(measure.name) for measure in measures().values())


def _without_gaps(text: str) -> str:
    """A template's source with its white space as the template drops it."""
    return _GAPS.sub(lambda found: found[1] or found[2] or found[3], _REMARK.sub("", text))


def _lines(comment: str) -> list[str]:
    return [" ".join(line.split()) for line in comment.split("\n") if line.strip()]


def _prompts(text: str) -> Iterator[Prompt]:
    for comment in COMMENT.findall(text):
        first: list[Form] = []
        every: list[Form] = []
        is_open = True
        for line in comment.split("\n"):
            ways = _ways(line)
            forms = [Form(tuple(way.split(_VALUE))) for way in ways if way]
            every += [form for form in forms if form.has_words()]
            if is_open:
                first += [form for form in forms if form.has_words(_FEWEST_WORDS)]
                is_open = "" in ways
        yield Prompt(tuple(first), tuple(every))


def _ways(line: str) -> set[str]:
    """Every way through the conditions of a line of a template, a value as _VALUE; none where they are too many.

    A condition that opens or closes on another line goes as far as this one.
    """
    stack = [_Branch()]
    for token in _TAGS.split(line):
        word = token[2:-2].strip("-+ ").split(" ", 1)[0] if token.startswith("{%") else ""
        if word in ("if", "for"):
            stack.append(_Branch())
        elif word in ("elif", "else"):
            stack[-1].turn()
        elif word in ("endif", "endfor"):
            _close(stack)
        elif not word:
            stack[-1].add({_VALUE if token.startswith("{{") else token})
        if len(stack[-1].now) > _MOST_FORMS:
            return set()
    while len(stack) > 1:
        _close(stack)
    return {" ".join(way.split()) for way in stack[0].all}


def _close(stack: list[_Branch]) -> None:
    """Put what a condition may say, or nothing, behind what stands before it."""
    inner = stack.pop()
    if not stack:
        stack.append(_Branch())
    stack[-1].add(inner.all | {""})


class _Branch:
    """The ways through a part of a line: those that are done, and those that go on."""

    def __init__(self) -> None:
        self.done: set[str] = set()
        self.now = {""}

    @property
    def all(self) -> set[str]:
        """Every way."""
        return self.done | self.now

    def add(self, texts: Iterable[str]) -> None:
        """Go on with each of these."""
        self.now = {way + text for way in self.now for text in texts}

    def turn(self) -> None:
        """Begin another way from the start."""
        self.done, self.now = self.all, {""}
