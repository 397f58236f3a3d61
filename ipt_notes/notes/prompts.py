"""What templates put into a note by themselves: their prompts, headings and blank fields, read from their source.

A prompt is a comment of a template. Where the template fills in a value, any words of one line stand for it; where it has a
condition, the words may be missing. A comment that holds a line of anybody else's is not a prompt.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.sections import CATALOGUE
from ipt_notes.notes.templates import TemplateProblem, list_templates
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
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
_REMARK = r"(?s)\{#.*?#\}"
_GAPS = r"\s*(\{%-)|(-%\})\s*|(%\})\n"
_TAGS = r"(\{\{.*?\}\}|\{%.*?%\})"
_COMMENT_OR_STATEMENT = r"(?s)<!--.*?-->|\{%.*?%\}"
_FIELD = r"(?m)^- ([^:{}\n]{1,60}):[ \t]*$"
_HEADING = r"(?m)^##[ \t]+([^#{}\n][^{}\n]*)$"
_LETTERS = r"[^\W\d_]{2,}"
_BLANK_LINES = r"\A(?:[ \t]*\n)+|\A[ \t]+\Z"
_COLUMNS = 80
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
        return len(self.pieces) == 1 or len(re.findall(_LETTERS, " ".join(self.pieces))) >= fewest


class Prompt(NamedTuple):
    """A comment of a template: the forms its first line may have, and those of all its lines."""

    first: tuple[Form, ...]
    lines: tuple[Form, ...]

    def fits(self, lines: list[str]) -> bool:
        """Whether a comment of these lines is the prompt as it was filled in."""
        return any(form.fits(lines[0]) for form in self.first) and all(
            any(form.fits(line) for form in self.lines) for line in lines[1:]
        )


class TemplateWords:
    """What templates say by themselves. It is read when it is first asked for: a note without a blank needs none of it."""

    def __init__(self, texts: Callable[[], Iterable[str]]) -> None:
        """`texts` gives the templates' sources."""
        self._read = texts

    def __repr__(self) -> str:
        """Names no template."""
        return "<TemplateWords>"

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(map(_without_gaps, self._read()))

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """Their comments."""
        return tuple(prompt for text in self._texts for prompt in _prompts(text))

    @cached_property
    def headings(self) -> frozenset[str]:
        """The ids of their headings and the catalogue's."""
        found = {key_id(heading) for text in self._texts for heading in re.findall(_HEADING, _bare(text))}
        return frozenset(found | {kind.id for kind in CATALOGUE})

    @cached_property
    def fields(self) -> frozenset[str]:
        """The ids of their fields and the catalogue's, and of the measures' names."""
        found = {key_id(field) for text in self._texts for field in re.findall(_FIELD, _bare(text))}
        return frozenset(found | set(_known_fields()))

    def is_prompt(self, comment: str) -> bool:
        """Whether the inside of a comment is a prompt that nobody wrote in."""
        ways = (_lines(comment), _lines(_unfolded(comment)))
        return not ways[0] or any(prompt.fits(lines) for prompt in self.prompts for lines in ways)


def template_words(own: Path | None = None, more: Callable[[], Iterable[str]] = tuple) -> TemplateWords:
    """What the templates say that came with the program, a practice's own in `own`, and the texts of templates in `more`.

    A template that can't be read is left out: its prompts then stay in what is shown.
    """
    return TemplateWords(lambda: (*more(), *_sources(own)))


def _sources(own: Path | None) -> Iterator[str]:
    for each in list_templates(own):
        with suppress(OSError, TemplateProblem):
            yield each.text()


def with_folded_prompts(text: str) -> str:
    """A note whose comments have no line of more than 80 columns: what a long one goes on with is indented by two.

    Only there it is broken; `TemplateWords` reads such lines as the one that they were.
    """
    return COMMENT.sub(lambda found: "\n".join(_fold(line) for line in found[0].split("\n")), text)


def _fold(line: str) -> str:
    if len(line) <= _COLUMNS:
        return line
    import textwrap

    indent = "" if line.startswith("<!--") else line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line,
        _COLUMNS,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _unfolded(comment: str) -> str:
    """The comment with the lines joined that `with_folded_prompts` broke: those whose next word had no room."""
    before, *rest = f"<!--{comment}".split("\n")
    joined = before
    for line in rest:
        words = line.split(maxsplit=1)
        is_fold = line[:2] == "  " and bool(words) and len(before) + 1 + len(words[0]) > _COLUMNS
        joined += f" {line.lstrip()}" if is_fold else f"\n{line}"
        before = line
    return joined.removeprefix("<!--")


def untouched(prompt: str) -> re.Pattern[str]:
    """What finds a prompt that nobody wrote in: its own words, its numbers whatever they are, its lines however broken."""
    return re.compile(r"\s+".join(re.sub(r"\d+", r"\\d+", re.escape(word)) for word in prompt.split()))


def without(text: str, prompt: re.Pattern[str]) -> str:
    """The text without this prompt and the blank lines about it; what stands on both sides is two paragraphs."""
    found = prompt.search(text)
    if found is None:
        return text
    before, behind = text[: found.start()].rstrip(), re.sub(_BLANK_LINES, "", text[found.end() :])
    return f"{before}\n\n{behind}" if before and behind else behind or (before and f"{before}\n")


def _bare(text: str) -> str:
    return re.sub(_COMMENT_OR_STATEMENT, "", text)


def _known_fields() -> Iterator[str]:
    from ipt_notes.measures.measure import measures

    yield from ("felt", "intended", "communicated", "other_tool")
    for kind in CATALOGUE:
        yield from (field.key for field in (*kind.fields, *(kind.entry_fields or ())))
    yield from (key_id(measure.name) for measure in measures().values())


def _without_gaps(text: str) -> str:
    """A template's source with its white space as the template drops it."""
    return re.sub(_GAPS, lambda found: found[1] or found[2] or found[3], re.sub(_REMARK, "", text))


def _lines(comment: str) -> list[str]:
    return [" ".join(line.split()) for line in comment.split("\n") if line.strip()]


@lru_cache(maxsize=64)
def _prompts(text: str) -> tuple[Prompt, ...]:
    return tuple(map(_prompt, COMMENT.findall(text)))


def _prompt(comment: str) -> Prompt:
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
    return Prompt(tuple(first), tuple(every))


def _ways(line: str) -> set[str]:
    """Every way through the conditions of a line of a template, a value as _VALUE; none where they are too many.

    A condition that opens or closes on another line goes as far as this one.
    """
    stack = [_Branch()]
    for token in re.split(_TAGS, line):
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
