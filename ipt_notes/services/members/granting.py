"""Gives colleagues access to a chart, takes it back, and hands the chart over. Who may do that stands in `course.access`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.records import AccessGranted, AccessRevoked, EpochBegun, HolderChanged
from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.keys.grants import Grant, new_client_key
from ipt_notes.services.members import pins
from ipt_notes.services.practice import member_id
from ipt_notes.services.unlock.regranting import write_with_grant

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ipt_notes.course.records import Bodies
    from ipt_notes.services.members.roster import Colleague
    from ipt_notes.services.practice import OpenChart, Practice


class HasLeft(Refused):
    """{name} has left the practice."""

    hint = "who is in it: `ipt-notes practice members`"


class NoAccess(Refused):
    """{name} has no access to the chart of {code}."""

    hint = "`ipt-notes practice access {code}` shows who has"


class HoldsChart(Refused):
    """{name} holds the chart of {code}, and reads and writes it anyway."""

    hint = "it is handed over with `ipt-notes practice hand-over {code} MEMBER`"


class AccessChanged(Struct, frozen=True):
    """What a member may do with a chart from now on: "" for nothing. `is_new`: it was something else before."""

    code: str
    member: str
    role: str
    is_new: bool


class AccessLine(Struct, frozen=True):
    """Who shares a chart: `role` is holder, read, write or supervise; `emergency` the reason of one that is unanswered."""

    member: str
    id: str
    role: str
    has_left: bool
    emergency: str = ""


class ChartAccess(Struct, frozen=True):
    """Who shares a chart, its holder first."""

    code: str
    members: tuple[AccessLine, ...]


def grant_access(practice: Practice, code: str, member: str, role: Role) -> AccessChanged:
    """Give a member a role in a chart, in place of another one.

    MemberNotFound; HasLeft; NotConfirmed, ChangedKey; HoldsChart; NotAllowed for who doesn't hold the chart.
    """
    colleague = _confirmed(practice, member)
    changes: list[bool] = []

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        _refuse_holder(chart, colleague)
        changes[:] = [chart.access.roles.get(colleague.id.hex()) != role]
        return _same(chart), [AccessGranted(colleague.id.hex(), role)] if changes[0] else []

    chart = write_with_grant(practice, practice.find(code), decide)
    return AccessChanged(chart.code, colleague.name, str(role), changes[0])


def revoke_access(practice: Practice, code: str, member: str, reason: str = "") -> AccessChanged:
    """Take a member's access to a chart back: what is written from now on is under a new key, which they are not given.

    MemberNotFound; NoAccess; HoldsChart; NotAllowed.
    """
    colleague = practice.roster.find(member)

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        _refuse_holder(chart, colleague)
        if colleague.id.hex() not in chart.access.roles:
            raise NoAccess(name=colleague.name, code=chart.code)
        epoch = max(chart.grant.keys) + 1
        grant = _same(chart)
        grant.keys[epoch] = new_client_key()
        return grant, [AccessRevoked(colleague.id.hex(), reason), EpochBegun(epoch, "access was taken back")]

    chart = write_with_grant(practice, practice.find(code), decide)
    return AccessChanged(chart.code, colleague.name, "", is_new=True)


def hand_over(practice: Practice, code: str, member: str, reason: str = "") -> AccessChanged:
    """Make another member the holder of a chart; who held it may write on. The errors of `grant_access`."""
    colleague = _confirmed(practice, member)
    who = colleague.id.hex()

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        _refuse_holder(chart, colleague)
        first = [] if who in chart.access.roles else [AccessGranted(who, Role.WRITE)]
        return _same(chart), [*first, HolderChanged(who, reason)]

    chart = write_with_grant(practice, practice.find(code), decide)
    return AccessChanged(chart.code, colleague.name, "holder", is_new=True)


def chart_access(practice: Practice, code: str, *, by_prefix: bool = False) -> ChartAccess:
    """Who shares a chart."""
    chart = practice.open(code, by_prefix=by_prefix)
    access = chart.access
    urgent = {each.member: each.reason for each in access.emergencies}
    roles = {access.holder: "holder", **{member: str(role) for member, role in access.roles.items()}}
    lines = (_line(practice, member, role, urgent.get(member, "")) for member, role in roles.items())
    return ChartAccess(chart.code, tuple(lines))


def _line(practice: Practice, member: str, role: str, emergency: str) -> AccessLine:
    colleague = practice.roster.members.get(member_id(member))
    has_left = colleague is not None and not colleague.is_present
    return AccessLine(practice.roster.name_of(member_id(member)), member[:8], role, has_left, emergency)


def emergencies(practice: Practice, chart: OpenChart) -> list[tuple[str, dt.datetime, str]]:
    """(name, when, why) of each emergency that this member, who holds the chart, has not answered."""
    if chart.access.holder != practice.member.id.hex():
        return []
    return [
        (practice.roster.name_of(member_id(each.member)), each.at, each.reason)
        for each in chart.access.emergencies
    ]


def _confirmed(practice: Practice, member: str) -> Colleague:
    """The member with this name, whose keys were confirmed by their fingerprint."""
    colleague = practice.roster.find(member)
    if colleague.id == practice.member.id:
        raise UsageProblem(what="that is you", hint="name a colleague: `ipt-notes practice members`")
    if not colleague.is_present:
        raise HasLeft(name=colleague.name)
    pins.require_pinned(practice, colleague)
    return colleague


def _refuse_holder(chart: OpenChart, colleague: Colleague) -> None:
    if chart.access.holder == colleague.id.hex():
        raise HoldsChart(name=colleague.name, code=chart.code)


def _same(chart: OpenChart) -> Grant:
    old = chart.grant
    return Grant(old.client, dict(old.keys), old.code, old.name, is_shared=old.is_shared)
