"""Finds words in everything the member may read, and in nothing that the program asked or said by itself."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ipt_notes.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.course.parts import Session
    from ipt_notes.notes.plain import Line
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class Hit(Struct, frozen=True):
    """A line that holds one of the words, in a text that holds them all. `where` says which text."""

    code: str
    where: str
    line: int
    text: str


def fold(text: str) -> str:
    """Text as it is compared: NFKC and without letter case."""
    return unicodedata.normalize("NFKC", text).casefold()


def search(
    practice: Practice, words: Sequence[str], code: str | None = None, *, by_prefix: bool = False
) -> Iterator[Hit]:
    """The lines with any of the words, from texts that hold all of them beside the program's prompts."""
    from ipt_notes.notes.plain import people_before, plain, program_words

    wanted = [fold(word) for word in words if word.strip()]
    if not wanted:
        raise UsageProblem(what="no word to search for", hint="for example: `ipt-notes search sister`")
    charts = [practice.open(code, by_prefix=by_prefix)] if code else practice.charts()
    ours = program_words(practice.settings.templates)
    for chart in charts:
        for each in _texts(chart):
            if not _holds(each.text, wanted):
                continue
            lines = plain(each.text, ours, people_before(each.before, each.number)).lines
            if _holds("\n".join(line.text for line in lines), wanted):
                yield from _hits(chart.code, each.where, lines, wanted)


class _Text(NamedTuple):
    """A text, and which one it is; in a note's also its number, and the sessions whose people its template may name."""

    where: str
    text: str
    number: int = 0
    before: Sequence[Session] = ()


def _holds(text: str, wanted: list[str]) -> bool:
    whole = fold(text)
    return all(word in whole for word in wanted)


def _texts(chart: OpenChart) -> Iterator[_Text]:
    many = len(chart.chart.courses) > 1
    for number, course in enumerate(chart.chart.courses, 1):
        of = f"course {number}, " if many else ""
        for session in course.sessions:
            yield _Text(f"{of}session {session.number}", session.text, session.number, course.sessions)
            for count, addendum in enumerate(session.addenda, 1):
                yield _Text(f"{of}session {session.number}, addendum {count}", addendum.text)
        for contact in course.contacts:
            yield _Text(f"{of}contact {contact.on}", contact.text)
        for missed in course.missed:
            yield _Text(f"{of}missed {missed.on}", missed.reason)
        if course.summary:
            yield _Text(f"{of}summary", course.summary.text)


def _hits(code: str, where: str, lines: Sequence[Line], wanted: list[str]) -> Iterator[Hit]:
    for line in lines:
        if any(word in fold(line.text) for word in wanted):
            yield Hit(code, where, line.number, line.text.strip())
