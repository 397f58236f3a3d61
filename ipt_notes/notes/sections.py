"""Reads the sections of the catalogue. Whatever has no place in a section's own form is kept as its prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.charted import person_key
from ipt_notes.course.note import Entry, Section
from ipt_notes.course.vocabulary import words
from ipt_notes.notes.blocks import prose_of
from ipt_notes.notes.scores import read_event, read_scores
from ipt_notes.notes.scripts import read_script
from ipt_notes.notes.values import KeyedFields, key_id, split_key

if TYPE_CHECKING:
    from ipt_notes.course.fields import Field, SectionKind
    from ipt_notes.course.note import ScoreLine, Script, TimelineEvent
    from ipt_notes.notes.blocks import Block, Part, RawSection
    from ipt_notes.notes.problems import Problems

_PROMPTS = ("", "name")


def read_section(kind: SectionKind, title: str, raw: RawSection, problems: Problems) -> Section:
    """The section; `title` are the words behind its heading's colon, prose where the section takes none."""
    before = "" if kind.is_titled else title
    title = title if kind.is_titled else ""
    if kind.form == "prose":
        return Section(kind.id, title, "\n\n".join(filter(None, (before, raw.typed))))
    reading = _Reading(kind, problems)
    reading.keep(before)
    first, *others = raw.parts
    reading.read(first)
    for part in others:
        reading.read_part(part)
    return reading.section(title)


class _Reading:
    """A section with a form, as it is read part by part."""

    def __init__(self, kind: SectionKind, problems: Problems) -> None:
        self._kind, self._problems = kind, problems
        self._fields = KeyedFields(kind.fields, problems)
        self._prose: list[str] = []
        self._lines: dict[str, int] = {}
        self._entries: list[Entry] = []
        self._scores: list[ScoreLine] = []
        self._events: list[TimelineEvent] = []
        self._script: Script | None = None
        self._alternatives: tuple[str, ...] = ()

    def section(self, title: str) -> Section:
        """What was read."""
        return Section(
            self._kind.id,
            title,
            "\n\n".join(self._prose),
            self._fields.fields,
            tuple(self._entries),
            tuple(self._scores),
            tuple(self._events),
            self._script,
            self._alternatives,
        )

    def keep(self, prose: str) -> None:
        """Add words that have no other place."""
        self._prose += [prose] if prose else []

    def read(self, part: Part) -> None:
        """Take in what stands before the first `###`."""
        if self._kind.form == "fields":
            left = self._fields.left_of(part.blocks)
            self.keep(prose_of([block for block in left if not self._listed(block)]))
        else:
            pieces = (piece for block in part.blocks for piece in block.apart())
            read_line = self._scored if self._kind.form == "measures" else self._happened
            self.keep(prose_of([piece for piece in pieces if read_line(piece)]))

    def read_part(self, part: Part) -> None:
        """Take in a `###` part: an entry, a part of the catalogue, or one that is kept as prose."""
        name = key_id(part.title)
        if self._kind.entry_fields is not None:
            self._entry(part)
        elif name not in self._kind.subsections:
            known = [words(part_id).capitalize() for part_id in self._kind.subsections]
            self._problems.unknown(part.line, f"part of {self._kind.heading}", part.title, known)
            self.keep(part.typed)
        elif self._is_first(name, part.line):
            self._subsection(name, part.blocks)

    def _listed(self, block: Block) -> bool:
        """Take in an item without a key where the section has only one list; tell where it should be a part."""
        if not block.is_item or not block.text or split_key(block.lines[0]):
            return False
        if only := _only_list(self._kind):
            self._fields.add(only, block)
        elif self._kind.entry_fields is not None and not self._kind.fields:
            told = "each one is a part of its own, as in `### Not sleeping`; this line is kept as it is"
            self._problems.warning(block.line, told)
        return only is not None

    def _scored(self, block: Block) -> bool:
        scores, is_prose = read_scores(block, self._problems)
        for score in scores:
            self._score(score, block.line)
        return is_prose

    def _happened(self, block: Block) -> bool:
        event, is_prose = read_event(block, self._problems)
        self._events += [event] if event else []
        return is_prose

    def _score(self, score: ScoreLine, line: int) -> None:
        first = self._lines.setdefault(f"{score.instrument} {score.name}", line)
        if first != line:
            self._problems.warning(line, f"this measure stands in line {first} already; both are kept")
        self._scores.append(score)

    def _is_first(self, name: str, line: int) -> bool:
        first = self._lines.setdefault(name, line)
        if first != line:
            self._problems.error(line, f"line {first} begins the same part; join them")
        return first == line

    def _subsection(self, name: str, blocks: list[Block]) -> None:
        if name == "communication_analysis":
            script, prose = read_script(blocks, self._problems)
            self._script = script if script.lines or script.setting or script.fields else None
            self.keep(prose)
        else:
            self._alternatives = tuple(block.text for block in blocks if block.text)

    def _entry(self, part: Part) -> None:
        name, relationship = _named(part.title) if self._kind.has_relationship else (part.title, "")
        fields = KeyedFields(self._kind.entry_fields or (), self._problems)
        prose = prose_of(fields.left_of(part.blocks))
        if name.casefold() in _PROMPTS:
            if fields.fields or prose:
                example = "### Name (relationship)" if self._kind.has_relationship else "### Name"
                self._problems.error(
                    part.line, f"this part of {self._kind.heading} needs a name: `{example}`"
                )
            return
        same = person_key(name) if self._kind.has_relationship else ""
        first = self._lines.setdefault(f"### {same or name.casefold()}", part.line)
        if first != part.line:
            self._problems.error(part.line, f"line {first} has the same name; join them or tell them apart")
        self._entries.append(Entry(name, relationship, fields.fields, prose))


def _only_list(kind: SectionKind) -> Field | None:
    """The one field of a section that holds nothing but a list, such as Techniques."""
    return kind.fields[0] if len(kind.fields) == 1 and kind.fields[0].is_many else None


def _named(title: str) -> tuple[str, str]:
    """("N.", "partner") of "N. (partner)"."""
    name, _, rest = title.replace("（", "(").replace("）", ")").partition("(")
    return name.strip(), " ".join(rest.replace(")", "", 1).split())
