"""What is owed today, over the whole caseload: drafts, risk, unsigned notes, what is due, endings near."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import Damaged
from ipt_notes.services.owing import Owed, owed_by
from ipt_notes.services.sittings import drafting, drafts
from ipt_notes.services.sittings.rescuing import rescue
from ipt_notes.services.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice

_URGENCIES = ("now", "soon", "later")
_KINDS = (
    "damage",
    "draft",
    "risk",
    "finding",
    "unsigned",
    "assessment",
    "measure",
    "summary",
    "conclusion",
    "ending",
    "pace",
)
"""The gravest first."""


class Agenda(Struct, frozen=True):
    """What is owed on `today`, the most urgent first; `courses` counts those still running.

    Of what is equally urgent the client with the gravest thing comes first, then all else of that client.
    """

    today: dt.date
    days: int
    courses: int
    owed: tuple[Owed, ...]


def agenda(practice: Practice, days: int = 7) -> Agenda:
    """What is owed within `days` from today."""
    today, found, running = practice.settings.today, list(_drafts(practice)), 0
    limits = thresholds(practice.settings)
    for grant in practice.grants():
        try:
            course = practice.read(grant).course
        except Damaged as error:
            found.append(Owed(grant.code, "damage", "now", error.message, "ipt-notes vault verify"))
            continue
        running += course.conclusion is None
        found += owed_by(course, today, days, limits)
    return Agenda(today, days, running, tuple(_sorted(found)))


def _drafts(practice: Practice) -> Iterator[Owed]:
    rescue(practice)
    for draft in drafts.left(practice):
        what = f"{drafting.told(practice, draft)} was kept"
        yield Owed(draft.code, "draft", "now", what, drafting.command(draft), at=draft.at)


def _sorted(found: list[Owed]) -> list[Owed]:
    gravest: dict[tuple[str, str], int] = {}
    for owed in found:
        key, kind = (owed.urgency, owed.code), _KINDS.index(owed.kind)
        gravest[key] = min(kind, gravest.get(key, kind))
    return sorted(
        found,
        key=lambda owed: (
            _URGENCIES.index(owed.urgency),
            gravest[owed.urgency, owed.code],
            owed.code.casefold(),
            _KINDS.index(owed.kind),
        ),
    )
