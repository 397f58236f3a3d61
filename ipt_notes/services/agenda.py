"""What is owed today, over the whole caseload: drafts, risk, unsigned notes, what is due, endings near."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import ClientNotFound, Damaged, Refused
from ipt_notes.services.owing import ALONE, Owed, Sharing, owed_by
from ipt_notes.services.sittings import drafting, drafts, kept_drafts
from ipt_notes.services.sittings.rescuing import rescue
from ipt_notes.services.thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice

_URGENCIES = ("now", "soon", "later")
_KINDS = (
    "damage",
    "emergency",
    "access",
    "draft",
    "risk",
    "cosignature",
    "finding",
    "unsigned",
    "assessment",
    "measure",
    "summary",
    "conclusion",
    "ending",
    "pace",
    "waiting",
)
"""The gravest first."""


class Agenda(Struct, frozen=True):
    """What is owed on `today`, the most urgent first; `courses` counts those still running.

    Of what is equally urgent the client with the gravest thing comes first, then all else of that client; of what waits
    for a supervisor the oldest.
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
            chart = practice.read(grant)
            course = chart.course
        except Damaged as error:
            found.append(Owed(grant.code, "damage", "now", error.message, "ipt-notes vault verify"))
            continue
        except (ClientNotFound, Refused):  # erased, or taken back, since the list of grants was read
            continue
        running += course.conclusion is None
        found += owed_by(course, today, days, limits, sharing_of(practice, chart))
        found += _access(practice, chart)
    return Agenda(today, days, running, tuple(_sorted(found)))


def _access(practice: Practice, chart: OpenChart) -> Iterator[Owed]:
    if practice.is_shared:
        from ipt_notes.services.members.owing_access import owed_access

        yield from owed_access(practice, chart)


def sharing_of(practice: Practice, chart: OpenChart) -> Sharing:
    """What this member has to do with the latest course."""
    if not practice.is_shared:
        return ALONE
    from ipt_notes.course.signatures import adds_to
    from ipt_notes.course.vocabulary import Role
    from ipt_notes.services.cosigning import SOMEBODY, may_cosign, waiting_for_me, waits_for

    named, me = waits_for(practice, chart), practice.member.id.hex()
    summary = chart.course.summary
    is_mine = may_cosign(practice, chart)
    return Sharing(
        chart.access.role_of(me) is Role.WRITE,
        tuple(session.number for session in waiting_for_me(practice, chart)),
        bool(is_mine and summary and summary.awaits_cosignature and adds_to(summary, me)),
        "" if named == SOMEBODY else named,
        {
            session.number: practice.roster.name_of(bytes.fromhex(session.saved_by))
            for session in chart.course.unsigned
            if session.saved_by not in ("", me)
        },
    )


def _drafts(practice: Practice) -> Iterator[Owed]:
    rescue(practice)
    found = drafts.left(practice)
    codes = kept_drafts.codes_by_client(practice) if found else {}
    for draft in found:
        code, what = codes.get(draft.client, draft.code), f"{drafting.told(practice, draft)} was kept"
        how = drafting.command(draft, code)
        if kept_drafts.is_gone(practice, draft, codes):
            how, why = kept_drafts.how_to_read(draft), kept_drafts.why_gone(practice)
            what = f"{drafting.told(practice, draft)} can't be saved, for the client was {why}; it was kept"
        yield Owed(code, "draft", "now", what, how, at=draft.at)


def _gravity(owed: Owed) -> tuple[int, dt.date]:
    """The place of its kind; between co-signatures that of the day they are due."""
    is_dated = owed.kind == "cosignature" and owed.due is not None
    return _KINDS.index(owed.kind), owed.due if is_dated and owed.due else dt.date.min


def _sorted(found: list[Owed]) -> list[Owed]:
    gravest: dict[tuple[str, str], tuple[int, dt.date]] = {}
    for owed in found:
        key, grave = (owed.urgency, owed.code), _gravity(owed)
        gravest[key] = min(grave, gravest.get(key, grave))
    return sorted(
        found,
        key=lambda owed: (
            _URGENCIES.index(owed.urgency),
            gravest[owed.urgency, owed.code],
            owed.code.casefold(),
            _KINDS.index(owed.kind),
        ),
    )
