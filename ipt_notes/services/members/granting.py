"""Gives colleagues access to a chart, takes it back, and hands the chart over. Who may do that stands in `course.access`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.records import AccessGranted, AccessRevoked, EpochBegun, HolderChanged
from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.keys.grants import Grant, with_new_key
from ipt_notes.services.members import pins
from ipt_notes.services.members.offering import offer_again
from ipt_notes.services.members.standing import require_present
from ipt_notes.services.open_chart import member_id
from ipt_notes.services.unlock.regranting import write_with_grant

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from ipt_notes.course.records import Bodies
    from ipt_notes.services.members.roster import Colleague
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice


class NoAccess(Refused):
    """{name} has no access to the chart of {code}."""

    hint = "`ipt-notes practice access {code}` shows who has"


class HoldsChart(Refused):
    """{name} holds the chart of {code}, and reads and writes it anyway."""

    hint = "it is handed over with `ipt-notes practice hand-over {code} MEMBER`"


class SupervisingTrainee(Refused):
    """{name} is a trainee, and can't supervise: what a trainee signs waits for a supervisor."""

    hint = (
        "a trainee can have read or write access; once the training is over, an owner types"
        " `ipt-notes practice standing MEMBER therapist`"
    )


class AccessChanged(Struct, frozen=True):
    """What a member may do with a chart from now on: "" for nothing. `is_new`: it was something else before.

    `held_by` is who held it until now and is in the practice still, where it was handed over.
    """

    code: str
    member: str
    role: str
    is_new: bool
    held_by: str = ""


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
    """Give a member a role in a chart, in place of another one. Who has it already is offered the keys once more.

    That answers an emergency in which they opened the chart. MemberNotFound; HasLeft; NotConfirmed, ChangedKey; HoldsChart; SupervisingTrainee; NotAllowed for who doesn't hold the chart.
    """
    colleague = _confirmed(practice, member)
    who, changes = colleague.id.hex(), list[bool]()

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        require_present(practice.roster.members[colleague.id])
        _refuse_trainee(practice, colleague, role)
        _refuse_holder(chart, colleague)
        is_answer = any(each.member == who for each in chart.access.emergencies)
        changes[:] = [is_answer or chart.access.roles.get(who) != role]
        return _same(chart), [AccessGranted(who, role)] if changes[0] else []

    chart = write_with_grant(practice, practice.find(code), decide)
    if not changes[0]:
        offer_again(practice, chart, colleague.id)
    return AccessChanged(chart.code, colleague.name, str(role), changes[0])


def revoke_access(practice: Practice, code: str, member: str, reason: str = "") -> AccessChanged:
    """Take a member's access to a chart back: what is written from now on is under a new key, which they are not given.

    MemberNotFound; NoAccess; HoldsChart; NotAllowed; UsageProblem for oneself, who would know the new key.
    """
    colleague = practice.roster.find(member)
    if colleague.id == practice.member.id:
        raise UsageProblem(what="that is you", hint="whoever holds the chart takes your access back")

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        _refuse_holder(chart, colleague)
        if colleague.id.hex() not in chart.access.roles:
            raise NoAccess(name=colleague.name, code=chart.code)
        epoch = max(chart.grant.keys) + 1
        grant = with_new_key(chart.grant, epoch)
        return grant, [AccessRevoked(colleague.id.hex(), reason), EpochBegun(epoch, "access was taken back")]

    chart = write_with_grant(practice, practice.find(code), decide)
    return AccessChanged(chart.code, colleague.name, "", is_new=True)


def hand_over(practice: Practice, code: str, member: str, reason: str = "") -> AccessChanged:
    """Make another member the holder of a chart; who held it may write on. The errors of `grant_access`.

    An owner of the practice who may read it can take it over so, be it from somebody who has left.
    """
    colleague = _confirmed(practice, member, is_self_too=True)
    who, held = colleague.id.hex(), list[str]()

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        require_present(practice.roster.members[colleague.id])
        _refuse_holder(chart, colleague)
        held[:] = [chart.access.holder]
        first = [] if who in chart.access.roles else [AccessGranted(who, Role.WRITE)]
        return _same(chart), [*first, HolderChanged(who, reason)]

    chart = write_with_grant(practice, practice.find(code), decide)
    before = practice.roster.members.get(member_id(held[0]))
    held_by = before.name if before and before.is_present else ""
    return AccessChanged(chart.code, colleague.name, "holder", is_new=True, held_by=held_by)


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


def _confirmed(practice: Practice, member: str, *, is_self_too: bool = False) -> Colleague:
    """The member with this name, whose keys were confirmed by their fingerprint."""
    colleague = practice.roster.find(member)
    if colleague.id == practice.member.id and not is_self_too:
        raise UsageProblem(what="that is you", hint="name a colleague: `ipt-notes practice members`")
    require_present(practice.roster.members[colleague.id])
    pins.require_pinned(practice, colleague)
    return colleague


def _refuse_trainee(practice: Practice, colleague: Colleague, role: Role) -> None:
    """SupervisingTrainee, by the roster as it was read last."""
    standing = practice.roster.members[colleague.id].standing
    if role is Role.SUPERVISE and standing == "trainee":
        raise SupervisingTrainee(name=colleague.name)


def _refuse_holder(chart: OpenChart, colleague: Colleague) -> None:
    if chart.access.holder == colleague.id.hex():
        raise HoldsChart(name=colleague.name, code=chart.code)


def _same(chart: OpenChart) -> Grant:
    old = chart.grant
    return Grant(old.client, dict(old.keys), old.code, old.name, is_shared=old.is_shared)
