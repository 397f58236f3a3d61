"""The narrative of the termination summary: scaffolded in sentences from the course, read back by its headings."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.notes import narrative, narrative_course, narrative_risk
from ipt_notes.notes.blocks import read_blocks, without_comments
from ipt_notes.notes.problems import Problem, Problems, did_you_mean
from ipt_notes.notes.summary_parts import IN_YOUR_WORDS, INTRODUCTION, PARTS, Part
from ipt_notes.notes.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.course.model import Course
    from ipt_notes.notes.narrative import Paragraphs

WITHOUT_HEADING = "Further remarks"
"""The part that holds what was typed above the first heading."""

_WIDTHS = range(90, 70, -4)
_TELLERS: dict[str, Callable[[Teller], Paragraphs]] = {
    "Reason for referral": narrative.only_the_therapist_knows,
    "Presenting problem and diagnosis": narrative.presenting,
    "Formulation and focus": narrative.formulation,
    "Course of treatment": narrative_course.treatment,
    "Outcome": narrative.outcome,
    "Goals": narrative.goals,
    "Functioning": narrative.only_the_therapist_knows,
    "Interpersonal change": narrative.interpersonal_change,
    "Risk at the end": narrative_risk.risk,
    "Medication": narrative.medication,
    "Client's own account": narrative.account,
    "What remains": narrative.remains,
    "Warning signs and plan": narrative.warning_signs,
    "Response to the ending": narrative.response,
    "Next step": narrative.next_step,
    "How to return": narrative.only_the_therapist_knows,
}
"""Who tells each part from the course."""

_QUOTED = re.compile(r'["“”]')
_BLOCK_MARK = re.compile(r"^\s*(?:[-+*>#=~`|<]|\d+[.)][ \t])", re.MULTILINE)
_OTHER_LEVEL = re.compile(r" {0,3}(?:#|#{3,6})[ \t]+(.+)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def scaffold_summary(course: Course) -> str:
    """The narrative as Markdown: true as it stands, people by relationship, no words of a script.

    What the chart does not hold is a comment that asks the therapist.
    """
    teller = Teller(course)
    return "\n".join([INTRODUCTION, *(_scaffolded(part, teller) for part in PARTS)])


def _scaffolded(part: Part, teller: Teller) -> str:
    told = [
        _UNPRINTABLE.sub(" ", " ".join(filter(None, paragraph)))
        for paragraph in _TELLERS[part.heading](teller)
    ]
    blocks = [_wrapped(paragraph) for paragraph in told if paragraph]
    if part.is_always_asked or not blocks:
        blocks.append(f"<!-- {part.prompt} -->")
    if _QUOTED.search(" ".join(told)):
        blocks.append(IN_YOUR_WORDS)
    return "\n\n".join([f"## {part.heading}", *blocks]) + "\n"


def _wrapped(paragraph: str) -> str:
    """The paragraph in lines for an editor; none of them begins like a list or a heading."""
    for width in _WIDTHS:
        lines = textwrap.fill(paragraph, width, break_long_words=False, break_on_hyphens=False)
        if not _BLOCK_MARK.search(lines):
            return lines
    return paragraph


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
        if _UNPRINTABLE.search(row):
            problems.error(number, "there is a control character in this line")
        _wonder_at_level(number, row, problems)
    plain = without_comments(typed, problems)
    found: dict[str, tuple[int, str, list[str]]] = {}
    for line, heading, body in _slices(plain, problems):
        first, _, bodies = found.setdefault(_key(heading), (line, heading, []))
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
    _, sections = read_blocks(plain)
    ends = [section.line - 1 for section in sections] + [len(lines)]
    before = _body(lines[: ends[0]])
    if before:
        first = next(number for number, line in enumerate(lines, 1) if line.strip())
        problems.warning(first, f"text before the first `## Heading` is kept as {WITHOUT_HEADING!r}")
        yield first, WITHOUT_HEADING, before
    for section, end in zip(sections, ends[1:], strict=True):
        heading = section.heading or WITHOUT_HEADING
        _wonder(section.line, heading, problems)
        yield section.line, heading, _body(lines[section.line : end])


def _body(lines: list[str]) -> str:
    body = "\n".join(lines).strip("\n").rstrip()
    return body if body.strip() else ""


def _wonder(line: int, heading: str, problems: Problems) -> None:
    known = {_key(part.heading) for part in PARTS} | {_key(WITHOUT_HEADING)}
    if _key(heading) not in known:
        near = did_you_mean(_key(heading), sorted(known), 0.75)
        problems.warning(line, f"unknown heading {heading[:60]!r}{near or '; it is kept as it is'}")


def _wonder_at_level(line: int, row: str, problems: Problems) -> None:
    found = _OTHER_LEVEL.fullmatch(row.rstrip())
    if found and _key(found[1]) in {_key(part.heading) for part in PARTS}:
        problems.warning(line, f"a part begins with two #: `## {found[1]}`")


def _key(heading: str) -> str:
    """Letter case, spaces and the shape of the apostrophe make no difference."""
    return " ".join(heading.replace("’", "'").split()).casefold()
