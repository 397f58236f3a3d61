"""The demo's four invented courses as they are told: a folder each in the package's folder `demo`.

One Markdown file a session, as a therapist types it, `course.toml` with what happens beside the notes, and for a course
that is concluded `summary.md`, the narrative as the therapist edited it. Days count from the first session, which is
placed so that the last one was some days before today; {day-3}, {Day-3}, {month-9} and {year-28} in a text count from
the day it is written.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.course.vocabulary import Absence, Channel
from ipt_notes.course.wording import shown_date

COURSES = Path(__file__).parents[1] / "demo"
"""Where the four courses lie."""
WEEK = dt.timedelta(weeks=1)
_SATURDAY, _FRIDAY = 5, 4
_MARK = re.compile(r"\{([dD]ay|month|year)([+-]\d+)?\}")


class Happening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something beside the notes, `week` weeks and `day` days after the first session."""

    week: int
    day: int = 0


class MissedThen(Happening, frozen=True, kw_only=True):
    """A session that did not take place."""

    how: Absence
    reason: str


class ContactThen(Happening, frozen=True, kw_only=True):
    """A call, letter or message."""

    channel: Channel
    text: str


class OverrideThen(Happening, frozen=True, kw_only=True):
    """A documented reason to let a finding stand."""

    rule: str
    reason: str
    extended_to: int | None = None


class PlanThen(Happening, frozen=True, kw_only=True):
    """Another number of sessions was agreed."""

    planned: int
    reason: str


class Story(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A course of the demo: what `client add` is told, and what happens beside the notes.

    `birthday` is month and day, `last_session` how many days before today the last session was, `weeks` the week of
    each session, `signed` up to which session the notes are signed. `summary_after` is how many days after the last
    session the termination summary was signed (None: the course is not concluded), `summary` its narrative. `notes`
    are the notes in order.
    """

    code: str
    name: str
    age: int
    birthday: str
    variant: str
    planned: int
    minutes: int
    condition: str
    last_session: int
    weeks: tuple[int, ...]
    signed: int
    missed: tuple[MissedThen, ...] = ()
    contacts: tuple[ContactThen, ...] = ()
    overrides: tuple[OverrideThen, ...] = ()
    plans: tuple[PlanThen, ...] = ()
    summary_after: int | None = None
    summary: str = ""
    notes: tuple[str, ...] = ()


def read_stories() -> tuple[Story, ...]:
    """The four courses, by their codes."""
    found = [_read_story(file.parent) for file in COURSES.glob("*/course.toml")]
    return tuple(sorted(found, key=lambda story: story.code))


def _read_story(folder: Path) -> Story:
    notes = tuple(file.read_text(encoding="utf-8") for file in sorted(folder.glob("[0-9]*.md")))
    story = msgspec.toml.decode((folder / "course.toml").read_bytes(), type=Story)
    summary = folder / "summary.md"
    is_concluded = story.summary_after is not None
    return replace(story, notes=notes, summary=summary.read_text(encoding="utf-8") if is_concluded else "")


def first_session(story: Story, today: dt.date) -> dt.date:
    """The day of the first session. A last session on a weekend is moved back to the Friday, and all with it."""
    last = today - dt.timedelta(days=story.last_session)
    if last.weekday() >= _SATURDAY:
        last -= dt.timedelta(days=last.weekday() - _FRIDAY)
    return last - WEEK * story.weeks[-1]


def dated(text: str, day: dt.date) -> str:
    """The text with its marks as dates: {day-3} is three days before `day` (2026-03-13) and {Day-3} the same in words (13
    March 2026); {month-9} and {year} are as exact as they say.
    """
    return _MARK.sub(lambda found: _date(day, found[1], int(found[2] or 0)), text)


def _date(day: dt.date, unit: str, offset: int) -> str:
    if unit in ("day", "Day"):
        then = day + dt.timedelta(days=offset)
        return then.isoformat() if unit == "day" else shown_date(then)
    if unit == "year":
        return str(day.year + offset)
    year, month = divmod(day.year * 12 + day.month - 1 + offset, 12)
    return f"{year}-{month + 1:02}"


def born(story: Story, on: dt.date) -> dt.date:
    """The day of birth of somebody who is `age` years old on a day."""
    birthday = dt.date.fromisoformat(f"{on.year}-{story.birthday}")
    return birthday.replace(year=on.year - story.age - (birthday > on))
