"""Replays the roster: each record is taken in by the rule of its kind, and refused where its author could not write it.

Pure: it is given records and signatures, and asks no clock and no vault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.errors import ChartDamaged
from ipt_notes.keys.authorship import is_signed
from ipt_notes.services.members.roster import Colleague, Invite, Roster, Standing
from ipt_notes.services.members.roster_records import (
    Founded,
    Invited,
    InviteWithdrawn,
    Joined,
    MemberLeft,
    RecoverySet,
    StandingChanged,
    decode,
    digest_of,
    join_proof,
)

if TYPE_CHECKING:
    import datetime as dt

    from ipt_notes.services.members.roster_records import RosterRecord
    from ipt_notes.vault.port import Head


class _NotAllowed(Exception):
    """The record's author could not write it."""


class Replay:
    """The roster after the records that were taken in so far: one that is refused changes nothing.

    `after` is the digest that the next one must name.
    """

    def __init__(self, vault: bytes, stream: bytes) -> None:
        """Begin with an empty roster of this vault (16 bytes), in this stream (16 bytes)."""
        self._vault, self.after = vault, stream.hex()
        self._members: dict[bytes, Colleague] = {}
        self._invites: dict[bytes, Invite] = {}
        self._invited: set[bytes] = set()
        self._owners: set[str] = set()
        self._recovery: set[str] = set()

    def __repr__(self) -> str:
        """Names nobody."""
        return f"<Replay of {len(self._members)}>"

    def roster(self, head: Head) -> Roster:
        """Who is in the practice now; `head` is where the stream ends."""
        return Roster(
            self._members,
            invites=self._invites,
            ever_owners=frozenset(self._owners),
            ever_recovery=frozenset(self._recovery),
            head=head,
        )

    def take(self, payload: bytes, signature: bytes, seq: int, *, is_new: bool = True) -> None:
        """Take in the record at place `seq`. ChartDamaged where it breaks a rule.

        Signatures are checked where it is new to this machine: what it has seen before is bound by its hash.
        """
        record = decode(payload, seq)
        try:
            _require(record.after == self.after)
            _require(not is_new or is_signed(payload, signature, self._key_of(record)))
            self._take(record, is_new=is_new)
        except _NotAllowed:
            raise ChartDamaged(seq=seq) from None
        self.after = digest_of(payload)

    def _key_of(self, record: RosterRecord) -> bytes:
        """The key that the record's author signs with; who comes in brings it along."""
        match record.body:
            case Founded(keys=keys):
                return bytes.fromhex(keys[-1][1])
            case Joined(signing=signing):
                return bytes.fromhex(signing)
        known = self._members.get(bytes.fromhex(record.author))
        if known is None:
            raise _NotAllowed
        return known.signing[-1][1]

    def _take(self, record: RosterRecord, *, is_new: bool) -> None:
        author, at = bytes.fromhex(record.author), record.at
        match record.body:
            case Founded() as body:
                self._found(author, body, at)
            case Joined() as body:
                self._join(author, body, at, is_new=is_new)
            case Invited() as body:
                self._require_owner(author)
                self._invite(author, body)
            case InviteWithdrawn() as body:
                self._require_owner(author)
                _require(self._invites.pop(bytes.fromhex(body.invite), None) is not None)
            case StandingChanged() as body:
                self._require_owner(author)
                self._change_standing(bytes.fromhex(body.member), body.standing)
            case MemberLeft() as body:
                self._require_owner(author)
                self._leave(bytes.fromhex(body.member), at)
            case RecoverySet() as body:
                self._require_owner(author)
                self._set_recovery(bytes.fromhex(body.member), is_recovery=body.is_recovery)

    def _require_owner(self, author: bytes) -> None:
        known = self._members.get(author)
        _require(known is not None and known.is_owner)

    def _found(self, author: bytes, body: Founded, at: dt.datetime) -> None:
        epochs = [epoch for epoch, _ in body.keys]
        _require(not self._members and author.hex() == body.member)
        _require(epochs[0] == 1 and epochs == sorted(set(epochs)))
        signing = tuple((epoch, bytes.fromhex(key)) for epoch, key in body.keys)
        encryption = bytes.fromhex(body.encryption)
        self._add(Colleague(author, body.name, Standing.OWNER, signing, encryption, joined=at))

    def _add(self, member: Colleague) -> None:
        self._members[member.id] = member
        if member.standing is Standing.OWNER:
            self._owners.add(member.id.hex())

    def _invite(self, author: bytes, body: Invited) -> None:
        invite = bytes.fromhex(body.invite)
        _require(invite not in self._invited)
        self._invited.add(invite)
        public = bytes.fromhex(body.public)
        self._invites[invite] = Invite(invite, public, body.name, body.standing, body.until, author)

    def _join(self, author: bytes, body: Joined, at: dt.datetime, *, is_new: bool) -> None:
        invite = self._invites.get(bytes.fromhex(body.invite))
        if invite is None or at > invite.until:
            raise _NotAllowed
        _require(author.hex() == body.member and author not in self._members)
        signing, encryption = bytes.fromhex(body.signing), bytes.fromhex(body.encryption)
        proven = join_proof(self._vault, invite.id, author, signing, encryption)
        _require(not is_new or is_signed(proven, bytes.fromhex(body.proof), invite.public))
        del self._invites[invite.id]
        self._add(Colleague(author, body.name, invite.standing, ((1, signing),), encryption, joined=at))

    def _change_standing(self, id_: bytes, standing: Standing) -> None:
        member = self._present(id_)
        self._require_owner_beside(member, stays=standing is Standing.OWNER)
        self._add(replace(member, standing=standing))

    def _leave(self, id_: bytes, at: dt.datetime) -> None:
        member = self._present(id_)
        self._require_owner_beside(member, stays=False)
        self._members[id_] = replace(member, left=at, is_recovery=False)

    def _set_recovery(self, id_: bytes, *, is_recovery: bool) -> None:
        self._members[id_] = replace(self._present(id_), is_recovery=is_recovery)
        if is_recovery:
            self._recovery.add(id_.hex())

    def _present(self, id_: bytes) -> Colleague:
        member = self._members.get(id_)
        if member is None or not member.is_present:
            raise _NotAllowed
        return member

    def _require_owner_beside(self, member: Colleague, *, stays: bool) -> None:
        """A practice always has an owner."""
        others = (other for other in self._members.values() if other.is_owner and other.id != member.id)
        _require(stays or any(others))


def _require(is_so: bool) -> None:  # noqa: FBT001 - reads as the claim it is given
    if not is_so:
        raise _NotAllowed
