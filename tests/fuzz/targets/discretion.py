"""Third parties and their words, taken out of any text: no name of the inventory and no line of a script is left."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from ipt_notes.course import records as r
from ipt_notes.course.discretion import Discretion, bracketed, in_prose
from ipt_notes.course.model import Course
from ipt_notes.course.note import Entry, Line, Note, Script, Section
from ipt_notes.course.vocabulary import Phase
from ipt_notes.course.wording import MONTHS
from tests.fuzz.draws import Draws

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKENS = (
    "Anna",
    "N.",
    "Will",
    "May",
    "in May",
    "the ",
    "her ",
    "sister",
    "partner",
    "(partner)",
    "’s",
    "Grace Example",
)
_DAY, _AT = dt.date(2026, 1, 5), dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
_NAME = re.compile(r"[A-Z][a-z]{3,}")
_SPEECH = re.compile(r"[a-z]{4,}(?: [a-z]{2,}){3,}")


def fuzz(data: bytes) -> None:
    """Up to three people and a scene, then a text that may speak of them."""
    draws = Draws(data)
    people = tuple(_people(draws))
    words = draws.text()
    course = _course(people, words)
    text = draws.rest().decode("utf-8", "ignore")
    for shown in (bracketed, in_prose):
        told = Discretion(course, shown)(text)
        for person in people:
            _unnamed(person, told)
        if _SPEECH.fullmatch(words):
            assert words not in told


def _people(draws: Draws) -> Iterator[Entry]:
    for _ in range(draws.number(3)):
        yield Entry(draws.text(), draws.text())


def _course(people: tuple[Entry, ...], words: str) -> Course:
    incident = Section("interpersonal_incident", script=Script(lines=(Line("N.", words),)))
    sections = (Section("inventory", entries=people), incident)
    bodies = [
        r.ClientAdded("EX-001"),
        r.CourseStarted("a" * 32, "ipt_acute", _DAY, 16, 50),
        r.NoteSaved("b" * 32, "a" * 32, 1, "", Note("EX-001", 1, _DAY, Phase.BEGINNING, sections=sections)),
    ]
    records = [r.Record(f"{at:032x}", "c" * 32, "d" * 32, 1, _AT, body) for at, body in enumerate(bodies)]
    return Course.replay(records)


def _unnamed(person: Entry, told: str) -> None:
    """A plain name does not stand in the text; a month's may, and one that is the relationship's own word."""
    if _NAME.fullmatch(person.name) and person.name not in MONTHS:
        is_said = person.name.casefold() in person.relationship.casefold()
        assert is_said or not re.search(rf"(?<!\w){person.name}(?!\w)", told)
