"""An addendum to a signed note: any text is an addendum or has problems on its lines; no word of it is lost."""

from __future__ import annotations

import datetime as dt

from ipt_notes.course.note import Note
from ipt_notes.course.vocabulary import Phase
from ipt_notes.notes.parse import parse_addendum
from tests.fuzz.draws import text_of
from tests.fuzz.saying import on_their_lines
from tests.fuzz.targets.note import TOKENS
from tests.fuzz.words import nothing_lost

__all__ = ["TOKENS", "fuzz"]

_NOTE = Note("MK-014", 3, dt.date(2026, 3, 16), Phase.MIDDLE)


def fuzz(data: bytes) -> None:
    """The text as it was typed, which need not be printable."""
    text = text_of(data)
    parsed = parse_addendum(text, of=_NOTE)
    on_their_lines(parsed.problems, text)
    assert (parsed.note is None) == any(problem.is_error for problem in parsed.problems)
    if parsed.note:
        assert parsed.note.sections
        nothing_lost(text, parsed.note)
