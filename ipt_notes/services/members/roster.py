"""Who is in a practice: the members as the roster tells them, and how they are found by name.

A vault of one has no roster: its member is alone.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from ipt_notes.errors import NotFound, UsageProblem
from ipt_notes.services.trust.streams import START

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Head

SHORTEST_ID = 4
"""How many hex digits of an id a person types at least."""
NOBODY = "somebody who is not in the practice"


class MemberNotFound(NotFound):
    """There is no member {name} in the practice."""

    hint = "`ipt-notes practice members` shows who is in it"


class Standing(StrEnum):
    """What a member is in the practice."""

    OWNER = "owner"
    THERAPIST = "therapist"
    TRAINEE = "trainee"


class Colleague(Struct, frozen=True):
    """A member as the roster tells them. `signing` are Ed25519 public keys by their first epoch, `encryption` X-Wing's.

    `joined` is None for the member of a vault of one, `left` while they are in the practice.
    """

    id: bytes
    name: str
    standing: Standing
    signing: tuple[tuple[int, bytes], ...]
    encryption: bytes
    joined: dt.datetime | None = None
    left: dt.datetime | None = None
    is_recovery: bool = False

    @property
    def is_present(self) -> bool:
        """Whether they are in the practice still."""
        return self.left is None

    @property
    def is_owner(self) -> bool:
        """Whether they may say who is in the practice."""
        return self.is_present and self.standing is Standing.OWNER


class Now(NamedTuple):
    """What a practice says of its members today (ids as hex digits): what is written from now on is held against that."""

    ever_owners: frozenset[str]
    ever_recovery: frozenset[str]


class Invite(NamedTuple):
    """An invitation that was not used or withdrawn; `public` is its one-time key (32 bytes), `by` who invited."""

    id: bytes
    public: bytes
    name: str
    standing: Standing
    until: dt.datetime
    by: bytes


class Roster:
    """The members by their id (16 bytes), those who left too; `invites` are the open ones; `head` where the stream ends."""

    def __init__(
        self,
        members: Mapping[bytes, Colleague],
        *,
        invites: Mapping[bytes, Invite] | None = None,
        ever_owners: frozenset[str] = frozenset(),
        ever_recovery: frozenset[str] = frozenset(),
        head: Head = START,
    ) -> None:
        """Hold what a replay found. `ever_owners` and `ever_recovery` are ids (hex digits) of who ever was one."""
        self.members, self.invites = dict(members), dict(invites or {})
        self.ever_owners, self.ever_recovery, self.head = ever_owners, ever_recovery, head

    def __repr__(self) -> str:
        """Names nobody."""
        return f"<Roster of {len(self.members)}>"

    @property
    def is_alone(self) -> bool:
        """Whether the vault has no roster: it is not a practice of several."""
        return self.head == START

    @property
    def present(self) -> tuple[Colleague, ...]:
        """Who is in the practice, in the order in which they joined."""
        return tuple(member for member in self.members.values() if member.is_present)

    @property
    def owners(self) -> tuple[Colleague, ...]:
        """Who may say who is in the practice."""
        return tuple(member for member in self.members.values() if member.is_owner)

    @property
    def now(self) -> Now:
        """The owners and recovery recipients of today, in the place of those there ever were."""
        recovery = frozenset(member.id.hex() for member in self.present if member.is_recovery)
        return Now(frozenset(owner.id.hex() for owner in self.owners), recovery)

    def name_of(self, member: bytes) -> str:
        """What a member is called; words for one who is not known."""
        found = self.members.get(member)
        return found.name if found else NOBODY

    def public_of(self, member: bytes, epoch: int) -> bytes | None:
        """The signing key of a member (32 bytes) that counts at an epoch of a stream; None for one who is not known."""
        found = self.members.get(member)
        keys = found.signing if found else ()
        return next((key for first, key in reversed(keys) if first <= epoch), None)

    def find(self, name: str) -> Colleague:
        """The member with this name, or with an id that begins so (at least 4 hex digits).

        Of several of one name the one who is in the practice counts. MemberNotFound with near names; UsageProblem
        with the ids where it may be several.
        """
        wanted = normal_name(name)
        found = [member for member in self.members.values() if normal_name(member.name) == wanted]
        found = [member for member in found if member.is_present] or found or self._by_id(wanted)
        if len(found) == 1:
            return found[0]
        if found:
            ids = " or ".join(sorted(member.id.hex()[:8] for member in found))
            raise UsageProblem(what=f"{name!r} may be {ids}", hint="name one by these digits")
        raise self._not_found(name)

    def _by_id(self, wanted: str) -> list[Colleague]:
        if len(wanted) < SHORTEST_ID:
            return []
        return [member for id_, member in self.members.items() if id_.hex().startswith(wanted)]

    def _not_found(self, name: str) -> MemberNotFound:
        from difflib import get_close_matches

        wanted, known = (
            normal_name(name),
            {normal_name(each.name): each.name for each in self.members.values()},
        )
        parts = [each for each in known if wanted and any(part.startswith(wanted) for part in each.split())]
        near = parts or get_close_matches(wanted, known, n=1, cutoff=0.5)
        hint = f"did you mean {' or '.join(repr(known[each]) for each in near[:3])}?" if near else None
        return MemberNotFound(name=repr(name), hint=hint)


def normal_name(name: str) -> str:
    """A member's name as it is compared."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


def read_roster(practice: Practice) -> Roster:
    """Who is in the practice. For a vault of one that costs a look at one row.

    ChartDamaged where a record is not what its author could write; RolledBack where it ends before what this machine
    has seen, or is another than the one in which this member joined; KeysGone, KeysReplaced.
    """
    from ipt_notes.services.members import roster_key

    entry = roster_key.own_entry(practice)
    if entry is None:
        return _alone(practice)
    from ipt_notes.services.members import roster_stream

    return roster_stream.read(practice, entry).roster


def _alone(practice: Practice) -> Roster:
    member = practice.member
    signing = tuple((each.epoch, each.public) for each in member.generations)
    alone = Colleague(member.id, member.name, Standing.OWNER, signing, member.encryption_public)
    return Roster({member.id: alone}, ever_owners=frozenset({member.id.hex()}))
