"""Invented members of a practice, and rosters written record by record."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipt_notes.keys.identity import Member, make_identity, open_identity
from ipt_notes.services.members import roster_records as rr
from ipt_notes.services.members.roster import Roster, Standing
from ipt_notes.services.members.roster_replay import Replay
from ipt_notes.vault.port import Head

VAULT, STREAM = b"a vault of tests", b"the roster of it"
NOW = dt.datetime(2026, 3, 16, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=7)


@lru_cache
def somebody(number: int) -> Member:
    """A member with an identity of their own; the same number is the same person."""
    id_, root = bytes([number]) * 16, bytes([number]) * 32
    blob = make_identity(vault=VAULT, member=id_, root=root, name=f"Dr {number} Example")
    return open_identity(blob, vault=VAULT, member=id_, root=root)


@lru_cache
def one_time_key(number: int) -> Ed25519PrivateKey:
    """The secret half of an invitation; the same number is the same invitation."""
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def invite_id(number: int) -> str:
    """The id of an invitation."""
    return bytes([number]).hex() * 16


def founded(member: Member) -> rr.Founded:
    """The first record of a roster."""
    keys = tuple((each.epoch, each.public.hex()) for each in member.generations)
    return rr.Founded(member.id.hex(), member.name, keys, member.encryption_public.hex())


def invited(number: int, standing: Standing = Standing.THERAPIST, until: dt.datetime = LATER) -> rr.Invited:
    """An invitation."""
    public = one_time_key(number).public_key().public_bytes_raw().hex()
    return rr.Invited(invite_id(number), public, f"Dr {number} Example", standing, until)


def joined(number: int, member: Member, *, key: int | None = None) -> rr.Joined:
    """The use of an invitation; `key` is the number of another whose key proves it."""
    public = (member.public, member.encryption_public)
    proven = rr.join_proof(VAULT, bytes.fromhex(invite_id(number)), member.id, *public)
    proof = one_time_key(number if key is None else key).sign(proven)
    return rr.Joined(
        invite_id(number), member.id.hex(), member.name, *(each.hex() for each in public), proof.hex()
    )


class Written:
    """A roster that is written record by record, each signed by its author."""

    def __init__(self) -> None:
        """Nothing was written."""
        self.replay, self.seq = Replay(VAULT, STREAM), 0

    def says(
        self, author: Member, body: rr.Bodies, *, at: dt.datetime = NOW, signer: Member | None = None
    ) -> Roster:
        """The roster with a record more; ChartDamaged where `author` may not write it."""
        payload = self.payload(author, body, at)
        self.replay.take(payload, (signer or author).sign(payload), self.seq + 1)
        self.seq += 1
        return self.roster()

    def payload(self, author: Member, body: rr.Bodies, at: dt.datetime = NOW) -> bytes:
        """The record that would come next."""
        return rr.encode(rr.RosterRecord(f"{self.seq:032x}", author.id.hex(), self.replay.after, at, body))

    def roster(self) -> Roster:
        """Who is in the practice now."""
        return self.replay.roster(Head(self.seq, bytes(32)))


def practice_of(*standings: Standing) -> Written:
    """The roster of a practice: somebody(0) founded it, somebody(1) and so on have these standings."""
    written = Written()
    written.says(somebody(0), founded(somebody(0)))
    for number, standing in enumerate(standings, 1):
        written.says(somebody(0), invited(number, standing))
        written.says(somebody(number), joined(number, somebody(number)))
    return written
