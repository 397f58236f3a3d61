"""Text files from other programs: UTF-8 with or without a byte order mark, UTF-16 with one, or Windows-1252."""

from __future__ import annotations

from typing import NamedTuple

from ipt_notes.notes.decode import UNPRINTABLE, NoteUnreadable, decode, with_plain_line_ends
from ipt_notes.notes.problems import Problem

WINDOWS = "Windows-1252"


class Foreign(NamedTuple):
    r"""A text with "\n" line ends and the encoding it was taken for: "UTF-8" (or UTF-16), or "Windows-1252", a guess.

    `problem` is the first thing that is no text; then `text` is "".
    """

    text: str
    encoding: str
    problem: Problem | None = None


def read_foreign(raw: bytes) -> Foreign:
    """The text in `raw`. What is not Unicode is taken for Windows-1252, as older programs on Windows write it."""
    try:
        return Foreign(decode(raw), "UTF-8")
    except NoteUnreadable as error:
        told = Problem(int(str(error.fields["line"])), str(error.fields["why"]), is_error=True)
    try:
        text = with_plain_line_ends(raw.decode("cp1252"))
    except UnicodeDecodeError:
        return Foreign("", "", told)
    if _is_unicode(raw) or UNPRINTABLE.search(text):
        return Foreign("", "", told)
    return Foreign(text, WINDOWS)


def _is_unicode(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
