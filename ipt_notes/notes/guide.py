"""A scaffold, or a note that is half written, as questions in its own order, each with the place of its answer. Pure.

The text is the only state: a question whose place holds words is answered, so whoever reads a half-written note again
finds where it was left. Comments are the prompts; `- key:` asks for a field, `### Name` for somebody or something new, and a
section that has neither asks for prose. A practice's own templates are read the same way.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from ipt_notes.course.sections import BY_ID
from ipt_notes.course.vocabulary import words
from ipt_notes.measures.measure import find_measure
from ipt_notes.notes.blocks import as_typed, read_blocks, without_comments
from ipt_notes.notes.front_matter import Expected, read_front_matter
from ipt_notes.notes.guide_words import as_asked
from ipt_notes.notes.problems import Problems
from ipt_notes.notes.prompts import COMMENT
from ipt_notes.notes.values import key_id, split_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.course.fields import Field, SectionKind
    from ipt_notes.measures.measure import Measure
    from ipt_notes.notes.blocks import Part, RawSection

Form = Literal["prose", "lines", "scene", "field", "scores", "title", "entry", "relationship"]
"""What an answer looks like: prose; one item a line; a scene of a communication analysis; the value of a key; a score; words
behind a heading's colon; the name of a `### Name`, and the relationship in brackets behind it."""

_PLACEHOLDERS = ("", "name")
_BRACKETS = str.maketrans({0xFF08: "(", 0xFF09: ")"})


class Question(NamedTuple):
    """One thing to ask. `first` and `end` are the lines (from 0, the last one excluded) in which its answer stands or will stand.

    `at` is the line of its section's heading, `part` the `###` part it stands in ("" for none). `label` is its key, or what
    a part of the catalogue is called. `answer` is what is written there, "" where it is blank. `is_offered`: its part is not in
    the note yet, and comes with the answer.
    """

    at: int
    heading: str
    part: str
    label: str
    form: Form
    first: int
    end: int
    answer: str
    prompt: str = ""
    kind: SectionKind | None = None
    field: Field | None = None
    is_offered: bool = False

    @property
    def measure(self) -> Measure | None:
        """The questionnaire whose score is asked for."""
        return find_measure(self.label) if self.form == "scores" else None

    @property
    def is_blank_entry(self) -> bool:
        """Whether it asks who, or what, an entry is about."""
        return self.form == "entry" and not self.answer

    @property
    def is_owed(self) -> bool:
        """Whether its section is not complete without it."""
        return self.field.is_required if self.field else self.form in ("scores", "entry")

    @property
    def step(self) -> tuple[int, str]:
        """What it counts as: all that is asked of the people of an inventory is one step."""
        return self.at, "###" if self.part else f"{self.form} {self.label}"


class _Comment(NamedTuple):
    """A comment, its first line and the one behind it."""

    line: int
    end: int
    text: str

    @property
    def is_to_copy(self) -> bool:
        """Whether it holds a part of the catalogue that may be copied out of it."""
        return any(line.startswith("###") for line in self.text.split("\n"))


def read_questions(text: str) -> tuple[Question, ...]:
    """Every question of a note in order, answered or not. A question keeps its place in this order when it is answered."""
    bare, comments = _bare(text), _comments(text)
    lines = bare.split("\n")
    _, raw = read_blocks(bare)
    ends = [*(section.line - 1 for section in raw), len(lines)][1:]
    sections = (_Section(each, end, lines, comments) for each, end in zip(raw, ends, strict=True))
    return tuple(_prompted([one for section in sections for one in section.questions()], comments))


def introduction(text: str) -> tuple[str, ...]:
    """The comments that stand before the first section, each as the lines of a text: what the chart knows."""
    _, raw = read_blocks(_bare(text))
    first = raw[0].line - 1 if raw else 0
    return tuple(comment.text for comment in _comments(text) if comment.line < first and comment.text)


def _bare(text: str) -> str:
    """The text without comments and front matter, line for line."""
    return read_front_matter(without_comments(text, Problems()), Expected(), Problems())[1]


def _comments(text: str) -> list[_Comment]:
    found = []
    for each in COMMENT.finditer(text):
        first = text.count("\n", 0, each.start())
        words_ = "\n".join(line.strip() for line in each[1].strip().split("\n"))
        found.append(_Comment(first, first + each[0].count("\n") + 1, words_))
    return found


def _prompted(questions: list[Question], comments: list[_Comment]) -> Iterator[Question]:
    """Each question with its section's comments behind the question before; what is there to be copied is no prompt."""
    before = 0
    for each in questions:
        first = max(before, each.at)
        found = (one.text for one in comments if first <= one.line <= each.first and not one.is_to_copy)
        yield each._replace(prompt=as_asked("\n".join(filter(None, found))))
        before = each.first + 1


class _Section:
    """The questions of one section; `end` is the line behind it."""

    def __init__(self, raw: RawSection, end: int, bare: list[str], comments: list[_Comment]) -> None:
        name, _, self._title = raw.heading.replace("\uff1a", ":", 1).partition(":")
        self._raw, self._end, self._bare = raw, end, bare
        self._at, self._heading = raw.line - 1, name.strip()
        self._kind = BY_ID.get(key_id(name))
        self._comments = [each for each in comments if self._at < each.line < end]

    def questions(self) -> Iterator[Question]:
        """The title, what stands before the first part, then the parts."""
        first, *parts = self._raw.parts
        lines = [part.line - 1 for part in parts]
        if self._kind and self._kind.is_titled and self._kind.id != "problem_area":
            yield self._one("title", "title", self._at, self._at + 1, self._title.strip())
        yield from self._first(first, lines[0] if lines else self._end)
        is_asked = False
        for part, (start, end) in zip(parts, pairwise([*lines, self._end]), strict=True):
            if self._kind is None or key_id(part.title) not in self._kind.subsections:
                yield from self._part(part, start, end, is_asked=is_asked)
                is_asked = is_asked or is_placeholder(part.title)
        if self._kind and self._kind.entry_fields is not None and not is_asked:
            label = "Name (relationship)" if self._kind.has_relationship else "Name"
            yield self._one("entry", label, self._end, self._end, "", label, is_offered=True)
        yield from self._subsections(
            {key_id(part.title): line for part, line in zip(parts, lines, strict=True)}
        )

    def _first(self, part: Part, end: int) -> Iterator[Question]:
        form = self._kind.form if self._kind else "prose"
        fields = [] if form == "timeline" else list(self._fields(part))
        has_more = len(self._raw.parts) > 1 or (
            self._kind is not None and self._kind.entry_fields is not None
        )
        yield from fields
        if not (fields or has_more):
            yield self._words("lines" if form in ("timeline", "measures") else "prose", "", self._at, end)

    def _fields(self, part: Part, title: str = "") -> Iterator[Question]:
        """A question for every `- key:`."""
        form: Form = "scores" if self._kind and self._kind.form == "measures" else "field"
        for block in part.blocks:
            item = block.apart()[0]
            label, value = (split_key(item.lines[0]) if item.is_item else None) or ("", "")
            if label:
                value = "\n".join([value, *map(str.strip, item.lines[1:])]).strip()
                first = item.line - 1
                yield self._one(
                    form, label, first, first + len(item.typed), value, title, self._field(label, title)
                )

    def _field(self, label: str, title: str) -> Field | None:
        if self._kind is None:
            return None
        return self._kind.entry_field(key_id(label)) if title else self._kind.field(key_id(label))

    def _part(self, part: Part, start: int, end: int, *, is_asked: bool) -> Iterator[Question]:
        """The name of an entry, then its fields; of the blocks without a name only the first is asked for."""
        if is_placeholder(part.title):
            if not is_asked:
                yield self._one("entry", part.title, start, end, "", part.title)
            return
        name, relationship = _named(part.title)
        yield self._one("entry", "name", start, end, name, part.title)
        if self._kind and self._kind.has_relationship:
            yield self._one("relationship", "relationship", start, start + 1, relationship, part.title)
        fields = list(self._fields(part, part.title))
        yield from fields
        if not fields and (self._kind is None or self._kind.entry_fields is None):
            yield self._words("prose", part.title, start, end)

    def _subsections(self, starts: dict[str, int]) -> Iterator[Question]:
        """The parts of the catalogue that are there, or that a comment offers to be copied."""
        copied = (line for one in self._comments for line in one.text.split("\n") if line.startswith("###"))
        offered = {key_id(line.lstrip("# ")) for line in copied}
        lines = sorted((*starts.values(), self._end))
        for name in self._kind.subsections if self._kind else ():
            form: Form = "scene" if name == "communication_analysis" else "lines"
            label = words(name).capitalize()
            if name in starts:
                yield self._words(form, label, starts[name], lines[lines.index(starts[name]) + 1])
            elif name in offered:
                yield self._one(form, label, self._end, self._end, "", label, is_offered=True)

    def _words(self, form: Form, part: str, heading: int, end: int) -> Question:
        """A place for several lines: behind the last comment below a heading."""
        behind = [each.end for each in self._comments if heading < each.line < end]
        answer = as_typed(self._bare[heading + 1 : end])
        return self._one(form, part, max([heading + 1, *behind]), end, answer, part)

    def _one(
        self,
        form: Form,
        label: str,
        first: int,
        end: int,
        answer: str,
        part: str = "",
        field: Field | None = None,
        *,
        is_offered: bool = False,
    ) -> Question:
        return Question(
            self._at, self._heading, part, label, form, first, end, answer, "", self._kind, field, is_offered
        )


def is_placeholder(title: str) -> bool:
    """Whether a `###` heading is the one to be replaced: "Name", "Name (relationship)"."""
    return _named(title)[0].casefold() in _PLACEHOLDERS


def _named(title: str) -> tuple[str, str]:
    name, _, rest = title.translate(_BRACKETS).partition("(")
    return name.strip(), rest.replace(")", "", 1).strip()
