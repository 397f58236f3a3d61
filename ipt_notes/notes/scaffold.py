"""The note a therapist finds ready: the template for this session, filled in with what the chart knows. Pure.

What the chart knows stands in comments, which are not part of a note; what is asked for stands as empty
`- key:` lines. A scaffold that nobody touched therefore says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.setting import DEFAULT, Thresholds
from ipt_notes.course.sections import BY_ID
from ipt_notes.course.vocabulary import Phase
from ipt_notes.notes.asked import focus_text, label
from ipt_notes.notes.due import agreed_focus
from ipt_notes.notes.front_matter import are_minutes
from ipt_notes.notes.prompts import with_folded_prompts
from ipt_notes.notes.sandbox import render
from ipt_notes.notes.sheet import make_sheet
from ipt_notes.notes.templates import Lines

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from ipt_notes.course.model import Course
    from ipt_notes.course.vocabulary import Mode


def scaffold(
    *courses: Course,
    session: int,
    on: dt.date,
    phase: Phase | None = None,
    minutes: int | None = None,
    mode: Mode | None = None,
    template: str | None = None,
    own: Path | None = None,
    thresholds: Thresholds = DEFAULT,
) -> str:
    """The Markdown for session `session` on the day `on`; None takes the course's own phase, minutes and mode.

    `courses` are the client's in their order: the note belongs to the last one, the earlier ones' warning signs go on.
    `template` names another template than the course asks for, `own` is the folder of the practice's templates,
    `thresholds` are those of its checks.
    NotFound for an unknown template, TemplateProblem for one that can't be used.
    """
    *_, course = courses
    now = phase or course.next_phase(session)
    values = note_values(courses, session, on, now, minutes=minutes, mode=mode, thresholds=thresholds)
    name = template or template_for(course, session, now)
    return with_folded_prompts(render(name, values, own))


def note_values(
    courses: Sequence[Course],
    session: int,
    on: dt.date,
    phase: Phase,
    *,
    minutes: int | None = None,
    mode: Mode | None = None,
    thresholds: Thresholds = DEFAULT,
) -> dict[str, object]:
    """Everything a template is given for this session, by name: the sheet, and the function `still_blank`."""
    *earlier, course = courses
    front = _front_matter(course, session, on, phase, minutes or _minutes(course), mode or course.mode)

    def still_blank(section: str, *optional: str) -> Lines:
        """Empty lines for the required fields of a section, and these optional ones, that the chart lacks; by their ids."""
        return Lines("\n".join(f"- {label(key)}:" for key in _blank_keys(course, section, optional)))

    return {**make_sheet(course, session, phase, on, front, earlier, thresholds), "still_blank": still_blank}


def template_for(course: Course, session: int, phase: Phase) -> str:
    """The name of the template for a session: by its phase, then the beginning's place or the agreed problem area."""
    if phase == Phase.BEGINNING:
        return _beginning_template(session, course.limit)
    if phase == Phase.MIDDLE:
        focus = agreed_focus(course)
        return f"middle_{focus.area}" if focus else "middle_open"
    return str(phase.value)


def _beginning_template(session: int, limit: int) -> str:
    if session <= 1:
        return "beginning_1" if session else "intake"
    return "beginning_2" if session < limit else "beginning_3"


def _front_matter(course: Course, session: int, on: dt.date, phase: Phase, minutes: int, mode: Mode) -> Lines:
    fields = {
        "client": course.client.code,
        "session": session,
        "date": on.isoformat(),
        "minutes": minutes,
        "phase": phase.value,
        "mode": mode.value,
    }
    return Lines("\n".join(["---", *(f"{key}: {value}" for key, value in fields.items()), "---"]))


def _minutes(course: Course) -> int:
    """A session's length as the contract says, else as the course was started; a length that no session has counts not."""
    agreed = course.charted_text("contract", "session_minutes").split()[:1]
    said = (text for text in (*agreed, str(course.started_minutes)) if are_minutes(text))
    return int(next(said, course.variant.default_minutes))


def _blank_keys(course: Course, section: str, optional: Iterable[str]) -> list[str]:
    kind = BY_ID[section]
    known = {field.key for field in kind.fields}
    if slips := {*optional} - known:
        raise KeyError(*slips)
    keys = [key for key in (*kind.required, *optional) if not _is_said(course, section, key)]
    if keys == ["agreed"] and len(course.foci) > 1:
        return ["area", "agreed"]
    return keys


def _is_said(course: Course, section: str, key: str) -> bool:
    """Whether the chart has this field; an agreement that was refused is still to be had."""
    focus = agreed_focus(course) or course.focus
    if section == "problem_area" and focus:
        return focus.is_agreed if key == "agreed" else bool(focus_text(course, focus, key))
    return bool(course.charted_text(section, key))
