"""The lines between two `---`: whose note it is, or problems; what was read is read again from what is written of it."""

from __future__ import annotations

import datetime as dt

from ipt_notes.notes.front_matter import KEYS, Expected, FrontMatter, read_front_matter, same_code
from ipt_notes.notes.problems import Problems
from tests.fuzz.draws import text_of
from tests.fuzz.saying import on_their_lines

TOKENS = (
    *(f"{key}: " for key in KEYS),
    "---\n",
    "in_person",
    "beginning",
    "2026-W03-1",
    "20260316",
    "٣",
    "“",
    "：",
)


def fuzz(data: bytes) -> None:
    """With nothing expected of it, and with a client, a session and a day."""
    text = text_of(data)
    for expected in (Expected(), Expected("MK-014", 3, dt.date(2026, 3, 16))):
        problems = Problems()
        found, rest = read_front_matter(text, expected, problems)
        on_their_lines(problems.by_line(), text)
        assert rest.count("\n") == text.count("\n")
        assert found or problems.errors
        if found:
            _comes_back(found)


def _comes_back(found: FrontMatter) -> None:
    assert found.client.strip()
    assert 0 <= found.session <= 999
    lines = "\n".join(f"{key}: {value}" for key, value in found._asdict().items() if value is not None)
    again, _ = read_front_matter(f"---\n{lines}\n---\n", Expected(), Problems())
    assert again
    assert same_code(again.client, found.client)
    assert again[1:] == found[1:]
