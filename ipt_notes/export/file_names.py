"""A file name for a client's code that Linux, macOS and Windows all take, and that no other client's is.

A code of plain letters, digits, dots, dashes and underscores is its own name. Any other one is shown as far as every
system can, and has a piece of the client's id behind it: `山田/1` becomes `山田_1~1f2e3d4c5b6a7988`.
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin|conout|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Devices to Windows, whatever ending they have."""
_OLD = unicodedata.ucd_3_2_0
"""What was a letter in 2002 is one in every file system that looks at Unicode."""
_MOST_BYTES = 120
_ID_DIGITS = 16


def file_name(code: str, client: bytes, ending: str = ".docx") -> str:
    """The name for the code of the client with this id (16 bytes).

    Codes that differ by more than letter case give names that do.
    """
    if _PLAIN.fullmatch(code) and not _RESERVED.fullmatch(code):
        return f"{code}{ending}"
    return f"{_shown(code)}~{client.hex()[:_ID_DIGITS]}{ending}"


def _shown(code: str) -> str:
    """The code with an underscore for what some system would not take, cut to what fits."""
    letters = "".join(letter if _is_safe(letter) else "_" for letter in unicodedata.normalize("NFC", code))
    shown = letters.encode()[:_MOST_BYTES].decode(errors="ignore")
    return f"_{shown[1:]}" if shown.startswith("-") else shown


def _is_safe(letter: str) -> bool:
    if letter.isascii():
        return letter.isalnum() or letter in "_-"
    return _OLD.category(letter)[0] in "LMN" and ord(letter) < 0x10000
