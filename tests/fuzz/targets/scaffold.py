"""What is drafted from a chart of any records: an untouched note says nothing, an untouched narrative is read back."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.course.replay import replay_chart
from ipt_notes.errors import ChartDamaged
from ipt_notes.notes.parse import parse
from ipt_notes.notes.scaffold import scaffold
from ipt_notes.notes.summary import scaffold_summary
from ipt_notes.notes.summary_parts import PARTS
from ipt_notes.notes.summary_reading import parse_summary
from tests.fuzz.draws import Draws
from tests.fuzz.structs import records_of

if TYPE_CHECKING:
    from ipt_notes.course.model import Course

_DAY = dt.date(2026, 6, 1)


def fuzz(data: bytes) -> None:
    """For every course of the chart."""
    draws = Draws(data)
    session = draws.number(40)
    with suppress(ChartDamaged):
        for course in replay_chart(records_of(draws)).courses:
            _note(course, session)
            _narrative(course)


def _note(course: Course, session: int) -> None:
    parsed = parse(scaffold(course, session=session, on=_DAY))
    if course.client.code == "EX-001":
        assert parsed.note
        assert not parsed.note.sections


def _narrative(course: Course) -> None:
    parsed = parse_summary(scaffold_summary(course))
    assert not parsed.problems
    assert len(parsed.parts) + len(parsed.unanswered) == len(PARTS)
