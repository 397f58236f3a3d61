"""What a therapist typed, as part of a sentence: any text is one line, and reads the same when it is tidied again."""

from __future__ import annotations

import re

from ipt_notes.course import wording
from ipt_notes.course.charted import person_key, person_label
from ipt_notes.notes.templates import plain
from tests.fuzz.draws import text_of

TOKENS = ("not asked: ", "none", "n/a", "...", " ,", "I ", "“", "<!--", "-->", "2026-03-16", "\u2028", "\x85")
_RUNS_ON = ((re.compile("to "), "The client agreed"), (re.compile(""), "What helped was"))


def fuzz(data: bytes) -> None:
    """Every function that takes what was typed."""
    text = text_of(data)
    tidied = wording.tidied(text)
    assert len(tidied.splitlines()) <= 1
    assert "<!--" not in tidied
    assert " ".join(tidied.split()) == tidied
    _sentences(text)
    _lines(text)


def _sentences(text: str) -> None:
    told = wording.clause("Support", text, none="There is none.", asked="Support was", runs_on=_RUNS_ON)
    assert not told or told[-1] in ".!?…\"'”’)]"
    assert wording.ended(wording.sentence(text)).endswith(wording.sentence(text)[-1:]) or text
    wording.read_date(text)
    wording.is_told(text)


def _lines(text: str) -> None:
    line = plain(text)
    assert plain(line) == line
    assert not re.search(r"<!--|-->|[\x00-\x1f\x7f-\x9f\u2028\u2029]", line)
    assert person_key(person_label(text)) == person_key(text)
