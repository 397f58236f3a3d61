"""A therapist who answers just what the notes ask has a whole course: no rule finds anything that no note asked for."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from ipt_notes.checks.engine import check_course
from ipt_notes.course import records as r
from ipt_notes.course.model import Course
from ipt_notes.course.records import Record
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.notes.parse import parse
from ipt_notes.notes.scaffold import scaffold
from tests.builders import AREAS, CODE, COURSE, START, inventory
from tests.notes.test_scaffold import filled

PROSE = ("Check-in", "Mood event link", "Focus work", "Between session plan", "Plan review", "Parent contact")


def day(session: int, variant: str) -> dt.date:
    step = dt.timedelta(days=30 if variant == "ipt_m" else 7)
    return START + step * (session - 1)


def taken(session: int, variant: str) -> str:
    """A PHQ-9 that falls week by week, in maintenance a low one; its ninth item is 0."""
    total = 4 if variant == "ipt_m" else max(20 - 2 * session, 3)
    return " ".join(str(total // 8 + (at < total % 8)) for at in range(8)) + " 0"


def answered(text: str, area: str, session: int, variant: str) -> str:
    """The scaffold with every question answered, by a therapist who works on this area."""
    text = re.sub(r"^- PHQ-9:$", f"- PHQ-9: {taken(session, variant)}", text, flags=re.MULTILINE)
    if "### Name (relationship)" in text:
        text = re.sub(
            r"^## Inventory\n.*?(?=^## )", f"{inventory(area)}\n\n", text, flags=re.MULTILINE | re.DOTALL
        )
    said = f"- area: {area.replace('_', ' ')}\n- agreed: yes\n{AREAS[area]}"
    text = text.replace("- area:\n- agreed:", said)
    text = re.sub(r"^- agreed on:$", f"- agreed on: {day(session, variant)}", text, flags=re.MULTILINE)
    planned = VARIANTS[variant].default_planned
    text = re.sub(r"^- planned sessions:$", f"- planned sessions: {planned}", text, flags=re.MULTILINE)
    minutes = VARIANTS[variant].default_minutes
    text = re.sub(r"^- session minutes:$", f"- session minutes: {minutes}", text, flags=re.MULTILINE)
    text = re.sub(
        r"^## Timeline$", "## Timeline\n- 2025-04: new glasses; no change", text, flags=re.MULTILINE
    )
    text = re.sub(
        r"^## Interpersonal incident$", "## Interpersonal incident: Sunday", text, flags=re.MULTILINE
    )
    for heading in PROSE:
        text = re.sub(rf"^## {heading}$", f"## {heading}\nAs told.", text, flags=re.MULTILINE)
    return filled(text)


def held(area: str, variant: str) -> Course:
    """The course after its last session, concluded as planned; no error was found on the way."""
    minutes, planned = VARIANTS[variant].default_minutes, VARIANTS[variant].default_planned
    bodies: list[tuple[dt.date, r.Bodies]] = [
        (START, r.ClientAdded(CODE)),
        (START, r.CourseStarted(COURSE, variant, START, planned, minutes)),
    ]
    for session in range(1, planned + 1):
        on = day(session, variant)
        text = answered(scaffold(replayed(bodies), session=session, on=on), area, session, variant)
        parsed = parse(text, code=CODE, session=session, today=on)
        assert parsed.problems == ()
        assert parsed.note is not None
        bodies.append((on, r.NoteSaved(f"{session:032x}", COURSE, 1, text, parsed.note)))
        found = check_course(replayed(bodies), on)
        assert not [each for each in found if each.severity == "error"]
    return replayed([*bodies, (on, r.CourseEnded(COURSE, on, EndType.PLANNED, NextStep.END))])


def replayed(bodies: list[tuple[dt.date, r.Bodies]]) -> Course:
    return Course.replay(
        Record(f"{at:032x}", "c" * 32, "a" * 32, 1, dt.datetime.combine(on, dt.time(18), dt.UTC), body)
        for at, (on, body) in enumerate(bodies, 100)
    )


@pytest.mark.parametrize("variant", sorted(VARIANTS))
@pytest.mark.parametrize("area", AREAS)
def test_who_answers_what_is_asked_leaves_nothing_to_be_found(area: str, variant: str) -> None:
    """In every area and variant: no error on the way, and nothing at all once the course is concluded."""
    course = held(area, variant)
    assert check_course(course, course.sessions[-1].date) == ()
