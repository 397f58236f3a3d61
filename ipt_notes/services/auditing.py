"""The member's audit stream: every change of a key leaves its digest there, signed and in order.

Saves are their own audit (a record names its author). What else honest programs did is told here.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations at run time
import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ipt_notes.errors import ChartDamaged, StreamMoved
from ipt_notes.keys.authorship import join, split, verify
from ipt_notes.keys.sealing import StreamKeys, blob_hash
from ipt_notes.services.practice import START, new_id
from ipt_notes.vault.port import Append, Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.keys.identity import Member
    from ipt_notes.vault.port import KeyChange, VaultPort

_ATTEMPTS = 100


class KeyChanged(Struct, frozen=True, omit_defaults=True, tag="key-changed", tag_field="kind"):
    """A slot, grant or member row was written (`digest` is the SHA-256 of its bytes) or removed ("")."""

    row: str
    id: str
    digest: str


class AuditRecord(Struct, frozen=True, omit_defaults=True):
    """One line of the audit stream. Ids are hex digits, `at` is UTC."""

    id: str
    member: str
    at: dt.datetime
    body: KeyChanged


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(AuditRecord)


def audit_stream(member: Member, vault: bytes) -> bytes:
    """The id of the member's audit stream: 16 bytes that tell nothing of whose it is."""
    return hashlib.sha256(b"ipt-notes audit stream" + vault + member.id + member.audit_key).digest()[:16]


def _keys(member: Member, vault: bytes) -> StreamKeys:
    return StreamKeys(vault, audit_stream(member, vault), {1: member.audit_key}, "audit")


def audit_appends(
    member: Member, vault: bytes, head: Head, changes: Sequence[KeyChange], at: dt.datetime
) -> list[Append]:
    """The sealed audit records of these key changes, to be committed together with them."""
    keys, appends = _keys(member, vault), []
    for change in changes:
        digest = hashlib.sha256(change.blob).hexdigest() if change.blob is not None else ""
        body = KeyChanged(change.kind, change.id.hex(), digest)
        payload = _encoder.encode(AuditRecord(new_id(), member.id.hex(), at, body))
        blob = keys.seal(join(payload, member.sign(payload)), seq=head.seq + 1, previous=head.hash)
        head = Head(head.seq + 1, blob_hash(blob))
        appends.append(Append(audit_stream(member, vault), head.seq, blob))
    return appends


def commit_key_changes(
    port: VaultPort,
    member: Member,
    changes: Sequence[KeyChange],
    at: dt.datetime,
    *,
    appends: Sequence[Append] = (),
    still_right: Callable[[], None] = lambda: None,
) -> None:
    """One transaction: the key changes, their audit records, and `appends` (a new chart's first records).

    `still_right` raises when the changes are no longer what is wanted; nothing can come between it and the commit.
    """
    stream = audit_stream(member, port.vault_id)
    for _ in range(_ATTEMPTS):
        head = port.head(stream)
        still_right()
        try:
            port.commit([*audit_appends(member, port.vault_id, head, changes, at), *appends], changes)
        except StreamMoved:
            if port.head(stream) == head:
                raise
        else:
            return
    raise StreamMoved


def read_audit(port: VaultPort, member: Member) -> Iterator[AuditRecord]:
    """The member's audit records, each opened, in order, and its signature checked."""
    stream, keys, head = audit_stream(member, port.vault_id), _keys(member, port.vault_id), START
    for seq, blob in port.read(stream):
        if seq != head.seq + 1:
            raise ChartDamaged(seq=head.seq + 1)
        signature, payload = split(keys.unseal(blob, seq=seq, previous=head.hash))
        verify(payload, signature, member.public)
        head = Head(seq, blob_hash(blob))
        yield _read_one(payload, seq)


def _read_one(payload: bytes, seq: int) -> AuditRecord:
    try:
        return _decoder.decode(payload)
    except msgspec.DecodeError:
        raise ChartDamaged(seq=seq) from None
