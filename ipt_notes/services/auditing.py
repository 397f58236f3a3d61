"""The member's audit stream: every change of a key leaves its digest there, signed and in order.

Saves are their own audit (a record names its author). What else honest programs did is told here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ipt_notes.errors import ChartDamaged, StreamMoved
from ipt_notes.keys.authorship import is_signed
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.practice import new_id, stand_aside
from ipt_notes.services.streams import open_stream, seal_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.keys.identity import Member
    from ipt_notes.vault.port import Append, Head, KeyChange, VaultPort

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
    payloads = (_encoder.encode(AuditRecord(new_id(), member.id.hex(), at, _told(each))) for each in changes)
    keys, stream = _keys(member, vault), audit_stream(member, vault)
    return seal_behind(head, payloads, stream=stream, keys=keys, author=member)[0]


def _told(change: KeyChange) -> KeyChanged:
    digest = hashlib.sha256(change.blob).hexdigest() if change.blob is not None else ""
    return KeyChanged(change.kind, change.id.hex(), digest)


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
    for attempt in range(_ATTEMPTS):
        head = port.head(stream)
        still_right()
        try:
            port.commit([*audit_appends(member, port.vault_id, head, changes, at), *appends], changes)
        except StreamMoved:
            if port.head(stream) == head:
                raise
            stand_aside(attempt)
        else:
            return
    raise StreamMoved


def read_audit(port: VaultPort, member: Member) -> Iterator[AuditRecord]:
    """The member's audit records, each opened, in order, and its signature checked."""
    for record in open_stream(port, audit_stream(member, port.vault_id), _keys(member, port.vault_id)):
        if not is_signed(record.payload, record.signature, member.public):
            raise ChartDamaged(seq=record.head.seq)
        yield _read_one(record.payload, record.head.seq)


def _read_one(payload: bytes, seq: int) -> AuditRecord:
    try:
        return _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ChartDamaged(seq=seq) from None
