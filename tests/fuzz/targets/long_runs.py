"""Texts with fifty thousand of one letter in them: no step takes a time that grows with the square of its text.

What is wrong here is told by the fuzzer's limit on an input's time, not by an assertion.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress

from ipt_notes.command_line import split_command
from ipt_notes.course import wording
from ipt_notes.course.charted import person_key
from ipt_notes.course.discretion import Discretion
from ipt_notes.errors import UsageProblem
from ipt_notes.keys.recovery import read_kit
from ipt_notes.notes.parse import parse, parse_addendum
from ipt_notes.notes.scaffold import scaffold
from ipt_notes.notes.summary import scaffold_summary
from ipt_notes.notes.summary_reading import parse_summary
from ipt_notes.notes.templates import plain
from tests.builders import a_course, inventory
from tests.fuzz.draws import text_of
from tests.fuzz.targets.note import FRONT
from tests.fuzz.targets.note import TOKENS as _IN_NOTES

TOKENS = (
    *_IN_NOTES,
    *(f"\x1f{letter}" for letter in " :-.,;>#*_(=|!'\"\n\tax1"),
    "the ",
    "May ",
    "- what happened: ",
)
_MANY = 50_000
_RUN = re.compile("\x1f(.)", re.DOTALL)
_CHART = a_course().note(1, inventory("grief"))
_DISCREET = Discretion(_CHART.course())
_DAY = dt.date(2026, 3, 16)


def fuzz(data: bytes) -> None:
    r"""The first `\x1f` + letter stands for the letter fifty thousand times."""
    text = _RUN.sub(lambda found: found[1] * _MANY, text_of(data), count=1)
    parsed = parse(FRONT + text, code="MK-014", session=3, today=_DAY)
    parse_summary(text)
    note = parse_addendum(text, of=_CHART.typed[1].content()).note
    if parsed.note and note:
        course = _CHART.note_of(2, *note.sections).course()
        scaffold(course, session=3, on=_DAY)
        scaffold_summary(course)
    _worded(text)


def _worded(text: str) -> None:
    _DISCREET(text)
    plain(text)
    person_key(text)
    wording.clause("Support", text, none="None.", asked="Support was")
    for is_windows in (False, True):
        with suppress(ValueError):
            split_command(text, is_windows=is_windows)
    with suppress(UsageProblem):
        read_kit(text)
