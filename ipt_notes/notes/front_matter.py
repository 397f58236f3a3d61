"""The front matter: whose note it is, which session, when, which phase."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.vocabulary import Mode, Phase, words
from ipt_notes.notes.problems import did_you_mean, one_of
from ipt_notes.notes.values import key_id, split_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.notes.problems import Problems

KEYS = ("client", "session", "date", "minutes", "phase", "mode")
_NEEDED = ("client", "session", "date", "phase")
_HEADING = re.compile(r"#{2,3}\s")
_MOST_MINUTES = 600


class Expected(NamedTuple):
    """What the note has to be: of this client, of this session, not of a day to come. Blank or None: anything."""

    code: str = ""
    session: int | None = None
    today: dt.date | None = None


class FrontMatter(NamedTuple):
    """What the front matter says."""

    client: str
    session: int
    date: dt.date
    phase: Phase
    minutes: int | None
    mode: Mode


class Value(NamedTuple):
    """A typed value and its line."""

    line: int
    text: str


def read_front_matter(text: str, expected: Expected, problems: Problems) -> tuple[FrontMatter | None, str]:
    """(the front matter or None where it has errors, the text with its lines blanked)."""
    lines = text.split("\n")
    span = _span(lines, problems)
    if span is None:
        return None, text
    start, end = span
    before = problems.errors
    found = _read(_values(lines, start, end, problems), start, expected, problems)
    rest = "\n".join([""] * (end + 1) + lines[end + 1 :])
    return (found if problems.errors == before else None), rest


def _span(lines: list[str], problems: Problems) -> tuple[int, int] | None:
    """The indices of the two lines of ---; None, and an error, where they are not there."""
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[start].strip() != "---":
        problems.error(
            1, "the front matter is missing: client, session, date and phase between two lines of ---"
        )
        return None
    for at, line in enumerate(lines[start + 1 :], start + 1):
        if line.strip() == "---":
            return start, at
        if _HEADING.match(line):
            break
    problems.error(
        start + 1, "the front matter begins here and does not end: a second line of --- is missing"
    )
    return None


def _values(lines: list[str], start: int, end: int, problems: Problems) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for number, line in enumerate(lines[start + 1 : end], start + 2):
        if line.strip() and not line.lstrip().startswith("#"):
            _value(line, number, values, problems)
    return values


def _value(line: str, number: int, values: dict[str, Value], problems: Problems) -> None:
    typed, value = split_key(line) or (line.strip(), None)
    key = key_id(typed)
    if value is None:
        near = did_you_mean(typed[:60], KEYS)
        problems.error(number, f"this line of the front matter is not `key: value`{near}")
    elif key in values:
        problems.error(number, f"the {key} is given twice, here and in line {values[key].line}")
    elif key in KEYS:
        values[key] = Value(number, value.strip("\"'“”"))
    elif near := did_you_mean(key[:60], KEYS):
        problems.error(number, f"the front matter has no such key{near}")
    else:
        problems.unknown(number, "key of the front matter", typed, ())


def _read(values: dict[str, Value], start: int, expected: Expected, problems: Problems) -> FrontMatter | None:
    missing = [key for key in _NEEDED if key not in values or not values[key].text]
    for key in missing:
        problems.error(
            values[key].line if key in values else start + 1, f"the {key} is missing in the front matter"
        )
    if missing:
        return None
    client = _client(values["client"], expected.code, problems)
    session = _session(values["session"], expected.session, problems)
    date = _date(values["date"], expected.today, problems)
    phase = _choice(values["phase"], "phase", Phase, problems)
    mode = (
        _choice(values["mode"], "mode", Mode, problems)
        if values.get("mode", Value(0, "")).text
        else Mode.IN_PERSON
    )
    minutes = _minutes(values.get("minutes", Value(0, "")), problems)
    if session is None or date is None or phase is None or mode is None:
        return None
    return FrontMatter(client, session, date, Phase(phase), minutes, Mode(mode))


def same_code(one: str, other: str) -> bool:
    """Whether two codes are the same: NFKC, without letter case."""
    return _fold(one) == _fold(other)


def _fold(code: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", code).strip().casefold())


def _client(value: Value, code: str, problems: Problems) -> str:
    if code and not same_code(value.text, code):
        problems.error(value.line, f"this names another client; the chart is that of {code}")
    return code or value.text


def _session(value: Value, expected: int | None, problems: Problems) -> int | None:
    if not value.text.isdecimal() or len(value.text) > 3:
        problems.error(value.line, "a session is a number: 1, 2, 3, ... (0 is the intake)")
        return None
    if expected is not None and int(value.text) != expected:
        problems.error(
            value.line, f"this note says it is of session {int(value.text)}; this one is session {expected}"
        )
    return int(value.text)


def _date(value: Value, today: dt.date | None, problems: Problems) -> dt.date | None:
    try:
        date = dt.date.fromisoformat(value.text)
    except ValueError:
        problems.error(value.line, "a date is written as 2026-03-16")
        return None
    if today and date > today:
        problems.error(value.line, f"{date} is still to come; today is {today}")
    return date


def are_minutes(text: str) -> bool:
    """Whether a text is a length that a session can have."""
    return text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= _MOST_MINUTES


def _minutes(value: Value, problems: Problems) -> int | None:
    if not value.text:
        return None
    if not are_minutes(value.text):
        problems.error(value.line, f"minutes are a whole number from 1 to {_MOST_MINUTES}")
        return None
    return int(value.text)


def _choice(value: Value, key: str, kind: Iterable[str], problems: Problems) -> str | None:
    known = [str(member) for member in kind]
    if key_id(value.text) in known:
        return key_id(value.text)
    choices = [words(choice) for choice in known]
    problems.error(value.line, f"the {key} is {one_of(choices)}{did_you_mean(value.text[:60], choices)}")
    return None
