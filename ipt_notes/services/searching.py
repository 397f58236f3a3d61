"""Finds words in everything the member may read."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.services.practice import OpenChart, Practice


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
    """The lines with any of the words, from texts that hold all of them."""
    wanted = [fold(word) for word in words if word.strip()]
    if not wanted:
        raise UsageProblem(what="no word to search for", hint="for example: `ipt-notes search sister`")
    charts = [practice.open(code, by_prefix=by_prefix)] if code else practice.charts()
    for chart in charts:
        for where, text in _texts(chart):
            yield from _hits(chart.code, where, text, wanted)


def _texts(chart: OpenChart) -> Iterator[tuple[str, str]]:
    many = len(chart.chart.courses) > 1
    for number, course in enumerate(chart.chart.courses, 1):
        of = f"course {number}, " if many else ""
        for session in course.sessions:
            yield f"{of}session {session.number}", session.text
            for count, addendum in enumerate(session.addenda, 1):
                yield f"{of}session {session.number}, addendum {count}", addendum.text
        for contact in course.contacts:
            yield f"{of}contact {contact.on}", contact.text
        for missed in course.missed:
            yield f"{of}missed {missed.on}", missed.reason
        if course.summary:
            yield f"{of}summary", course.summary.text


def _hits(code: str, where: str, text: str, wanted: list[str]) -> Iterator[Hit]:
    whole = fold(text)
    if not all(word in whole for word in wanted):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if any(word in fold(line) for word in wanted):
            yield Hit(code, where, number, line.strip())
