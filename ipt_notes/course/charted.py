"""What the sections of all notes add up to, each a frozen value: people, foci, risk, incidents, beginning items."""

from __future__ import annotations

import datetime as dt
import re

from msgspec import Struct, field

from ipt_notes.course.note import Script
from ipt_notes.course.sections import BY_ID, is_yes, stated
from ipt_notes.course.vocabulary import ProblemArea

_BEHIND_A_NAME = re.compile(r"[(,;]")


def person_label(name: str) -> str:
    """A person's label without what stands behind it: "N." of "N. (partner)"."""
    return _BEHIND_A_NAME.split(name, maxsplit=1)[0].strip()


def person_key(name: str) -> str:
    """What makes two labels the same person: letter case, spaces and a last dot do not matter."""
    return " ".join(person_label(name).casefold().split()).rstrip(".")


class Filled(Struct, frozen=True):
    """A field's latest value, the one it had after the session that first wrote it, and the first and last session."""

    value: tuple[str, ...]
    first_value: tuple[str, ...]
    first_session: int
    last_session: int

    @property
    def text(self) -> str:
        """The value, several joined by "; "."""
        return "; ".join(self.value)


class Charted(Struct, frozen=True):
    """One section of the catalogue over the whole course: the latest value of every field."""

    fields: dict[str, Filled] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The field's latest value or ""."""
        filled = self.fields.get(key)
        return filled.text if filled else ""


class Person(Struct, frozen=True):
    """Someone in the interpersonal inventory, as last described; `rings` are (session, inner, middle or outer)."""

    label: str
    relationship: str
    fields: dict[str, Filled]
    rings: tuple[tuple[int, str], ...]
    first_session: int

    def text(self, key: str) -> str:
        """The field's latest value or ""."""
        filled = self.fields.get(key)
        return filled.text if filled else ""

    def text_at_start(self, key: str) -> str:
        """The field's value as the session that first wrote it left it, or ""."""
        filled = self.fields.get(key)
        return "; ".join(filled.first_value) if filled else ""

    @property
    def ring_start(self) -> str:
        """Where the client placed them first, or ""."""
        return self.rings[0][1] if self.rings else ""

    @property
    def ring_now(self) -> str:
        """Where the client placed them last, or ""."""
        return self.rings[-1][1] if self.rings else ""

    @property
    def is_confidant(self) -> bool:
        """Whether the client confides in them."""
        return is_yes(self.text("is_confidant"))

    @property
    def is_deceased(self) -> bool:
        """Whether they have died."""
        return self.text("living_status") == "deceased"

    @property
    def is_linked(self) -> bool:
        """Whether they are linked to the episode."""
        return is_yes(self.text("linked_to_episode"))

    @property
    def missing(self) -> tuple[str, ...]:
        """The required keys that are blank; "relationship" among them when it was not stated."""
        blank = tuple(key for key in BY_ID["inventory"].entry_required if not self.text(key))
        return blank if self.relationship else ("relationship", *blank)


class Focus(Struct, frozen=True):
    """A problem area that is being worked on; `stages` are (session, dispute stage).

    `agreed_session` is the first session of the client's agreement as it stands now, None where there is none.
    """

    area: ProblemArea
    fields: dict[str, Filled]
    stages: tuple[tuple[int, str], ...]
    first_session: int
    agreed_session: int | None = None

    def text(self, key: str) -> str:
        """The field's latest value or ""."""
        filled = self.fields.get(key)
        return filled.text if filled else ""

    @property
    def is_agreed(self) -> bool:
        """Whether the client accepted it."""
        return is_yes(self.text("agreed"))

    @property
    def is_primary(self) -> bool:
        """Whether it ranks first of two."""
        return is_yes(self.text("primary"))


class Risk(Struct, frozen=True):
    """A session's risk assessment as its note has it; then, of the day it was written, as each addendum completes it.

    `safety_plan` is the plan, or where it is kept; `escalation` who was told, `escalated_on` when, then what was agreed
    and what came of it.
    """

    session: int
    on: dt.date
    level: str = ""
    assessment: str = ""
    safety_plan: str = ""
    escalation: str = ""
    escalated_on: str = ""
    escalation_agreed: str = ""
    escalation_outcome: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks to be an assessment. That it was not asked is no assessment, whatever the reason."""
        values = {"level": self.level, "assessment": stated(self.assessment)}
        return tuple(name for name, value in values.items() if not value)


class Incident(Struct, frozen=True):
    """An interpersonal incident, with its communication analysis if there was one."""

    session: int
    title: str
    fields: dict[str, tuple[str, ...]]
    script: Script | None
    alternatives: tuple[str, ...]


class BeginningItem(Struct, frozen=True):
    """One thing the beginning must finish. `missing` says in words what is still blank."""

    id: str
    completed_session: int | None
    completed_on: dt.date | None
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.completed_session is not None


def told_missing(missing: tuple[str, ...], most: int) -> str:
    """The first `most` things a beginning item lacks, and how many more there are."""
    more = f" and {len(missing) - most} more" if len(missing) > most else ""
    separator = "; " if any(": " in each for each in missing) else ", "
    return separator.join(missing[:most]) + more
