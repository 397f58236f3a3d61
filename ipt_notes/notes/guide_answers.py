"""Puts an answer into a half-written note, at the place of its question, if the parser can read it there. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.charted import person_label
from ipt_notes.course.vocabulary import words
from ipt_notes.notes.asked import AREA_KEYS
from ipt_notes.notes.decode import UNPRINTABLE, unprintable_told
from ipt_notes.notes.guide import is_placeholder, read_questions
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ipt_notes.notes.guide import Question
    from ipt_notes.notes.problems import Problem

_KEY = re.compile(r"[^:：]*[:：](?:\*\*|__)?")
_COMMENT = re.compile(r"<!--.*?-->")
_HEADING = re.compile(r"^\s*#{1,6}(?:\s|$)", re.MULTILINE)
_MARKED = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s")
_NUMBERED = re.compile(r"(\d{1,2})(?![\w-])(.*)", re.DOTALL)
_LINE = re.compile(r"\bline \d+")
FOLLOWING: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("problem_area", "area"): {area.value: keys for area, keys in AREA_KEYS.items()},
    ("risk_assessment", "level"): dict.fromkeys(("moderate", "high"), ("safety_plan", "escalation")),
}
"""What an answer asks for besides, as the prompts of the templates say (DOMAIN 1.3 and 3); by the section, the key and the answer."""


_BLANK = "this counts as blank; please put it in words"
_SPOKEN = re.compile(r"([^:：]{1,60})[:：]\s*(\S.*)")
_OPENING = "\"“”„«»‘'「"


class Answered(NamedTuple):
    """The note with the answer in it. Where it can't be read there, the note as it was, and `told` says why; else `told`
    holds what the parser wonders about.
    """

    text: str
    is_taken: bool
    told: tuple[str, ...] = ()


def choices_of(question: Question, people: Sequence[str] = ()) -> tuple[str, ...]:
    """The words that may be given by their number: those of the catalogue, or the `people` who are known ("N. (partner)")."""
    if question.form == "entry" and question.kind and question.kind.has_relationship:
        return tuple(people)
    if question.field and question.field.key == "person":
        return tuple(map(person_label, people))
    return tuple(map(words, question.field.choices)) if question.field else ()


def meant(question: Question, typed: str, people: Sequence[str] = ()) -> str:
    """What was typed; a choice's number, or the beginning of one that no other choice has, as the choice."""
    choices = choices_of(question, people)
    found = _NUMBERED.fullmatch(typed.strip())
    if found and 0 < int(found[1]) <= len(choices):
        return choices[int(found[1]) - 1] + found[2]
    begins = [choice for choice in choices if choice.startswith(typed.strip().casefold())]
    return begins[0] if len(begins) == 1 and typed.strip().isalpha() else typed.strip()


def speech(typed: str) -> str:
    """Somebody's words as a line of a scene, in quotation marks: `N. (arms folded): "Are you in?"`. "" without a colon."""
    found = _SPOKEN.fullmatch(_line(typed))
    if not found:
        return ""
    speaker, said = found[1].strip(), found[2]
    return f"{speaker}: {said}" if said[0] in _OPENING else f'{speaker}: "{said}"'


def answer(text: str, at: int, value: str, problems: Callable[[str], Iterable[Problem]]) -> Answered:
    """The note with `value` as the answer to its question number `at` (from 0); `problems` are those of a note's text.

    What would open a section or be no part of the note is refused, and so is whatever the parser can't read.
    """
    value = value.strip()
    if refused := _refused(value):
        return Answered(text, is_taken=False, told=(refused,))
    new = fill(text, read_questions(text)[at], value)
    if not read_questions(new)[at].answer:
        return Answered(text, is_taken=False, told=(_BLANK,))
    found = _new(problems(text), problems(new))
    errors = tuple(each.text for each in found if each.is_error)
    if errors:
        return Answered(text, is_taken=False, told=errors)
    return Answered(new, is_taken=True, told=tuple(each.text for each in found))


def fill(text: str, question: Question, value: str) -> str:
    """The note with `value` in the place of the question's answer, whatever stood there; only `answer` looks at what it is."""
    lines = text.split("\n")
    if question.form in ("field", "scores"):
        lines[question.first : question.end] = _field(lines[question.first], value)
        return _following("\n".join(lines), question, value)
    if question.form == "title":
        lines[question.first] = f"{lines[question.first].partition(':')[0].rstrip()}: {_line(value)}"
    elif question.form == "relationship":
        lines[question.first] = f"{lines[question.first].partition('(')[0].rstrip()} ({_line(value)})"
    elif question.form == "entry":
        _name(lines, question, _line(value))
    else:
        _put(lines, question, _several(question, value))
    return "\n".join(lines)


def _refused(value: str) -> str:
    """Why the words can't be an answer, wherever they would stand; "" if they can."""
    if not value:
        return _BLANK
    if found := UNPRINTABLE.search(value):
        return unprintable_told(found.group())
    if "<!--" in value or "-->" in value:
        return "<!-- and --> stand around what is not part of a note; please leave them out"
    if _HEADING.search(value):
        return "a line that begins with # is a heading; please begin it otherwise"
    return ""


def _new(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """The problems that were not there before, whatever lines they name."""
    known = Counter(_LINE.sub("", each.text) for each in before)
    found = []
    for each in after:
        text = _LINE.sub("", each.text)
        if known[text]:
            known[text] -= 1
        else:
            found.append(each)
    return found


def _line(value: str) -> str:
    return " ".join(value.split())


def _field(line: str, value: str) -> list[str]:
    """The lines of a field; a comment behind it stays."""
    key = _KEY.match(_COMMENT.sub("", line))
    first, *more = (part.strip() for part in value.split("\n") if part.strip())
    comments = " ".join(_COMMENT.findall(line))
    return [f"{key[0] if key else line} {first} {comments}".rstrip(), *(f"  {part}" for part in more)]


def _name(lines: list[str], question: Question, name: str) -> None:
    """Name an entry. Behind the last block that waits for a name another one is put."""
    start = question.first
    if question.is_offered:
        _insert(lines, start, [f"### {name}", *(f"- {words(key)}:" for key in _entry_keys(question))])
        return
    if not is_placeholder(question.part):
        _, bracket, relationship = question.part.partition("(")
        keeps = bracket and "(" not in name
        lines[start] = f"### {name} ({relationship}" if keeps else f"### {name}"
        return
    spare = [each for each in _parts(lines, question) if each > start]
    if not spare:
        block = "\n".join(lines[start : question.end])
        behind = len(block.rstrip().split("\n")) + start
        lines[behind:behind] = ["", *lines[start:behind]]
    lines[start] = f"### {name}"


def _entry_keys(question: Question) -> tuple[str, ...]:
    """What is asked of somebody new where the template has no block to be filled in."""
    kind = question.kind
    every = tuple(field.key for field in kind.entry_fields or ()) if kind else ()
    return (kind.entry_required if kind else ()) or every


def _insert(lines: list[str], at: int, part: list[str]) -> None:
    """Put a part before a line, apart from what stands above it and below."""
    while not lines[at - 1].strip():
        at -= 1
    lines[at:at] = ["", *part]
    if at + len(part) + 1 == len(lines):
        lines.append("")


def _parts(lines: list[str], question: Question) -> list[int]:
    """The lines of the blocks of a section that wait for a name."""
    end = next((at for at in range(question.at + 1, len(lines)) if lines[at].startswith("## ")), len(lines))
    found = (at for at in range(question.at + 1, end) if lines[at].startswith("### "))
    return [at for at in found if is_placeholder(lines[at][4:])]


def _several(question: Question, value: str) -> list[str]:
    lines = value.split("\n")
    if question.form != "lines":
        return lines
    return [line if _MARKED.match(line) else f"- {line.strip()}" for line in lines if line.strip()]


def _put(lines: list[str], question: Question, words: list[str]) -> None:
    """Put several lines in their place, with a blank line behind them; a part that is not there yet gets its heading."""
    if question.is_offered:
        _insert(lines, question.first, [f"### {question.label}", *words])
    else:
        lines[question.first : question.end] = [*words, ""]


def _following(text: str, question: Question, value: str) -> str:
    """The note with blank fields for what the answer asks for besides, and without those that only another answer asked for."""
    kind = question.kind
    key = (kind.id if kind else "", key_id(question.label))
    if key not in FOLLOWING or question.part:
        return text
    ways = FOLLOWING[key]
    beside = [one for one in read_questions(text) if one.at == question.at and one.form == "field"]
    labels = {key_id(one.label) for one in beside}
    if kind and kind.id == "problem_area" and "agreed" not in labels:
        return text
    wanted = ways.get(key_id(value), ())
    lines = text.split("\n")
    end = beside[-1].end
    lines[end:end] = [f"- {words(name)}:" for name in wanted if name not in labels]
    others = {name for way in ways.values() for name in way} - {*wanted}
    gone = {one.first for one in beside if not one.answer and key_id(one.label) in others}
    return "\n".join(line for at, line in enumerate(lines) if at not in gone)
