"""The structured note: what the parser makes of a therapist's Markdown, and what a record keeps beside the text.

All values are the therapist's words, tidied of white space. Meaning (is this a yes, which session) is read by
the replay, so that a record written today can be read better tomorrow.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta, Struct, field

from ipt_notes.course.vocabulary import Mode, Phase

Fields = dict[str, tuple[str, ...]]
Number = Annotated[int, Meta(ge=0)]


class Entry(Struct, frozen=True, omit_defaults=True):
    """A `### Name (relationship)` inside a section: a person, a warning sign, an option."""

    name: str
    relationship: str = ""
    fields: Fields = field(default_factory=dict)
    prose: str = ""


class Line(Struct, frozen=True, omit_defaults=True):
    """One line of a communication analysis: what was said, and what was felt, intended and communicated."""

    speaker: str
    words: str
    gesture: str = ""
    felt: str = ""
    intended: str = ""
    communicated: str = ""


class Script(Struct, frozen=True, omit_defaults=True):
    """A communication analysis: the setting and the lines of the scene, as recalled by the client."""

    setting: str = ""
    lines: tuple[Line, ...] = ()
    fields: Fields = field(default_factory=dict)


class ScoreLine(Struct, frozen=True, omit_defaults=True):
    """A measure as it was written down: item scores, or a total, or both.

    `instrument` is the measure's id ("phq9") or, for a tool the program does not know, "other" with its `name`.
    An item that was left out is null. `total` is there if it was written, or is not the plain sum of the items.
    `risk_answer` is the score of the item about self-harm where it was written behind a total alone.
    """

    instrument: str
    items: tuple[int | None, ...] = ()
    total: float | None = None
    name: str = ""
    risk_answer: int | None = None


class TimelineEvent(Struct, frozen=True, omit_defaults=True):
    """An event of the life chart; `when` is as exact as the client remembers ("2025-04", "spring 2019")."""

    when: str
    event: str
    mood_change: str = ""


class Section(Struct, frozen=True, omit_defaults=True):
    """One `## Heading` of a note. `id` is the catalogue's ("sick_role"), or made from an unknown heading."""

    id: str
    title: str = ""
    prose: str = ""
    fields: Fields = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    scores: tuple[ScoreLine, ...] = ()
    events: tuple[TimelineEvent, ...] = ()
    script: Script | None = None
    alternatives: tuple[str, ...] = ()

    def value(self, key: str) -> str:
        """The field's value, several joined by "; ", or "" if it was not filled in."""
        return "; ".join(self.fields.get(key, ()))

    @property
    def is_started(self) -> bool:
        """Whether the therapist wrote anything in it."""
        return bool(
            self.prose
            or self.fields
            or self.entries
            or self.scores
            or self.events
            or self.script
            or self.alternatives
        )


class Note(Struct, frozen=True, omit_defaults=True):
    """A whole note: its front matter and its started sections, in the order they were typed."""

    client: str
    session: Number
    date: dt.date
    phase: Phase
    minutes: int | None = None
    mode: Mode = Mode.IN_PERSON
    sections: tuple[Section, ...] = ()
