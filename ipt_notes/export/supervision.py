"""The supervision view: a course as it is brought to a supervisor, in Markdown or as a Word document.

A pure function of the course, its findings and the day. Nothing in it identifies the client, and other people appear by
their initials, as far as the chart knows their names (`course.initials`). It gives no dates of its own: sessions are
told by number. Private notes are left out by construction. What there is no data for is said to be not recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.initials import Initials
from ipt_notes.export._at_work import focus, goals, people, standing
from ipt_notes.export._brought import findings_open, owed, scripts
from ipt_notes.export._outline import Block, Heading, Room, Words, as_markdown, as_paragraphs
from ipt_notes.export._package import Frame, package

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from ipt_notes.checks.finding import Finding
    from ipt_notes.course.model import Course

TITLE = "Supervision view"
CAUTION = (
    "The client has no name here, and other people appear by their initials, as far as the chart knows their names. Names "
    "and places that stand only in the text of a note are as they were typed: read this before you give it away."
)
_QUESTIONS = 3


def render_markdown(course: Course, findings: Sequence[Finding]) -> str:
    """The view as Markdown."""
    return as_markdown(_blocks(course, findings))


def render_docx(course: Course, findings: Sequence[Finding], today: dt.date) -> bytes:
    """The view as a .docx; the file says that it is of `today`, and names no author."""
    frame = Frame(TITLE, TITLE, "", today, is_draft=False)
    return package(as_paragraphs(_blocks(course, findings)), frame)


def _blocks(course: Course, findings: Sequence[Finding]) -> Iterator[Block]:
    say = Initials(course)
    yield Heading(TITLE, 0)
    yield Words(CAUTION, is_small=True)
    yield Heading("Where the course stands", 1)
    yield from standing(course, say)
    yield Heading("Formulation and focus", 1)
    yield from focus(course, say)
    yield Heading("People", 1)
    yield from people(course, say)
    yield Heading("Goals", 1)
    yield from goals(course, say)
    yield Heading("Communication analysis", 1)
    yield from scripts(course, say)
    yield Heading("What is owed", 1)
    yield from owed(course, say)
    yield Heading("Open findings", 1)
    yield from findings_open(findings, say)
    yield Heading("Questions for the supervisor", 1)
    yield Room(_QUESTIONS)
