"""Bytes as text, kindly: the encodings and line ends that editors and other systems leave."""

from __future__ import annotations

import codecs
import re

from ipt_notes.errors import UsageProblem

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class NoteUnreadable(UsageProblem):
    """note.md:{line}: {why}."""

    hint = "save the text as UTF-8 without control characters"


def decode(raw: bytes) -> str:
    """Text with "\\n" line ends from UTF-8 (with or without a byte order mark) or UTF-16 with one.

    NoteUnreadable names the line of the first byte or control character that is no text.
    """
    text = _text(raw).replace("\r\n", "\n").replace("\r", "\n")
    found = _FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise NoteUnreadable(
            line=line, why=f"there is a control character (code {ord(found.group())}) in this line"
        )
    return text


def _text(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith(_UTF16) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NoteUnreadable(line=line, why="these bytes are not UTF-8") from None
