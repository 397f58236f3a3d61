"""The courses that templates are tried on: the demo's, as each variant of IPT would have them, at every turn. All invented."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course import records as r
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import EndType, NextStep, Phase, words
from ipt_notes.notes.parse import parse
from ipt_notes.services.stories import WEEK, Story, dated, read_stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipt_notes.course.model import Course
    from ipt_notes.course.note import Note
    from ipt_notes.course.variants import Variant

CODE = "EX-001"
_ID = "c" * 32
_START = dt.date(2026, 1, 5)


class Turn(NamedTuple):
    """A session to come: the client's courses, the last of them its own; its number, day and phase."""

    courses: tuple[Course, ...]
    session: int
    on: dt.date
    phase: Phase

    @property
    def words(self) -> str:
        """Where it stands, for a person: "ipt_acute, middle, session 7, grief"."""
        course = self.courses[-1]
        area = f", {words(course.focus.area)}" if course.focus else ""
        return f"{course.variant.id}, {self.phase}, session {self.session}{area}"


@cache
def turns() -> tuple[Turn, ...]:
    """Sessions of every variant, phase and problem area, of courses with nothing in them and with all that came before."""
    return tuple(_turns())


def _turns() -> Iterator[Turn]:
    for variant in VARIANTS.values():
        for story in (None, *read_stories()):
            for phase, session in _sessions(variant):
                yield _turn(variant, story, phase, session)
    yield from map(_after_a_hard_week, read_stories())


def _sessions(variant: Variant) -> Iterable[tuple[Phase, int]]:
    """The turns of a course: its first sessions and the end of its beginning, half-way, its last sessions and past them."""
    limit, last = variant.beginning_limit, variant.default_planned
    numbers = {
        Phase.BEGINNING: {0, 1, 2, limit},
        Phase.MIDDLE: {limit + 1, last // 2 + 1, last - variant.final_length},
        Phase.FINAL: {last - 2, last, last + 1},
        Phase.MAINTENANCE: {1, last},
    }
    return ((phase, number) for phase, found in numbers.items() for number in sorted(found))


def _turn(variant: Variant, story: Story | None, phase: Phase, session: int) -> Turn:
    notes = _notes(story)[: max(session - 1, 0)] if story else ()
    course = _course(variant, notes)
    earlier = (
        (_course(VARIANTS["ipt_acute"], _notes(story), is_over=True),) if _has_earlier(story, phase) else ()
    )
    return Turn((*earlier, course), session, _START + WEEK * max(session - 1, 0), phase)


_HARD_WEEK = """---
client: EX-001
session: {session}
date: {day}
phase: middle
---
## Measure
- PHQ-9: 2 2 3 2 2 2 2 1 1
- other tool: Sleep diary, 12

## Risk assessment
- level: moderate
- assessment: thoughts that life is too much on two evenings; no plan, no intent
- safety plan: gone through again today

## Problem area
- person: Q. (cousin)

## Interpersonal incident: the call that did not come
- date: {day}
- person: Z. (neighbour)
- what happened: waited at the window until ten
- effect on mood: low until the next evening

## Decision analysis: the invitation
- situation: whether to go alone

### Go
- pros: it is near
"""


def _after_a_hard_week(story: Story) -> Turn:
    """A session of the middle after one in which much was left open."""
    notes = _notes(story)[:5]
    number = notes[-1][1].session + 1
    typed = dated(_HARD_WEEK.replace("{session}", str(number)), _START + WEEK * number)
    note = parse(typed).note
    assert note is not None
    course = _course(VARIANTS["ipt_acute"], (*notes, (typed, note)))
    return Turn((course,), number + 1, _START + WEEK * (number + 1), Phase.MIDDLE)


def _has_earlier(story: Story | None, phase: Phase) -> bool:
    return story is not None and phase == Phase.MAINTENANCE


@cache
def _notes(story: Story) -> tuple[tuple[str, Note], ...]:
    """The typed notes of a story, a week apart, and what the parser makes of them."""
    found = []
    for number, text in enumerate(story.notes):
        typed = dated(text, _START + WEEK * number)
        note = parse(typed).note
        if note is not None:
            found.append((typed, note))
    return tuple(found)


def _course(variant: Variant, notes: Iterable[tuple[str, Note]], *, is_over: bool = False) -> Course:
    started = r.CourseStarted(_ID, variant.id, _START, variant.default_planned, variant.default_minutes)
    bodies: list[r.Bodies] = [r.ClientAdded(CODE), started]
    for text, note in notes:
        bodies.append(r.NoteSaved(f"{note.session:032x}", _ID, 1, text, note))
    if is_over:
        bodies.append(r.CourseEnded(_ID, _START, EndType.PLANNED, NextStep.MAINTENANCE))
    at = dt.datetime(2026, 1, 5, 19, tzinfo=dt.UTC)
    records = [r.Record(f"{number:032x}", _ID, _ID, 1, at, body) for number, body in enumerate(bodies, 1)]
    return replay_chart(records).course()
