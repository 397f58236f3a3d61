"""A session's note as bytes from a file: text or told; a note or problems on its lines; no word of it lost."""

from __future__ import annotations

import datetime as dt

from ipt_notes.course.records import NoteSaved, Record, decode, encode
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.notes.blocks import without_comments
from ipt_notes.notes.decode import NoteUnreadable
from ipt_notes.notes.decode import decode as as_text
from ipt_notes.notes.front_matter import Expected, read_front_matter
from ipt_notes.notes.parse import parse
from ipt_notes.notes.problems import Problems
from tests.fuzz.saying import on_their_lines, says
from tests.fuzz.words import nothing_lost

TOKENS = (
    *(f"## {kind.heading}\n" for kind in CATALOGUE),
    *(f"- {field.label}: " for kind in CATALOGUE for field in (*kind.fields, *(kind.entry_fields or ()))),
    "### Communication analysis\n", "### Alternatives\n", "> felt: ", "> intended: ", "> communicated: ", "<!--", "-->", "---\n",
    "PHQ-9: ", "GAD-7: ", "other tool: ", "not asked: ", "：", "\ufeff", "\r\n",
)  # fmt: skip
FRONT = "---\nclient: MK-014\nsession: 3\ndate: 2026-03-16\nphase: beginning\n---\n"
_DAY = dt.date(2026, 3, 16)
_CONTROL = r"there is a control character \(U\+[0-9A-F]{4}\) in this line"


def fuzz(data: bytes) -> None:
    """As saving a note does it, with the text on its own and under a front matter that is right."""
    try:
        text = as_text(data)
    except NoteUnreadable as error:
        says(error, rf"note\.md:\d+: (these bytes are not UTF-(8|16)|{_CONTROL})\.")
        return
    for whole in (text, FRONT + text):
        _parsed(whole)


def _parsed(text: str) -> None:
    areas = ("grief", "role_transition")
    parsed = parse(text, code="MK-014", session=3, today=_DAY, known_headings=["Body work"], in_focus=areas)
    on_their_lines(parsed.problems, text)
    assert (parsed.note is None) == any(problem.is_error for problem in parsed.problems)
    if parsed.note:
        body = NoteSaved("1" * 32, "2" * 32, 1, text, parsed.note)
        record = Record("3" * 32, "4" * 32, "5" * 32, 1, dt.datetime(2026, 3, 16, tzinfo=dt.UTC), body)
        assert decode(encode(record)) == record
        plain = without_comments(text, Problems())
        nothing_lost(read_front_matter(plain, Expected(), Problems())[1], parsed.note)
