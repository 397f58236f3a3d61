"""Offers: how a client's keys reach a colleague. Sealed to the colleague's public key, and signed by the grantor.

An offer is a header (39 bytes) ‖ sealed grant ‖ signature (64); the header is kind = 2 (1) ‖ what (1) ‖ grantor (16) ‖
client (16) ‖ epoch (4) ‖ role (1), and `epoch` the highest one it has a key of. A notice (a grant was withdrawn, a
client was erased) is a header without a role and without a grant; behind that of an erasure stands the tag (32) of the
recipient's row that went with the client. The keys of a member's audit are offered to the owners of the practice in the
same way: the client is 16 zeros, and there is no role. The signature covers vault and recipient too, so that
an offer counts in one place only. Whether the grantor had the right to make it is said in the client's chart.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ipt_notes.keys.authorship import SIGNATURE, is_signed
from ipt_notes.keys.envelope import FLOOR, Malformed, pad, unpad
from ipt_notes.keys.grants import EpochKeys, Grant, grant_of, said_of
from ipt_notes.keys.hpke import OVERHEAD, open_sealed, seal_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipt_notes.keys.identity import Member

OFFER = 2
"""The kind of blob, as own grants have theirs."""
WHAT = ("offer", "withdrawn", "erased", "audit")
"""What an offer's row may say, as the header counts it from 1."""
ROLES = ("", "read", "write", "supervise", "recover")
"""What a member may do with a client, as the header counts it; a notice has no role (0)."""
_HEAD = struct.Struct(">BB16s16sIB")
_BEHIND = {"withdrawn": 0, "erased": 32}
_NO_CLIENT = bytes(16)
_INFO, _SIGNED = b"ipt-notes/offer", b"ipt-notes/offer signature"
_audit_decoder = msgspec.json.Decoder(EpochKeys)


class OfferHead(NamedTuple):
    """What an offer tells without a key: `what` is of WHAT, `role` of ROLES, the ids are 16 bytes."""

    what: str
    grantor: bytes
    client: bytes
    epoch: int
    role: str


def seal_offer(
    grant: Grant, *, role: str, to: bytes, encryption: bytes, grantor: Member, vault: bytes
) -> bytes:
    """An offer of all keys of a grant to the member `to` (16 bytes), whose public encryption key is `encryption`.

    Malformed when that is no such key.
    """
    head = _head(OfferHead("offer", grantor.id, grant.client, max(grant.keys), role))
    sealed = seal_to(encryption, pad(said_of(grant)), info=_INFO + vault + to + head)
    return _signed(head + sealed, to=to, grantor=grantor, vault=vault)


def seal_audit(
    keys: Mapping[int, bytes], *, to: bytes, encryption: bytes, grantor: Member, vault: bytes
) -> bytes:
    """The keys of the grantor's audit, by epoch, for the owner `to`. Malformed as `seal_offer`."""
    head = _head(OfferHead("audit", grantor.id, _NO_CLIENT, max(keys), ""))
    data = msgspec.json.encode({epoch: key.hex() for epoch, key in keys.items()})
    sealed = seal_to(encryption, pad(data), info=_INFO + vault + to + head)
    return _signed(head + sealed, to=to, grantor=grantor, vault=vault)


def seal_notice(
    client: bytes, *, what: str, epoch: int, to: bytes, grantor: Member, vault: bytes, tag: bytes = b""
) -> bytes:
    """A notice to the member `to`: their grant was `withdrawn` with this epoch, or the client `erased`.

    `tag` (32 bytes) is that of the row of theirs which was deleted with an erased client; else it is empty.
    """
    head = _head(OfferHead(what, grantor.id, client, epoch, ""))
    return _signed(head + tag, to=to, grantor=grantor, vault=vault)


def erased_tag(blob: bytes) -> bytes:
    """The tag (32 bytes) in the notice of an erasure."""
    return blob[_HEAD.size : -SIGNATURE]


def _head(head: OfferHead) -> bytes:
    what, role = WHAT.index(head.what) + 1, ROLES.index(head.role)
    return _HEAD.pack(OFFER, what, head.grantor, head.client, head.epoch, role)


def _signed(blob: bytes, *, to: bytes, grantor: Member, vault: bytes) -> bytes:
    return blob + grantor.sign(_SIGNED + vault + to + blob)


def offer_head(blob: bytes) -> OfferHead:
    """What an offer or a notice tells without a key. Malformed; the signature is checked apart."""
    try:
        kind, what, grantor, client, epoch, role = _HEAD.unpack_from(blob)
        head = OfferHead(WHAT[what - 1], grantor, client, epoch, ROLES[role])
    except (struct.error, IndexError):
        raise Malformed(what="an offer") from None
    size, behind = len(blob) - _HEAD.size - SIGNATURE, _BEHIND.get(head.what)
    is_sized = size >= OVERHEAD + FLOOR if behind is None else size == behind
    if kind != OFFER or not what or not epoch or not is_sized or (head.what == "offer") == (head.role == ""):
        raise Malformed(what="an offer")
    return head


def is_offer_signed(blob: bytes, *, to: bytes, vault: bytes, signing: bytes) -> bool:
    """Whether the one with the public key `signing` (32 bytes) made this offer or notice, to this member of this vault."""
    signed, signature = blob[:-SIGNATURE], blob[-SIGNATURE:]
    return is_signed(_SIGNED + vault + to + signed, signature, signing)


def open_offer(blob: bytes, *, member: Member, vault: bytes) -> Grant:
    """The grant in an offer to this member. Malformed when there is none for them; the signature is checked apart."""
    head, data = offer_head(blob), _opened(blob, "offer", member=member, vault=vault)
    try:
        grant = grant_of(data, is_shared=True)
    except (ValueError, RecursionError):
        raise Malformed(what="an offer") from None
    if (grant.client, max(grant.keys)) != (head.client, head.epoch):
        raise Malformed(what="an offer")
    return grant


def open_audit(blob: bytes, *, member: Member, vault: bytes) -> dict[int, bytes]:
    """The keys of the grantor's audit, by epoch. Malformed; the signature is checked apart."""
    data = _opened(blob, "audit", member=member, vault=vault)
    try:
        keys = _audit_decoder.decode(data)
    except (ValueError, RecursionError):
        raise Malformed(what="an offer") from None
    return {epoch: bytes.fromhex(key) for epoch, key in keys.items()}


def _opened(blob: bytes, what: str, *, member: Member, vault: bytes) -> bytes:
    """What is sealed in an offer that says this. Malformed."""
    if offer_head(blob).what != what:
        raise Malformed(what="an offer")
    info = _INFO + vault + member.id + blob[: _HEAD.size]
    data = open_sealed(member.encryption_secret, blob[_HEAD.size : -SIGNATURE], info=info)
    if data is None:
        raise Malformed(what="an offer")
    return unpad(data)
