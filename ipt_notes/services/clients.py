"""Opens charts, starts and ends courses, changes how many sessions are agreed."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.command_line import typed
from ipt_notes.course import records as r
from ipt_notes.course.variants import DEFAULT_VARIANT, variant
from ipt_notes.course.vocabulary import EndType, Mode, NextStep
from ipt_notes.errors import CodeExists, CourseConcluded, Refused, UsageProblem
from ipt_notes.keys.grants import Grant, new_client_key, seal_own_grant
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.open_chart import OpenChart
from ipt_notes.services.trust.streams import START, new_id
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.course.model import Course
    from ipt_notes.services.practice import Practice

_MOST_SESSIONS = 200


class CourseLine(Struct, frozen=True):
    """A course in a line. `number` counts the client's courses from 1."""

    code: str
    number: int
    variant: str
    start: dt.date
    planned: int
    attended: int
    missed: int
    phase: str
    focus: str
    is_concluded: bool
    end_type: str = ""
    next_step: str = ""
    concluded_on: dt.date | None = None


class NewCourse(Struct, frozen=True):
    """What a course starts with; None takes the variant's own."""

    variant: str = DEFAULT_VARIANT
    start: dt.date | None = None
    planned: int | None = None
    minutes: int | None = None
    mode: Mode = Mode.IN_PERSON
    condition: str = ""


def add_client(
    practice: Practice, code: str, name: str, born: dt.date | None, course: NewCourse
) -> CourseLine:
    """Open a chart and start its first course. CodeExists when the code is taken."""
    code = code.strip()
    tag = practice.member.index_tag(code)

    def still_free() -> None:
        if practice.port.key_row("grant", practice.member.id, tag) is not None:
            raise CodeExists(code=code)

    require_born(practice, born)
    started = _started(practice, course)
    keys = {practice.member.epoch: new_client_key()}
    grant = Grant(client=os.urandom(16), keys=keys, code=code, name=name)
    opened = OpenChart(grant, StreamKeys(practice.port.vault_id, grant.client, grant.keys), (), START)
    appends, chart = practice.seal(opened, [r.ClientAdded(code=code, name=name, born=born), started])
    practice.change_keys(first_rows(practice, grant), appends=appends, still_right=still_free)
    practice.wrote(chart)
    return course_line(chart)


def first_rows(practice: Practice, grant: Grant) -> list[KeyChange]:
    """The rows with a new client's keys: the member's own, and those for the recovery recipients of a practice."""
    for_emergencies: list[KeyChange] = []
    practice.look_again()
    if practice.is_shared:
        from ipt_notes.services.members.offering import recovery_rows

        for_emergencies += recovery_rows(practice, grant)
    grant.is_shared = bool(for_emergencies)
    tag, blob = seal_own_grant(grant, member=practice.member, vault=practice.port.vault_id)
    return [KeyChange("grant", practice.member.id, tag, blob), *for_emergencies]


def require_born(practice: Practice, on: dt.date | None) -> None:
    """UsageProblem for a birthday that is still to come."""
    if on and on > practice.settings.today:
        raise UsageProblem(
            what=f"a birthday on {on} is still to come", hint="--born takes a date such as 1967-05-30"
        )


def _started(practice: Practice, course: NewCourse) -> r.CourseStarted:
    kind = variant(course.variant)
    planned = kind.default_planned if course.planned is None else course.planned
    minutes = kind.default_minutes if course.minutes is None else course.minutes
    if not 1 <= planned <= _MOST_SESSIONS:
        raise UsageProblem(what=f"{planned} planned sessions", hint=f"--planned takes 1 to {_MOST_SESSIONS}")
    if not 1 <= minutes <= 480:
        raise UsageProblem(what=f"sessions of {minutes} minutes", hint="--minutes takes 1 to 480")
    start = course.start or practice.settings.today
    return r.CourseStarted(new_id(), kind.id, start, planned, minutes, course.mode, course.condition)


def course_line(chart: OpenChart) -> CourseLine:
    """The chart's latest course in a line."""
    return _line(chart.course, len(chart.chart.courses))


def list_courses(practice: Practice, code: str) -> list[CourseLine]:
    """The client's courses in the order they started."""
    chart = practice.open(code)
    return [_line(course, number) for number, course in enumerate(chart.chart.courses, 1)]


def _line(course: Course, number: int) -> CourseLine:
    end = course.conclusion
    return CourseLine(
        course.client.code,
        number,
        course.variant.id,
        course.start,
        course.planned,
        len(course.attended),
        len(course.missed),
        phase_now(course),
        course.focus.area if course.focus else "",
        end is not None,
        (end.end_type or "") if end else "",
        (end.next_step or "") if end else "",
        end.on if end else None,
    )


def phase_now(course: Course) -> str:
    """The phase of the last session, or the one the first will have; "concluded" at the end."""
    if course.conclusion:
        return "concluded"
    return course.sessions[-1].phase if course.sessions else course.next_phase(1)


def start_course(practice: Practice, code: str, course: NewCourse) -> CourseLine:
    """A further course in the chart. Refused while the last one is not concluded."""

    def decide(chart: OpenChart) -> list[r.Bodies]:
        if chart.chart.courses and not chart.course.conclusion:
            raise Refused(
                what=f"the course of {chart.code} is not concluded",
                hint=f"conclude it first: `ipt-notes client conclude {typed(chart.code)}`",
            )
        return [_started(practice, course)]

    return course_line(practice.write(practice.find(code), decide))


def plan_sessions(practice: Practice, code: str, planned: int, reason: str) -> CourseLine:
    """Agree a new number of sessions; from today it counts. UsageProblem when it is no number of sessions."""

    def decide(chart: OpenChart) -> list[r.Bodies]:
        course = running(chart)
        if not max(1, len(course.attended)) <= planned <= _MOST_SESSIONS:
            raise UsageProblem(
                what=f"{planned} planned sessions after {len(course.attended)} attended",
                hint="--planned counts all of them",
            )
        return [r.CoursePlanned(course.id, planned, practice.settings.today, reason)]

    return course_line(practice.write(practice.find(code), decide))


def running(chart: OpenChart) -> Course:
    """The chart's latest course; CourseConcluded when it is over."""
    if chart.course.conclusion:
        raise CourseConcluded(code=chart.code)
    return chart.course


class Ending(Struct, frozen=True):
    """How a course ends; None takes what the notes say."""

    on: dt.date | None = None
    end_type: EndType | None = None
    next_step: NextStep | None = None
    rationale: str = ""
    follow_up: str = ""


def conclude(practice: Practice, code: str, ending: Ending) -> CourseLine:
    """End the course. End type and next step come from the options, else from the notes' "Next step" section.

    CourseConcluded when it is already; UsageProblem when neither says how it ended, or the date is before the last session.
    """

    def decide(chart: OpenChart) -> list[r.Bodies]:
        course = chart.course
        if course.conclusion:
            raise CourseConcluded(code=chart.code)
        body = ended(course, ending, practice.settings.today)
        if missing := [
            word
            for word, value in (("--end-type", body.end_type), ("--next-step", body.next_step))
            if not value
        ]:
            raise UsageProblem(
                what=f"how the course of {chart.code} ends is not written down: {' and '.join(missing)} missing",
                hint="give the option, or write a `## Next step` section in the last note",
            )
        return [body]

    return course_line(practice.write(practice.find(code), decide))


def ended(course: Course, ending: Ending, today: dt.date) -> r.CourseEnded:
    """The conclusion that the options and the notes give together; its date is the last session's unless told."""
    last = course.sessions[-1].date if course.sessions else course.start
    on = ending.on or (last if course.sessions else today)
    if ending.on and ending.on > today:
        raise UsageProblem(what=f"{on} is still to come", hint="--date takes the day the course ended")
    if on < last:
        raise UsageProblem(
            what=f"{on} is before the last session on {last}", hint="--date takes the day the course ended"
        )
    said = _said(course)
    return r.CourseEnded(
        course.id,
        on,
        ending.end_type or said.end_type,
        ending.next_step or said.next_step,
        ending.rationale or said.rationale,
        ending.follow_up or said.follow_up,
    )


def _said(course: Course) -> Ending:
    text: Callable[[str], str] = lambda key: course.charted_text("next_step", key)  # noqa: E731
    end_type, next_step = text("end_type"), text("next_step")
    return Ending(
        None,
        EndType(end_type) if end_type in set(EndType) else None,
        NextStep(next_step) if next_step in set(NextStep) else None,
        text("rationale"),
        text("follow_up"),
    )
