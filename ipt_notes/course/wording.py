"""How values read in plain English: dates, numbers, lists, and what a therapist typed, as part of a sentence."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ipt_notes.course.sections import stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
_NOT_ASKED = r"(?is)not asked\b[\s:;,.-]*(.*)"
_NO_FRAGMENT = r"""(?s)[^a-z]|.*(?:[.!?…]\s|["“”]|\bI\b)"""
_SLIP = re.compile(r"\.\.| [,;.…]|<!--")
_ENDS = r"""[.!?…]["'”’)\]]?$"""


def shown_date(day: dt.date | None) -> str:
    """16 March 2026; "" for None."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


def shown_moment(at: dt.datetime) -> str:
    """2026-03-16 14:05 CET: a moment by this computer's clock, with the name of its zone; what a person is shown."""
    return f"{at.astimezone():%Y-%m-%d %H:%M %Z}"


def local_day(at: dt.datetime) -> dt.date:
    """The day of a moment by this computer's clock: the one that `shown_moment` names."""
    return at.astimezone().date()


def read_date(text: str) -> dt.date | None:
    """The day of an ISO 8601 date as it is typed into a field, or None."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def between(first: dt.date, last: dt.date) -> str:
    """ "between 5 January and 23 March 2026", or "on 5 January 2026" for a single day."""
    if first == last:
        return f"on {shown_date(first)}"
    start = shown_date(first)
    return f"between {start.removesuffix(f' {last.year}')} and {shown_date(last)}"


def session_name(number: int) -> str:
    """What a session is called: the intake has no number."""
    return f"session {number}" if number else "the intake"


def in_session(number: int) -> str:
    """ "in session 3", "at the intake"."""
    return f"{'in' if number else 'at'} {session_name(number)}"


def number(count: int) -> str:
    """A count in words up to twenty, then in figures."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def counted(count: int, noun: str) -> str:
    """ "one session", "twelve sessions", "no sessions"."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def spans(numbers: Sequence[int]) -> str:
    """ "1 to 5, 7 and 9": increasing numbers, those in a row as a span."""
    rows: list[list[int]] = []
    for count in numbers:
        if rows and count == rows[-1][-1] + 1:
            rows[-1].append(count)
        else:
            rows.append([count])
    return joined(
        [part for row in rows for part in ([f"{row[0]} to {row[-1]}"] if len(row) > 2 else map(str, row))]
    )


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
    return text if re.search(_ENDS, text[-3:]) else f"{text.rstrip(' ,;:-')}."


def tidied(text: str) -> str:
    """Typed words on one line, with the slips of a keyboard mended that would spoil a sentence."""
    words = " ".join(text.split())
    if not _SLIP.search(words):
        return words
    words = re.sub(r"\.{3,}", "…", words)
    words = re.sub(r" +(?=[,;.…])", "", words)
    return re.sub(r"\.{2}", ".", words).replace("<!--", "<! --")


def is_reason(text: str) -> bool:
    """Whether it says why in words: not `...` or `R`, as a hint writes it for a reason that is still to be given."""
    return len(text.strip()) >= 3 and sum(map(str.isalpha, text)) >= 2


def is_none(text: str) -> bool:
    """Whether it is one of the words for "there is none"; "n/a" or a dash only leave it open."""
    return tidied(text).rstrip(".").casefold() in _STATED_NONE


def is_told(text: str) -> bool:
    """Whether something was typed, and it says more than that there is nothing."""
    return bool(stated(tidied(text)))


def not_asked(text: str) -> str | None:
    """The reason behind a typed "not asked: reason" ("" where none is given); None for anything else."""
    if text.lstrip()[:3].casefold() != "not":  # as most texts do not begin
        return None
    found = re.fullmatch(_NOT_ASKED, tidied(text))
    return found[1] if found else None


@lru_cache
def heading_key(name: str) -> str:
    """A heading as headings are compared: letter case, spaces and the shape of the apostrophe make no difference."""
    return " ".join(name.replace("’", "'").split()).casefold()


def without_focus(variant: str) -> str:
    """What stands where a course of this variant has no problem area."""
    return "none of its own: maintenance keeps what was gained" if variant == "ipt_m" else "none agreed yet"


def is_fragment(text: str) -> bool:
    """Whether typed words can run on in a sentence: they begin small, hold no whole sentence, no "I", no quotation."""
    return bool(text) and not re.match(_NO_FRAGMENT, text)


def clause(
    lead: str, text: str, *, none: str, asked: str, runs_on: Iterable[tuple[re.Pattern[str], str]] = ()
) -> str:
    """What a therapist typed, as a sentence that reads well whatever it is; "" where it says nothing.

    A fragment follows the first of `runs_on` (pattern of its beginning, words before it) that fits. Anything else
    follows `lead` and a colon: a list, whole sentences, the first person.
    `none` is the sentence for a typed "none"; `asked` begins the one for "not asked: reason" ("Medication was").
    """
    typed = tidied(text)
    reason = not_asked(typed)
    if reason is not None:
        return ended(f"{asked} not asked about{f': {reason}' if reason else ''}")
    if not is_told(typed):
        return ended(none) if none and is_none(typed) else ""
    fitting = (words for begins, words in runs_on if begins.match(typed))
    before = next(fitting, "") if is_fragment(typed) else ""
    return ended(f"{before} {typed}" if before else f"{lead}: {typed}")
