"""A typed note as a structured one, with everything that is to be told about it, line by line (NOTE.md)."""

from __future__ import annotations

from collections.abc import Collection  # noqa: TC003
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.note import Entry, Note, Section
from ipt_notes.course.sections import BY_ID, CATALOGUE, SectionKind, heading_id
from ipt_notes.course.vocabulary import to_id
from ipt_notes.notes.blocks import read_blocks, without_comments
from ipt_notes.notes.front_matter import Expected, read_front_matter
from ipt_notes.notes.problems import Problem, Problems, did_you_mean, told
from ipt_notes.notes.scripts import read_event, read_score, read_script
from ipt_notes.notes.values import KeyedFields

if TYPE_CHECKING:
    import datetime as dt

    from ipt_notes.course.note import ScoreLine, Script, TimelineEvent
    from ipt_notes.notes.blocks import Block, Part, RawSection

__all__ = ["Parsed", "Problem", "parse", "parse_addendum", "told"]


class Parsed(NamedTuple):
    """`note` is None exactly when a problem is an error. Problems are in the order of their lines."""

    note: Note | None
    problems: tuple[Problem, ...]


def parse(
    text: str,
    *,
    code: str = "",
    session: int | None = None,
    today: dt.date | None = None,
    known_headings: Collection[str] = (),
) -> Parsed:
    """The note in `text`; `code`, `session` and `today` are what its front matter must agree with.

    `known_headings` are those of a practice's own templates: they are not wondered about.
    """
    problems = Problems()
    plain = without_comments(_printable(text, problems), problems)
    front, body = read_front_matter(plain, Expected(code, session, today), problems)
    sections = _sections(body, known_headings, problems)
    problems.sort(key=lambda problem: problem.line)
    if front is None or any(problem.is_error for problem in problems):
        return Parsed(None, tuple(problems))
    note = Note(front.client, front.session, front.date, front.phase, front.minutes, front.mode, sections)
    return Parsed(note, tuple(problems))


def parse_addendum(text: str, *, of: Note) -> Parsed:
    """An addendum to `of`: sections or plain words, without a front matter. Blank text is an error."""
    problems = Problems()
    plain = without_comments(_printable(text, problems), problems)
    if not plain.strip():
        problems.error(1, "there is nothing in the addendum")
    sections = _sections(plain, (), problems, is_addendum=True)
    if any(problem.is_error for problem in problems):
        return Parsed(None, tuple(problems))
    return Parsed(
        Note(of.client, of.session, of.date, of.phase, of.minutes, of.mode, sections), tuple(problems)
    )


def _printable(text: str, problems: Problems) -> str:
    """The text; control characters and lone surrogates in it are errors."""
    if text.isascii() and "\0" not in text and "\x1b" not in text and "\x7f" not in text and "\r" not in text:
        return text
    for number, line in enumerate(text.split("\n"), 1):
        for letter in line:
            if (letter < " " and letter != "\t") or letter == "\x7f" or "\ud800" <= letter <= "\udfff":
                problems.error(number, f"there is a control character (code {ord(letter)}) in this line")
                break
    return text.replace("\r", " ").encode("utf-8", "replace").decode()


def _sections(
    body: str, known_headings: Collection[str], problems: Problems, *, is_addendum: bool = False
) -> tuple[Section, ...]:
    before, raw_sections = read_blocks(body)
    if before and not is_addendum:
        problems.warning(
            before[0].line, "text before the first `## Heading` belongs to no section; it is kept as it is"
        )
    lines: dict[str, int] = {}
    found = []
    for raw in raw_sections:
        section = _section(raw, known_headings, problems)
        kind = BY_ID.get(section.id)
        if not section.is_started:
            continue
        if section.id in lines and not (kind and kind.is_repeatable):
            problems.error(
                raw.line,
                f"there are two sections {raw.heading!r}, here and in line {lines[section.id]}; join them",
            )
        lines.setdefault(section.id, raw.line)
        found.append(section)
    return tuple(found)


def _section(raw: RawSection, known_headings: Collection[str], problems: Problems) -> Section:
    kind, title = _kind(raw.heading)
    if kind is None:
        _wonder(raw, known_headings, problems)
        return Section(heading_id(raw.heading)[:60] or "untitled", raw.heading, _prose(raw.parts))
    if kind.form == "prose":
        return Section(kind.id, title, _prose(raw.parts))
    return _Reading(kind, title, problems).read(raw)


def _kind(heading: str) -> tuple[SectionKind | None, str]:
    """The catalogue's section a heading means, and the words behind its colon."""
    name, _, title = heading.partition(":")
    kind = BY_ID.get(heading_id(name))
    return (kind, title.strip()) if kind else (None, "")


def _wonder(raw: RawSection, known_headings: Collection[str], problems: Problems) -> None:
    if heading_id(raw.heading) in {heading_id(known) for known in known_headings}:
        return
    name = raw.heading.partition(":")[0]
    near = did_you_mean(name, [kind.heading.casefold() for kind in CATALOGUE], 0.8)
    problems.warning(raw.line, f"unknown heading {name[:60]!r}{near or '; it is kept as it is'}")


def _prose(parts: list[Part]) -> str:
    """Everything of a section as it was typed, apart from its heading."""
    texts = []
    for part in parts:
        texts += [f"### {part.title}"] if part.title else []
        texts += [_as_typed(block) for block in part.blocks if block.text]
    return "\n\n".join(texts)


def _as_typed(block: Block) -> str:
    return f"- {block.text}" if block.is_item else block.text


class _Reading:
    """One section of the catalogue as it is read, part by part."""

    def __init__(self, kind: SectionKind, title: str, problems: Problems) -> None:
        self.kind, self.title, self.problems = kind, title, problems
        self.fields = KeyedFields(kind.fields, problems, kind.heading)
        self.prose: list[str] = []
        self.entries: list[Entry] = []
        self.entry_lines: dict[str, int] = {}
        self.scores: list[ScoreLine] = []
        self.events: list[TimelineEvent] = []
        self.script: Script | None = None
        self.alternatives: tuple[str, ...] = ()

    def read(self, raw: RawSection) -> Section:
        first, *others = raw.parts
        for block in first.blocks:
            self._block(block)
        for part in others:
            self._part(part)
        return Section(
            self.kind.id,
            self.title,
            "\n\n".join(self.prose),
            self.fields.fields,
            tuple(self.entries),
            tuple(self.scores),
            tuple(self.events),
            self.script,
            self.alternatives,
        )

    def _block(self, block: Block) -> None:
        if self.kind.form == "measures":
            score = read_score(block, self.problems)
            self.scores += [score] if score else []
        elif self.kind.form == "timeline":
            event = read_event(block, self.problems)
            self.events += [event] if event else []
        elif not self.fields.take(block) and block.text:
            self.prose.append(_as_typed(block))

    def _part(self, part: Part) -> None:
        name = to_id(part.title)
        if self.kind.entry_fields is not None:
            self._entry(part)
        elif name == "communication_analysis" and name in self.kind.subsections:
            script = read_script(part.blocks, self.problems)
            self.script = script if script.lines or script.setting or script.fields else None
        elif name in self.kind.subsections:
            self.alternatives = tuple(" ".join(block.text.split()) for block in part.blocks if block.text)
        else:
            known = [kind.replace("_", " ") for kind in self.kind.subsections]
            near = did_you_mean(part.title, known)
            self.problems.warning(
                part.line,
                f"unknown part {part.title[:60]!r} of {self.kind.heading}{near or '; it is kept as it is'}",
            )
            self.prose.append(_prose([part]))

    def _entry(self, part: Part) -> None:
        name, relationship = _name(part.title) if self.kind.has_relationship else (part.title.strip(), "")
        fields = KeyedFields(self.kind.entry_fields or (), self.problems, f"{self.kind.heading}, {name[:40]}")
        prose = [_as_typed(block) for block in part.blocks if not fields.take(block) and block.text]
        if not name:
            self.problems.error(
                part.line, f"an entry of {self.kind.heading} needs a name: ### Name (relationship)"
            )
        elif name.casefold() in self.entry_lines:
            first = self.entry_lines[name.casefold()]
            self.problems.error(
                part.line, f"there are two entries {name[:40]!r}, here and in line {first}; tell them apart"
            )
        self.entry_lines.setdefault(name.casefold(), part.line)
        self.entries.append(Entry(name, relationship, fields.fields, "\n\n".join(prose)))


def _name(title: str) -> tuple[str, str]:
    """("N.", "partner") of "N. (partner)"."""
    name, bracket, rest = title.partition("(")
    return name.strip(), rest.rstrip().removesuffix(")").strip() if bracket else ""
