"""How much room words take, on a terminal and in a drawing, and how they are made to fit. Pure.

A drawing can't ask a font: `ems` is an estimate that no common sans-serif font is wider than. Words are cut between
what a reader sees as letters, never between a letter and its accent.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Ruler = Callable[[str], float]
    """The room a text takes, in the unit of whoever asks."""

BOLD = 1.1
"""How much wider bold letters are."""
_JOINERS = "\u200c\u200d"
_ATTACHED = ("Mn", "Me", "Mc")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_NARROW = frozenset(" !'(),-./:;I[]`fijlrt{|}·’‘")
_WIDE = frozenset("%@MWmwÆŒæœ—…")
_HUGE = range(0xFDF0, 0xFE00)
"""Arabic words that are one letter."""
_RIGHT_TO_LEFT = ("R", "AL")


def cleaned(text: str) -> str:
    """The text on one line, without what moves a cursor or turns the writing round; "?" where nothing is left."""
    line = text if text.isprintable() else "".join(map(_clean, text))
    return " ".join(line.split()) or "?"


def _clean(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf":
            return letter if letter in _JOINERS else ""
        case "Cs" | "Co" | "Cn":
            return "\ufffd"
    return letter


def letters(text: str) -> list[str]:
    """The text as a reader sees it: each letter with its accents, each emoji with what is joined to it."""
    found: list[str] = []
    for letter in text:
        if found and (_is_attached(letter) or found[-1].endswith("\u200d")):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _is_attached(letter: str) -> bool:
    is_joined = letter in _JOINERS or ord(letter) in _SKIN_TONES
    return is_joined or unicodedata.category(letter) in _ATTACHED


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if _is_attached(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def ems(text: str) -> float:
    """The most room a text takes in a drawing, in heights of its font."""
    return sum(map(_em, text))


@lru_cache(maxsize=1024)
def _em(letter: str) -> float:
    if unicodedata.combining(letter) or letter in _JOINERS:
        return 0
    if ord(letter) in _HUGE:
        return 10
    if letter in _NARROW:
        return 0.42
    if letter in _WIDE or unicodedata.east_asian_width(letter) in "WF":
        return 1.06
    return 0.66 if letter.islower() or letter.isdecimal() else 0.82


def fitted(text: str, room: float, ruler: Ruler) -> str:
    """The text, cut with an ellipsis where it takes more than `room`."""
    if ruler(text) <= room:
        return text
    kept = ""
    for letter in letters(text):
        if ruler(f"{kept}{letter}…") > room:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def cut(text: str, columns: int) -> str:
    """The text on one line, in at most so many columns of a terminal; "" stays ""."""
    return fitted(cleaned(text), columns, width) if text else ""


def folded(text: str, room: float, ruler: Ruler) -> list[str]:
    """The text in lines that take at most `room`; a word that is longer is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if ruler(longer) <= room:
            lines[-1] = longer
            continue
        pieces = _pieces(word, room, ruler)
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
    return lines


def _pieces(word: str, room: float, ruler: Ruler) -> list[str]:
    pieces = [""]
    for letter in letters(word):
        if pieces[-1] and ruler(pieces[-1] + letter) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def padded(text: str, columns: int, *, is_right: bool = False) -> str:
    """The text cut or filled up to exactly this many columns of a terminal."""
    cut = fitted(text, columns, width) if columns else ""
    space = " " * (columns - width(cut))
    return space + cut if is_right else cut + space


def is_right_to_left(text: str) -> bool:
    """Whether any of it is written from right to left."""
    return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text)


def longest(texts: Sequence[str], ruler: Ruler) -> float:
    """The room that the longest of them takes; 0 of none."""
    return max(map(ruler, texts), default=0)
