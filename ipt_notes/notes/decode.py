"""Bytes as text, kindly: the encodings and line ends that editors and other systems leave."""

from __future__ import annotations

import codecs
import re

from ipt_notes.errors import UsageProblem

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no note may hold: control characters but tab and line feed, lone surrogates, code points that are none."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class NoteUnreadable(UsageProblem):
    """note.md:{line}: {why}."""

    hint = "save the text as UTF-8 without control characters"


def decode(raw: bytes) -> str:
    r"""Text with "\n" line ends from UTF-8 (with or without a byte order mark) or UTF-16 with one.

    NoteUnreadable names the line of the first byte or control character that is no text.
    """
    text = with_plain_line_ends(_text(raw))
    found = UNPRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise NoteUnreadable(line=line, why=unprintable_told(found.group()))
    return text


def with_plain_line_ends(text: str) -> str:
    r"""The text with "\n" for the line ends of Windows and of old Macs, and without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def unprintable_told(letter: str) -> str:
    """A sentence about a character of UNPRINTABLE."""
    return f"there is a control character (U+{ord(letter):04X}) in this line"


def _text(raw: bytes) -> str:
    encoding = "utf-16" if raw.startswith(_UTF16) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, "replace")
        line = with_plain_line_ends(before).count("\n") + 1
        name = "UTF-16" if encoding == "utf-16" else "UTF-8"
        raise NoteUnreadable(line=line, why=f"these bytes are not {name}") from None
