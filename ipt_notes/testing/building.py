"""A chart under construction: notes typed in Markdown and read by the real parser, and what happens beside them.

What happens beside the notes (`sign`, `amend`, `measure`, `override`, `void_note`, ...) is recorded after all notes, in
the order it is told, on the day of the last one unless a day is given. Everyone in here is invented.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes import digests
from ipt_notes.checks.engine import check_course
from ipt_notes.course import records as r
from ipt_notes.course.model import BeginningItem, Course
from ipt_notes.course.note import Note, ScoreLine, Section
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import Absence, Channel, EndType, NextStep, Phase
from ipt_notes.notes.parse import parse, parse_addendum

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.checks.finding import Finding
    from ipt_notes.course.model import Chart
    from ipt_notes.course.records import Record

CODE = "EX-001"
CLIENT = "c" * 32
COURSE = "d" * 32
THERAPIST = "a" * 32
START = dt.date(2026, 1, 5)
REASON = "the client was in hospital for two weeks"
WEEK = dt.timedelta(weeks=1)


class Typed(Struct):
    """A note as it will be typed: its front matter, and each section's body by its heading."""

    number: int
    on: dt.date
    phase: Phase
    minutes: int | None
    sections: dict[str, str]
    made: tuple[Section, ...] | None = None

    def text(self) -> str:
        """The whole Markdown document."""
        minutes = f"minutes: {self.minutes}\n" if self.minutes else ""
        front = f"client: {CODE}\nsession: {self.number}\ndate: {self.on}\n{minutes}phase: {self.phase}"
        body = "\n\n".join(f"## {heading}\n{text}" for heading, text in self.sections.items())
        return f"---\n{front}\n---\n{body}\n"

    def content(self) -> Note:
        """The structured note: as the parser reads it, or of the sections it was made of."""
        if self.made is not None:
            return Note(CODE, self.number, self.on, self.phase, self.minutes, sections=self.made)
        return _parsed(self.text())


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Note:
    parsed = parse(text, code=CODE)
    assert parsed.note is not None, parsed.problems
    return parsed.note


def _without_key(body: str, key: str) -> str:
    return "\n".join(line for line in body.split("\n") if not line.startswith(f"- {key}:"))


def id_of(what: str) -> str:
    """The id (32 hex digits) that a builder gives to the note or record called `what`: "note 3", "record 3"."""
    return digests.sha256(what.encode()).hex()[:32]


def digest(text: str) -> str:
    """What a signature stands for."""
    return digests.sha256(text.encode()).hex()


class CourseBuilder:
    """A chart with one course, under construction. Every method but the last ones changes it and returns it."""

    def __init__(self, variant: str, planned: int | None, start: dt.date) -> None:
        """Open the chart and start the course; `planned` None takes the variant's own."""
        self.variant = VARIANTS[variant]
        self.start = start
        self.planned = planned or self.variant.default_planned
        self.typed: dict[int, Typed] = {}
        self.events: list[tuple[dt.datetime | None, r.Bodies]] = []

    # --- notes ---

    def note(self, number: int, *markdown: str, **front: object) -> Self:
        """The note of a session; its front matter (`on`, `phase`, `minutes`) is the usual one unless given."""
        usual = {"on": self.day(number), "phase": self.phase(number), "minutes": self.variant.default_minutes}
        self.typed[number] = Typed(number=number, sections=_split(markdown), **(usual | front))  # type: ignore[arg-type]
        return self

    def note_of(self, number: int, *sections: Section, **front: object) -> Self:
        """A note made of sections, for what no parser would let through."""
        self.note(number, **front)
        self.typed[number].made = sections
        return self

    def write(self, number: int, *markdown: str) -> Self:
        """Sections added to a note, in place of those with the same heading."""
        self.typed[number].sections |= _split(markdown)
        return self

    def front(self, number: int, **front: object) -> Self:
        """Another `on`, `phase` or `minutes` for a note."""
        self.typed[number] = replace(self.typed[number], **front)
        return self

    def without(self, heading: str, key: str = "", *, session: int | None = None) -> Self:
        """A section left out, or of it only the field `key`: of every note, or of one session's."""
        for number, typed in self.typed.items():
            if heading in typed.sections and session in (None, number):
                body = typed.sections.pop(heading)
                if key:
                    typed.sections[heading] = _without_key(body, key)
        return self

    def skip(self, number: int) -> Self:
        """No note of this session."""
        del self.typed[number]
        return self

    # --- what happens beside the notes ---

    def then(self, body: r.Bodies, at: dt.datetime | None = None) -> Self:
        """Any record; `at` None is the evening of the last session."""
        self.events.append((at, body))
        return self

    def revise(self, number: int, *markdown: str, days: int = 0, revision: int = 2) -> Self:
        """A later revision of a note, saved `days` after its session."""
        typed = self.typed[number]
        later = replace(typed, sections=typed.sections | _split(markdown))
        saved = r.NoteSaved(note_id(number), COURSE, revision, later.text(), later.content())
        return self.then(saved, _evening(typed.on + dt.timedelta(days=days)))

    def sign(self, *numbers: int) -> Self:
        """Signatures under these sessions' notes (none: all of them) as they were first saved."""
        for number in numbers or self.typed:
            self.then(r.NoteSigned(note_id(number), 1, digest(self.typed[number].text()), "Dr Ada Example"))
        return self

    def amend(self, number: int, *markdown: str, days: int = 0) -> Self:
        """An addendum to a signed note, `days` after its session."""
        typed = self.typed[number]
        text = "\n\n".join(markdown)
        content = parse_addendum(text, of=typed.content()).note
        assert content is not None
        body = r.AddendumAdded(note_id(number), text, "left out by mistake", content, "Dr Ada Example")
        return self.then(body, _evening(typed.on + dt.timedelta(days=days)))

    def measure(
        self, name: str, *items: int | None, total: float | None = None, on: dt.date | None = None
    ) -> Self:
        """A measure taken outside the notes."""
        return self.then(r.MeasureTaken(COURSE, on or self.last_day, ScoreLine(name, items, total)))

    def miss(self, on: dt.date, how: Absence = Absence.NO_SHOW) -> Self:
        """A session that did not take place."""
        return self.then(r.SessionMissed(COURSE, on, how))

    def contact(self, on: dt.date, text: str = "asked to call back") -> Self:
        """A call between sessions."""
        return self.then(r.ContactMade(COURSE, on, Channel.PHONE, text))

    def plan(self, planned: int, on: dt.date | None = None) -> Self:
        """Another number of sessions, agreed outside the notes."""
        return self.then(r.CoursePlanned(COURSE, planned, on or self.last_day, "agreed together"))

    def override(self, rule: str, extended_to: int | None = None, *, on: dt.date | None = None) -> Self:
        """A documented reason to let a finding stand."""
        return self.then(
            r.FindingOverridden(COURSE, rule, REASON, on or self.last_day, extended_to, "Dr Ada Example")
        )

    def conclude(
        self, end_type: EndType | None = EndType.PLANNED, next_step: NextStep | None = NextStep.END
    ) -> Self:
        """The conclusion, on the day of the last session."""
        return self.then(r.CourseEnded(COURSE, self.last_day, end_type, next_step))

    def void_note(self, number: int) -> Self:
        """The note of a session withdrawn."""
        return self.then(r.RecordVoided(id_of(f"saved {number}"), "written into the wrong chart"))

    def void_last(self) -> Self:
        """What was told last withdrawn."""
        return self.then(r.RecordVoided(id_of(f"event {len(self.events) - 1}"), "a mistake"))

    # --- what comes out ---

    def day(self, number: int) -> dt.date:
        """The usual day of a session: weekly; monthly in maintenance; the intake a week before session 1."""
        step = dt.timedelta(days=30) if self.variant.id == "ipt_m" else WEEK
        return self.start + step * (number - 1)

    def phase(self, number: int) -> Phase:
        """The phase the manuals give a session."""
        if self.variant.id == "ipt_m":
            return Phase.MAINTENANCE
        if number <= self.variant.beginning_limit:
            return Phase.BEGINNING
        return Phase.FINAL if number > self.planned - self.variant.final_length else Phase.MIDDLE

    @property
    def last_day(self) -> dt.date:
        """The day of the last session."""
        return max((typed.on for typed in self.typed.values()), default=self.start)

    def records(self) -> list[Record]:
        """The chart: opened, the notes in the order of their sessions, then what happens beside them."""
        opened = [
            _record("client", r.ClientAdded(CODE, "Marisol Example", dt.date(1968, 2, 1)), self.start),
            _record(
                "course",
                r.CourseStarted(
                    COURSE, self.variant.id, self.start, self.planned, self.variant.default_minutes
                ),
                self.start,
            ),
        ]
        events = [
            _record(f"event {number}", body, at or self.last_day)
            for number, (at, body) in enumerate(self.events)
        ]
        return opened + [_saved(self.typed[number]) for number in sorted(self.typed)] + events

    def chart(self) -> Chart:
        """The chart that the records make."""
        return replay_chart(self.records())

    def course(self) -> Course:
        """The course that the records make."""
        return Course.replay(self.records())

    def item(self, item: str) -> BeginningItem:
        """A beginning item of the course."""
        return next(each for each in self.course().items if each.id == item)

    def findings(self, *select: str, ignore: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """What `check` says, the day after the last session."""
        return check_course(self.course(), self.last_day + dt.timedelta(days=1), select=select, ignore=ignore)

    def rules(self, *select: str) -> set[str]:
        """The codes of the rules that are broken and not overridden."""
        return {finding.rule for finding in self.findings(*select) if not finding.is_overridden}


def note_id(number: int) -> str:
    """The id of a session's note."""
    return id_of(f"note {number}")


def _split(markdown: Iterable[str]) -> dict[str, str]:
    """Bodies by heading of texts that each hold one or more `## Heading`."""
    found: dict[str, str] = {}
    heading = ""
    for line in "\n".join(markdown).split("\n"):
        if line.startswith("## "):
            heading = line.removeprefix("## ")
            found[heading] = ""
        elif heading:
            found[heading] += f"{line}\n"
    return found


def _evening(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(18), dt.UTC)


def _record(name: str, body: r.Bodies, at: dt.date | dt.datetime) -> Record:
    when = at if isinstance(at, dt.datetime) else _evening(at)
    return r.Record(id_of(name), CLIENT, THERAPIST, 1, when, body)


def _saved(typed: Typed) -> Record:
    body = r.NoteSaved(note_id(typed.number), COURSE, 1, typed.text(), typed.content())
    return _record(f"saved {typed.number}", body, typed.on)
