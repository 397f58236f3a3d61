"""The narrative of the termination summary: any text is read by its headings, and no word of it is lost."""

from __future__ import annotations

import re

from ipt_notes.notes.summary_parts import PARTS
from ipt_notes.notes.summary_reading import parse_summary
from tests.fuzz.draws import text_of
from tests.fuzz.saying import on_their_lines

TOKENS = (*(f"## {part.heading}\n" for part in PARTS), "### ", "# ", "<!--", "-->", "\u2028", "’")
_COMMENT = re.compile("<!-->|<!--->|<!--.*?-->", re.DOTALL)
_WORD = re.compile(r"(?<![^\W_])[a-z]{4,}(?![^\W_])")


def fuzz(data: bytes) -> None:
    """As saving a narrative does it."""
    text = text_of(data)
    parsed = parse_summary(text)
    on_their_lines(parsed.problems, text)
    kept = "\n".join([*(f"{heading}\n{body}" for heading, body in parsed.parts), *parsed.unanswered])
    known = {word for part in PARTS for word in _WORD.findall(part.heading.casefold())}
    typed = {*_WORD.findall(_COMMENT.sub(" ", text).casefold())} - known
    assert not [word for word in typed if word not in kept.casefold()]
    assert all(body.strip() for _, body in parsed.parts)
