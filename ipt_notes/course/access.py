"""Who may do what with a chart: folded from its records, as courses are. Pure.

The author of the first record holds the chart. The holder gives roles to other members of the practice, takes them
back, co-signs what they signed in it, and hands the chart over; an owner of the practice who may read it can give and
take roles too. A record whose author had no right
to it is damage, whoever signed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import ChartDamaged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping

    from ipt_notes.course.records import Record

_OF_ACCESS = (r.AccessGranted, r.AccessRevoked, r.HolderChanged, r.EmergencyOpened)
_GOVERNING = (r.AccessGranted, r.AccessRevoked, r.HolderChanged, r.EpochBegun)
_COSIGNING = (r.NoteCosigned, r.SummaryCosigned)
_READING = (r.Disclosed,)
"""What a member who may only read writes all the same: that a document left the vault."""


class Standings(Protocol):
    """What a practice says of its members (ids as hex digits): who was ever an owner, and who a recovery recipient."""

    @property
    def ever_owners(self) -> Collection[str]:
        """The owners there ever were."""

    @property
    def ever_recovery(self) -> Collection[str]:
        """The recovery recipients there ever were."""


class Emergency(NamedTuple):
    """A recovery recipient opened the chart; `at` is UTC."""

    member: str
    at: dt.datetime
    reason: str


class Access(NamedTuple):
    """Who may do what. Members are ids as hex digits; `roles` are those of members beside the holder.

    `emergencies` are the openings that nobody has answered yet, by giving that member a role or taking it back, or the
    chart itself. Who opened it can't answer for themselves.
    """

    holder: str = ""
    roles: Mapping[str, Role] = {}
    emergencies: tuple[Emergency, ...] = ()

    def role_of(self, member: str) -> Role | None:
        """A member's role; the holder writes. None for who has no access."""
        return Role.WRITE if member == self.holder else self.roles.get(member)

    def governs(self, member: str, standings: Callable[[], Standings]) -> bool:
        """Whether a member gives and takes access to the chart."""
        if member == self.holder:
            return True
        return member in self.roles and member in standings().ever_owners

    def cosigns(self, member: str) -> bool:
        """Whether a member may sign under what another signed here: who holds the chart, or supervises it."""
        return member == self.holder or self.roles.get(member) is Role.SUPERVISE

    def may_write(self, author: str, body: r.Bodies, standings: Callable[[], Standings]) -> bool:
        """Whether a member may add this to the chart."""
        if isinstance(body, r.EmergencyOpened):
            return body.member == author and author in standings().ever_recovery
        if isinstance(body, _GOVERNING):
            return self.governs(author, standings) and self._fits(body)
        role = self.role_of(author)
        if isinstance(body, _COSIGNING):
            return self.cosigns(author)
        return role is Role.WRITE or (role is not None and isinstance(body, _READING))

    def _fits(self, body: r.Bodies) -> bool:
        """Whether access can be given, taken or handed over so, as it stands."""
        match body:
            case r.AccessGranted(member=member):
                return member != self.holder
            case r.AccessRevoked(member=member) | r.HolderChanged(member=member):
                return member in self.roles
        return True

    def after(self, record: Record) -> Access:
        """The access behind a record that was allowed."""
        match record.body:
            case r.AccessGranted(member=member, role=role):
                return self._answered(record, member, {**self.roles, member: role})
            case r.AccessRevoked(member=member):
                return self._answered(record, member, self._without(member))
            case r.HolderChanged(member=member):
                others = {**self._without(member), self.holder: Role.WRITE}
                return Access(member, others, self._open_beside(member))
            case r.EmergencyOpened(member=member, reason=reason):
                roles = {member: Role.READ, **self.roles} if member != self.holder else self.roles
                opened = Emergency(member, record.at, reason)
                return Access(self.holder, roles, (*self.emergencies, opened))
        return self

    def _without(self, member: str) -> dict[str, Role]:
        return {other: role for other, role in self.roles.items() if other != member}

    def _answered(self, record: Record, member: str, roles: Mapping[str, Role]) -> Access:
        is_answer = record.author != member
        return Access(self.holder, roles, self._open_beside(member) if is_answer else self.emergencies)

    def _open_beside(self, member: str) -> tuple[Emergency, ...]:
        return tuple(each for each in self.emergencies if each.member != member)


NOBODY = Access()
"""The access to a chart that has no records yet."""


def _changes_nothing(record: Record) -> bool:
    """Whether a record of the holder leaves the access as it is: what came with an imported chart was about others."""
    return record.stated is not None or not isinstance(record.body, (*_OF_ACCESS, *_COSIGNING))


def follow(
    records: Iterable[Record], standings: Callable[[], Standings], start: Access = NOBODY, *, seq: int = 1
) -> Access:
    """The access behind these records, of which the first one is number `seq` of the chart.

    ChartDamaged names the first record that its author had no right to write. `standings` is asked only where a
    practice of several matters.
    """
    access = start
    for number, record in enumerate(records, seq):
        if not access.holder:
            access = Access(record.author)
        if record.author == access.holder and _changes_nothing(record):
            continue
        if not access.may_write(record.author, record.body, standings):
            raise ChartDamaged(seq=number)
        access = access.after(record)
    return access
