"""Writes session notes: scaffold, edit, save. What was typed is kept as a draft until its save is durable."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Mode, Phase
from ipt_notes.errors import (
    CourseConcluded,
    NoteChanged,
    NoteIsSigned,
    NoteProblem,
    SessionExists,
    UsageProblem,
)
from ipt_notes.services.clients import running
from ipt_notes.services.noticing import noticed_in
from ipt_notes.services.reading import is_late, open_session
from ipt_notes.services.sittings.drafting import chart_of, guarded, how_to_resume, require_writer, saved_as
from ipt_notes.services.sittings.drafts import Draft
from ipt_notes.services.sittings.meanwhile import HERE, saved_by
from ipt_notes.services.trust.streams import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.course.model import Course, Session
    from ipt_notes.notes.parse import Parsed
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class NoteRequest(Struct, frozen=True):
    """What `note new` was told; None takes the course's own."""

    on: dt.date | None = None
    minutes: int | None = None
    session: int | None = None
    phase: Phase | None = None
    mode: Mode | None = None
    template: str | None = None


class NoteSaved(Struct, frozen=True):
    """A saved note. `is_changed` False: it was saved before.

    `warnings` are lines such as "note.md:14: unknown key ...", then what is worth a second look ("session 4 has no note
    ..."). `waits_for` names whose signature a trainee's addendum waits for.
    """

    code: str
    session: int
    revision: int
    date: dt.date
    phase: str
    is_changed: bool = True
    is_late: bool = False
    warnings: tuple[str, ...] = ()
    is_addendum: bool = False
    waits_for: str = ""


def next_session(course: Course) -> int:
    """The number that the next attended session gets."""
    return course.last_number + 1


def scaffold_note(practice: Practice, chart: OpenChart, request: NoteRequest) -> str:
    """The template for this session, filled in from the course."""
    from ipt_notes.notes.scaffold import scaffold
    from ipt_notes.services.thresholds import thresholds

    course = running(chart)
    number = next_session(course) if request.session is None else request.session
    if number < 0:
        raise UsageProblem(what=f"session {number}", hint="sessions are numbered from 1; 0 is the intake")
    if course.session(number):
        raise UsageProblem(
            what=f"{chart.code} has a note of session {number}",
            hint=f"change it with `ipt-notes note edit {typed(chart.code)} {number}`",
        )
    return scaffold(
        *chart.chart.courses,
        session=number,
        on=request.on or practice.settings.today,
        phase=request.phase,
        minutes=request.minutes,
        mode=request.mode,
        template=request.template,
        own=practice.settings.templates,
        thresholds=thresholds(practice.settings),
    )


def new_draft(practice: Practice, chart: OpenChart, text: str, session: int | None = None) -> Draft:
    """A sitting at a session's note; it knows the revision it starts from. NotAllowed for who may not write in the chart."""
    require_writer(practice, chart)
    course = chart.course
    known = course.session(session) if session is not None else None
    return Draft(
        id=new_id(),
        client=chart.grant.client.hex(),
        code=chart.code,
        kind="note",
        text=text,
        at=practice.settings.clock(),
        course=course.id,
        session=session,
        note=known.note if known else "",
        revision=known.revision if known else 0,
    )


def editable(chart: OpenChart, session: int | None) -> Session:
    """The session, if its note may still be changed; NoteIsSigned or CourseConcluded otherwise."""
    found = open_session(chart, session)
    if found.is_signed:
        raise NoteIsSigned(code=chart.code, session=found.number)
    if chart.course.conclusion:
        raise CourseConcluded(code=chart.code)
    return found


def read_note(practice: Practice, chart: OpenChart, text: str, session: int | None = None) -> Parsed:
    """What the parser makes of a typed note of this chart."""
    from ipt_notes.notes.parse import parse
    from ipt_notes.notes.templates import own_headings

    settings = practice.settings
    return parse(
        text,
        code=chart.code,
        session=session,
        today=settings.today,
        known_headings=own_headings(settings.templates),
        in_focus=[focus.area for focus in chart.course.foci],
    )


def told_problems(parsed: Parsed, *, errors: bool) -> tuple[str, ...]:
    """The problems of one kind as lines."""
    from ipt_notes.notes.parse import told

    return tuple(told([problem for problem in parsed.problems if problem.is_error is errors]))


def save_note(practice: Practice, draft: Draft, *, seen: OpenChart | None = None) -> NoteSaved:
    """Save a draft as the next revision of its note and remove the draft. `seen` is the chart as it was read before.

    NoteProblem (the note can't be understood) and NoteChanged (someone else saved that note) keep the draft.
    """
    with guarded(practice, draft):
        seen = chart_of(practice, draft, seen)
        parsed = read_note(practice, seen, draft.text, draft.session)
        errors = told_problems(parsed, errors=True)
        if parsed.note is None:
            also = tuple(f"also: {line}" for line in told_problems(parsed, errors=False))
            raise NoteProblem(count=things(len(errors)), draft=how_to_resume(draft), details=(*errors, *also))
        note, draft = parsed.note, _as_numbered(seen, draft, parsed.note.session)
        saved_id = draft.note or new_id()

        def decide(chart: OpenChart) -> Sequence[r.Bodies]:
            if saved_as(chart, draft):
                return ()
            known = _known(practice, chart, draft, saved_id, note.session)
            if known and known.text == draft.text:
                return ()
            revision = known.revision + 1 if known else 1
            return [
                r.NoteSaved(saved_id, chart.course.id, revision, draft.text, note, draft.template, draft.id)
            ]

        chart = practice.write(seen.grant, decide, seen=seen)
    session = open_session(chart, note.session)
    hints = (*told_problems(parsed, errors=False), *noticed_in(chart.course, session))
    return saved(chart, session, draft, hints)


def _as_numbered(chart: OpenChart, draft: Draft, number: int) -> Draft:
    """A draft that was begun as a new note, taken up beside another's note, is a new one under another number."""
    there = chart.course.session(number)
    is_apart = draft.session is None and draft.note and not (there and there.note == draft.note)
    return replace(draft, note="", revision=0) if is_apart else draft


def _known(practice: Practice, chart: OpenChart, draft: Draft, note: str, number: int) -> Session | None:
    """The note's revision the draft may follow; raises when it may not."""
    course = running(chart)
    if draft.course not in ("", course.id):
        raise CourseConcluded(code=chart.code)
    there = course.session(number)
    mine = next((session for session in course.sessions if session.note == note), None)
    if (mine or there) and (mine or there).is_signed:  # type: ignore[union-attr]
        raise NoteIsSigned(code=chart.code, session=number)
    if there and there.note != note:
        by = saved_by(practice, there)
        raise SessionExists(code=chart.code, session=number, by=by, draft=how_to_resume(draft))
    if (mine.revision if mine else 0) != draft.revision and not (mine and mine.text == draft.text):
        raise NoteChanged(
            code=chart.code,
            what=f"session {number}",
            by=saved_by(practice, mine) if mine else HERE,
            draft=how_to_resume(draft),
            details=(
                f"it opens with both texts; `ipt-notes note show {typed(chart.code)} {number}` shows the other",
            ),
        )
    return mine


def saved(chart: OpenChart, session: Session, draft: Draft, warnings: tuple[str, ...]) -> NoteSaved:
    """What a save is told as."""
    return NoteSaved(
        chart.code,
        session.number,
        session.revision,
        session.date,
        session.phase,
        session.revision != draft.revision,
        is_late(session),
        warnings,
    )


def things(count: int) -> str:
    """ "one thing", "3 things"."""
    return "one thing" if count == 1 else f"{count} things"
