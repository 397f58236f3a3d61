"""Reads values that are limited: one of a few choices, a date, a whole number. Words behind them are never lost."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.vocabulary import AREA_ALIASES, words
from ipt_notes.notes.problems import did_you_mean, one_of

if TYPE_CHECKING:
    from ipt_notes.course.fields import Field
    from ipt_notes.notes.problems import Problems

_STATED_ABSENCE = r"(?i)(?:none|not asked)\b"
_DATE = r"\d{4}-\d{2}-\d{2}(?!\d)"
_NUMBER = r"\d{1,3}(?!\d)"
_RANGE = r"\s*(?:[-–—/.]|to\b|or\b)\s*\d"


class Closed(NamedTuple):
    """A value of a limited field, and the words behind it that it has no room for."""

    value: str
    rest: str = ""


def read_closed(field: Field, text: str, line: int, problems: Problems) -> Closed:
    """The value `text` begins with; a problem, and `text` as it is, where it begins with none."""
    read = _choice if field.choices else _date if field.shape == "date" else _number
    found = read(field, text)
    if found:
        return found
    if not re.match(_STATED_ABSENCE, text):
        problems.error(line, f"{field.label} is {_wanted(field, text)}")
    return Closed(text)


def _wanted(field: Field, text: str) -> str:
    if field.choices:
        choices = [words(choice) for choice in field.choices]
        return one_of(choices) + (did_you_mean(text[:60], choices) or _only_one(field, text))
    return "a date, such as 2026-03-16" if field.shape == "date" else "one whole number, such as 12"


def _only_one(field: Field, text: str) -> str:
    return "; more than one is named here" if len(_named(field, text)) > 1 else ""


def _choice(field: Field, text: str) -> Closed | None:
    named = _names(field)
    first = next((name for name in named if _pattern(name).match(text)), None)
    if first is None:
        return None
    found = _pattern(first).match(text)
    rest = text[found.end() :] if found else ""
    if not rest.strip(" ."):
        return Closed(named[first])
    if field.choice_with_words:
        return Closed(named[first] + rest)
    return None if _named(field, rest) - {named[first], "none"} else Closed(named[first], rest)


def _names(field: Field) -> dict[str, str]:
    """What may be typed for each choice, the longest first."""
    aliases = AREA_ALIASES if field.key == "area" else {}
    names = {choice: choice for choice in field.choices} | aliases
    return dict(sorted(names.items(), key=lambda pair: -len(pair[0])))


def _named(field: Field, text: str) -> set[str]:
    """The choices that are named anywhere in the text."""
    return {choice for name, choice in _names(field).items() if _pattern(name).search(text)}


@lru_cache(maxsize=256)
def _pattern(name: str) -> re.Pattern[str]:
    """A choice as a word of its own: "role dispute", "Role-dispute"."""
    return re.compile(rf"(?<!\w){name.replace('_', '[ _-]')}(?!\w)", re.IGNORECASE)


def _date(_: Field, text: str) -> Closed | None:
    found = re.match(_DATE, text)
    try:
        return (
            Closed(dt.date.fromisoformat(found.group()).isoformat(), text[found.end() :]) if found else None
        )
    except ValueError:
        return None


def _number(field: Field, text: str) -> Closed | None:
    found = re.match(_NUMBER, text)
    if not found or re.match(_RANGE, text[found.end() :]):
        return None
    rest = text[found.end() :]
    is_unit = rest.strip(" .").casefold() in field.label.split()
    return Closed(str(int(found.group())), "" if is_unit else rest)
