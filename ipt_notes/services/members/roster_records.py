"""What the roster of a practice is made of: one kind of record for each thing that happens to its members.

Each record holds the digest of the one before it, and its author signs both: whoever has the roster's key and the
server together can leave nothing out of what others signed, put it in another order or use it twice.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Struct

from ipt_notes.course.moment import Moment
from ipt_notes.course.records import Body
from ipt_notes.digests import sha256
from ipt_notes.errors import ChartDamaged
from ipt_notes.services.members.roster import Standing

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
"""16 bytes as hex digits."""
SigningKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""An Ed25519 public key as hex digits."""
EncryptionKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{2432}\Z")]
"""An X-Wing public key (ML-KEM-768 ‖ X25519, 1216 bytes) as hex digits."""
Proof = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}\Z")]
"""An Ed25519 signature as hex digits."""
LONGEST_NAME = 200
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
"""What a member is called."""
_Epoch = Annotated[int, msgspec.Meta(ge=1, lt=2**32)]


class Founded(Body, frozen=True):
    """A vault of one became a practice; its member is the first owner. `keys` are the signing keys by their first epoch."""

    member: Id
    name: Name
    keys: Annotated[tuple[tuple[_Epoch, SigningKey], ...], msgspec.Meta(min_length=1)]
    encryption: EncryptionKey


class Invited(Body, frozen=True):
    """Somebody may join until a moment, once, with the secret half of the key `public`. By an owner."""

    invite: Id
    public: SigningKey
    name: Name
    standing: Standing
    until: Moment


class InviteWithdrawn(Body, frozen=True):
    """An invitation that was not used counts no more. By an owner."""

    invite: Id


class Joined(Body, frozen=True):
    """An invitation was used. By the new member; `proof` is the signature of the invitation's key (see `join_proof`)."""

    invite: Id
    member: Id
    name: Name
    signing: SigningKey
    encryption: EncryptionKey
    proof: Proof


class StandingChanged(Body, frozen=True):
    """What a member is in the practice from now on. By an owner."""

    member: Id
    standing: Standing


class MemberLeft(Body, frozen=True):
    """A member is one no more; what they signed stays theirs. By an owner."""

    member: Id


class RecoverySet(Body, frozen=True):
    """From here on a member is to be granted every client, so that nobody's charts are lost; or no more. By an owner."""

    member: Id
    is_recovery: bool


Bodies = (
    Founded | Invited | InviteWithdrawn | Joined | StandingChanged | MemberLeft | RecoverySet
)  # fmt: skip


class RosterRecord(Struct, frozen=True, omit_defaults=True):
    """One line of the roster. Ids are hex digits, `at` is its author's clock.

    `after` is the SHA-256 of the payload of the record before it, and of the first one the roster's id: hex digits.
    """

    id: Id
    author: Id
    after: str
    at: Moment
    body: Bodies


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(RosterRecord)


def encode(record: RosterRecord) -> bytes:
    """The payload that its author signs."""
    return _encoder.encode(record)


def decode(payload: bytes, seq: int) -> RosterRecord:
    """The record in a payload. ChartDamaged, naming `seq`."""
    try:
        return _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ChartDamaged(seq=seq) from None


def digest_of(payload: bytes) -> str:
    """What the next record stands behind."""
    return sha256(payload).hex()


def join_proof(vault: bytes, invite: bytes, member: bytes, signing: bytes, encryption: bytes) -> bytes:
    """What the key of an invitation signs, so that it brings in this member, with these keys, and nobody else."""
    return b"ipt-notes joined" + vault + invite + member + signing + encryption
