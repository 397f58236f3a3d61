"""The front matter: whose note it is, which session, when, which phase."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.vocabulary import Mode, Phase, to_id, words
from ipt_notes.notes.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.notes.problems import Problems

KEYS = ("client", "session", "date", "minutes", "phase", "mode")
_NEEDED = ("client", "session", "date", "phase")
_LINE = re.compile(r"([^:\s][^:]*?)\s*:\s*(.*)")
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
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if lines[0].strip() != "---" or end is None:
        problems.error(
            1, "the front matter is missing: client, session, date and phase between two lines of ---"
        )
        return None, text
    before = len(problems)
    values = _values(lines[1:end], problems)
    found = _read(values, expected, problems)
    rest = "\n".join([""] * (end + 1) + lines[end + 1 :])
    return (found if not any(problem.is_error for problem in problems[before:]) else None), rest


def _values(lines: list[str], problems: Problems) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        key = to_id(found[1]) if found else ""
        if not found:
            problems.error(
                number, f"this line of the front matter is not `key: value`{did_you_mean(line.strip(), KEYS)}"
            )
        elif key in values:
            problems.error(
                number, f"{key!r} stands in the front matter twice, here and in line {values[key].line}"
            )
        elif key not in KEYS:
            problems.error(number, f"the front matter has no {found[1]!r}{did_you_mean(key, KEYS)}")
        else:
            values[key] = Value(number, found[2].strip().strip("\"'"))
    return values


def _read(values: dict[str, Value], expected: Expected, problems: Problems) -> FrontMatter | None:
    for key in _NEEDED:
        if key not in values or not values[key].text:
            problems.error(
                values[key].line if key in values else 1, f"the front matter does not say the {key}"
            )
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
        problems.error(
            value.line, f"this note says it is of client {value.text[:64]!r}; the chart is that of {code!r}"
        )
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


def _minutes(value: Value, problems: Problems) -> int | None:
    if not value.text:
        return None
    if not value.text.isdecimal() or not 1 <= int(value.text[:6]) <= _MOST_MINUTES:
        problems.error(value.line, f"minutes are a whole number from 1 to {_MOST_MINUTES}")
        return None
    return int(value.text)


def _choice(value: Value, key: str, kind: Callable[[str], str], problems: Problems) -> str | None:
    known = [str(member) for member in kind]  # type: ignore[attr-defined]
    if to_id(value.text) in known:
        return to_id(value.text)
    near = did_you_mean(to_id(value.text), known, 0.5)
    problems.error(
        value.line,
        f"{key} {value.text[:40]!r} is not known{near or '; it is ' + ', '.join(map(words, known))}",
    )
    return None
