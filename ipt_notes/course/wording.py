"""How values read in plain English: dates, numbers, lists, and what a therapist typed, as part of a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_STATED_NONE = ("none", "nil", "nothing", "no", "none known", "none reported", "none at present")
_NOT_ASKED = re.compile(r"not asked\b[\s:;,.-]*(.*)", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"""[.!?…]["'”’)\]]?$""")


def shown_date(day: dt.date | None) -> str:
    """16 March 2026; "" for None."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def between(first: dt.date, last: dt.date) -> str:
    """ "between 5 January and 23 March 2026", or "on 5 January 2026" for a single day."""
    if first == last:
        return f"on {shown_date(first)}"
    start = shown_date(first)
    return f"between {start.removesuffix(f' {last.year}')} and {shown_date(last)}"


def session_name(number: int) -> str:
    """What a session is called: the intake has no number."""
    return f"session {number}" if number else "the intake"


def number(count: int) -> str:
    """A count in words up to twenty, then in figures."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def counted(count: int, noun: str) -> str:
    """ "one session", "twelve sessions", "no sessions"."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def joined(parts: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([*([", ".join(parts[:-1])] if parts[:-1] else []), *parts[-1:]])


def capital(text: str) -> str:
    """The text with a capital letter first."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital and a full stop, as a sentence stands; "" stays ""."""
    stripped = text.strip()
    first = capital(stripped)
    return first if first[-1:] == ":" or not first else ended(first)


def ended(text: str) -> str:
    """The text with a full stop at its end, unless it ends a sentence already."""
    return text if _ENDS.search(text) else f"{text.rstrip(' ,;:-')}."


def tidied(text: str) -> str:
    """Typed words on one line, with the slips of a keyboard mended that would spoil a sentence."""
    words = re.sub(r"\.{3,}", "…", " ".join(text.split()))
    words = re.sub(r" +(?=[,;.…])", "", words)
    return re.sub(r"\.{2}", ".", words).replace("<!--", "<! --")


def is_told(text: str) -> bool:
    """Whether something was typed, and it is not a "none"."""
    return tidied(text).rstrip(".").casefold() not in ("", *_STATED_NONE)


def clause(lead: str, text: str, *, none: str, asked: str) -> str:
    """What a therapist typed, as a sentence that reads well whatever it is; "" where nothing was typed.

    `lead` stands before a colon, so that a fragment, a list, a whole sentence and the first person all follow it.
    `none` is the sentence for a typed "none"; `asked` begins the one for "not asked: reason" ("Medication was").
    """
    typed = tidied(text)
    if not typed:
        return ""
    not_asked = _NOT_ASKED.fullmatch(typed)
    if not_asked:
        reason = f": {not_asked[1]}" if not_asked[1] else ""
        return ended(f"{asked} not asked about{reason}")
    if not is_told(typed):
        return ended(none) if none else ""
    return ended(f"{lead}: {typed}")
