r"""Courses for tests, in a line.

```
by_manual("grief").course()                              # a whole course, as the manuals have it
by_manual("role dispute", sessions=3).without("Contract").rules()       # what `check` says of it
a_course("ipt_b").note(1, RISK, "## Measure\n- PHQ-9: 12").course()      # from nothing
```
Notes are typed in Markdown and read by the real parser (`note`, `write`), or made of sections directly (`note_of`).
What happens beside them (`sign`, `amend`, `measure`, `override`, `void`, ...) is recorded after all notes, in the order
it is told, on the day of the last one unless a day is given. Everyone in here is invented.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.checks.engine import check_course
from ipt_notes.course import records as r
from ipt_notes.course.model import BeginningItem, Course
from ipt_notes.course.note import Note, ScoreLine, Section
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import Absence, Channel, EndType, NextStep, Phase, to_id
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

RISK = "## Risk assessment\n- level: low\n- assessment: no thoughts of self-harm; no plan, no intent"
MEASURE = "## Measure\n- PHQ-9: 13"


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
    return hashlib.sha256(what.encode()).hexdigest()[:32]


def digest(text: str) -> str:
    """What a signature stands for."""
    return hashlib.sha256(text.encode()).hexdigest()


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


def a_course(
    variant: str = "ipt_acute", *, planned: int | None = None, start: dt.date = START
) -> CourseBuilder:
    """A course in which nothing has been written yet."""
    return CourseBuilder(variant, planned, start)


def by_manual(
    area: str = "grief",
    variant: str = "ipt_acute",
    *,
    sessions: int | None = None,
    planned: int | None = None,
) -> CourseBuilder:
    """A course as the manuals have it, up to session `sessions` (None: all that are planned)."""
    built = CourseBuilder(variant, planned, START)
    for number in range(1, (sessions or built.planned) + 1):
        built.note(number, *_by_manual(built, area, number))
    return built


def _by_manual(built: CourseBuilder, area: str, number: int) -> list[str]:
    phase, last = built.phase(number), built.planned
    sections = [CHECK_IN, _measure(4 if phase == Phase.MAINTENANCE else _total(number)), RISK]
    if phase == Phase.BEGINNING:
        sections += _beginning(built, area, number)
    else:
        sections += [MOOD_EVENT_LINK, FOCUS_WORK, *_focus_work(built, area, number)]
    if number >= max(1, last - 4):
        sections.append(ENDING)
    return sections + ([CLOSING] if number == last else [])


def _focus_work(built: CourseBuilder, area: str, number: int) -> list[str]:
    """What the middle and the final phase have beside the weekly sections."""
    if built.phase(number) == Phase.MAINTENANCE:
        return [_contract(built)] if number == 1 else []
    first = built.variant.beginning_limit + 1
    sections = [INCIDENT, TECHNIQUES, AFFECT] if number == first else []
    sections += [ROLE_PLAY, DECISION, PLAN] if number == first + 1 else []
    return sections + ([f"## Problem area\n{MOVED[to_id(area)]}"] if number == first else [])


def _beginning(built: CourseBuilder, area: str, number: int) -> list[str]:
    """The tasks of the beginning in three parts, or in as many sessions as the variant has for it."""
    first = [HISTORY, DIAGNOSIS, SICK_ROLE, MEDICATION]
    second = [inventory(area), TIMELINE, TRIAD]
    third = [FORMULATION, problem_area(area), GOALS, _contract(built), *PLAN_REVIEW.get(to_id(area), [])]
    third += [PARENT_CONTACT] if built.variant.id == "ipt_a" else []
    parts = {1: [first + second + third], 2: [first + second, third]}.get(
        built.variant.beginning_limit, [first, second, third]
    )
    return parts[number - 1] if number <= len(parts) else []


def _total(number: int) -> int:
    """A PHQ-9 that falls: 18, 16, 15, ... to 4."""
    return max(18 - number, 4) + (number == 1)


def _measure(total: int) -> str:
    """A PHQ-9 with this total, its ninth item always 0."""
    items = [total // 8 + (at < total % 8) for at in range(8)]
    return f"## Measure\n- PHQ-9: {' '.join(map(str, items))} 0"


def _contract(built: CourseBuilder) -> str:
    return (
        f"## Contract\n- planned sessions: {built.planned}\n- frequency: weekly\n"
        f"- session minutes: {built.variant.default_minutes}\n- agreed on: {built.day(1)}"
    )


def inventory(area: str) -> str:
    """The inventory of a course with this focus."""
    people = PEOPLE[to_id(area)]
    return "## Inventory\n- romantic status: widowed\n- has confidant: yes\n\n" + "\n\n".join(people)


def problem_area(area: str, *, agreed: str = "yes") -> str:
    """The section that names the focus."""
    fields = AREAS[to_id(area)]
    return f"## Problem area\n- area: {area.replace('_', ' ')}\n- agreed: {agreed}\n{fields}".strip()


def person(name: str, ring: str, *, confidant: str = "no", linked: str = "no", more: str = "") -> str:
    """An entry of the inventory with every required field."""
    return (
        f"### {name}\n- closeness ring: {ring}\n- support given: listens\n- support received: lifts\n"
        f"- is confidant: {confidant}\n- communication pattern: short, weekly\n- linked to episode: {linked}\n{more}"
    ).strip()


CHECK_IN = "## Check-in\nA quiet week."
MOOD_EVENT_LINK = "## Mood event link\nLow after the phone call, lighter after the walk."
FOCUS_WORK = "## Focus work\nWent through the week of the funeral, hour by hour."
HISTORY = """## Psychiatric history
- presenting symptoms: low mood, broken sleep
- earlier episodes: one, at thirty
- past treatment: counselling, helped
- self harm history: none
- suicide history: none reported
- mania psychosis screen: negative
- substances: wine at weekends
- medical conditions: none
- medication: none
- family history: not asked: adopted
- social history: works in a library
- mental state: tearful, coherent"""
DIAGNOSIS = "## Diagnosis\n- diagnosis: depressive episode, moderate\n- system: ICD-11"
SICK_ROLE = "## Sick role\n- explained: an illness, not a failing\n- excused from: extra shifts"
MEDICATION = "## Medication considered\n- outcome: talked over, not wanted now"
TIMELINE = "## Timeline\n- 2025-04: new glasses; no change\n- 2025-06: first bad night"
TRIAD = """## Interpersonal triad
- acute crisis: months that changed everything
- strengths: humour; an old friend
- vulnerabilities: keeps things to herself
- attachment style: avoidant
- social support: one friend; neighbours have drifted"""
FORMULATION = """## Formulation
- diagnosis link: low mood is linked to the last year
- problem area: as agreed
- hypothesis: the year and the low mood go together
- client response: that fits
- agreed: yes"""
GOALS = "## Goals\n- symptoms: sleep through\n- relationships: call the friend\n- social support: the choir"
INCIDENT = """## Interpersonal incident: the silent dinner
- date: 2026-01-24
- person: F.
- what happened: asked about Sunday, got no answer, left early
- effect on mood: low until the next evening

### Communication analysis
The kitchen, ten at night.

F. (at the sink): "Are you in on Sunday?"
> intended: shall we meet
> communicated: you are never here

M. (eyes on the phone): "Depends."

### Alternatives
- say first what Sunday is about"""
TECHNIQUES = "## Techniques\n- technique: communication analysis"
AFFECT = "## Affect\n- content affect: anger\n- process affect: a laugh\n- gap: told with a smile"
ROLE_PLAY = "## Role play\n- scenario: the call before Sunday\n- plan to use: on Thursday"
DECISION = (
    "## Decision analysis: Sunday\n- chosen first: call\n\n### Call\n- pros: quick\n\n### Write\n- cons: slow"
)
PLAN = "## Between session plan\nThe call, if it fits."
PARENT_CONTACT = "## Parent contact\nBoth parents came for the last ten minutes."
ENDING = (
    "## Ending\n- raised: yes\n- ending feelings: sad, and a little proud\n- gains: sleeps through\n"
    "- client account: she said what she wanted, and was heard"
)
CLOSING = """## Goals
- symptoms status: met
- relationships status: met
- social support status: partly met, goes every other week

## Warning signs

### Skipping lunch
- first step: call the friend

### No calls for a week
- first step: look at the plan

## Contingency plan
- plan: call the friend, then the practice

## Next step
- end type: planned
- next step: end
- rationale: what is left is in hand, and she chooses to stop here"""
FRIEND = person("F. (friend)", "middle", confidant="yes")
SISTER = person("S. (sister)", "outer")
DECEASED = person("A. (husband)", "inner", linked="yes", more="- living status: deceased")
PARTNER = person(
    "N. (partner)",
    "inner",
    linked="yes",
    more="- client expects: fewer nights\n- other expects: a second child",
)
COLLEAGUE = person("J. (colleague)", "outer")
PEOPLE = {
    "grief": [DECEASED, FRIEND, SISTER],
    "role_dispute": [PARTNER, FRIEND, SISTER],
    "role_transition": [COLLEAGUE, FRIEND, SISTER],
    "interpersonal_deficits": [FRIEND, SISTER, COLLEAGUE],
}
AREAS = {
    "grief": "- person: A.",
    "role_dispute": (
        "- person: N.\n- dispute stage: impasse\n- client expects: fewer nights\n- other expects: a second child"
    ),
    "role_transition": "- old role: nurse on the ward\n- new role: retired",
    "interpersonal_deficits": (
        "- ruled out grief: nobody close has died\n- ruled out role dispute: no relationship is close enough\n"
        "- ruled out role transition: nothing changed in the year before"
    ),
}
MOVED = {
    "grief": "- re-engagement: the choir, on Tuesdays",
    "role_dispute": "- dispute stage: renegotiation",
    "role_transition": "- losses: the ward; a timetable\n- gains: mornings; a place in the choir",
    "interpersonal_deficits": "- new contacts: said good morning to the neighbour, and stayed to talk",
}
"""What the middle adds to the problem area."""
PLAN_REVIEW = {"interpersonal_deficits": ["## Plan review\nLook again in session 8, at contacts and scores."]}
