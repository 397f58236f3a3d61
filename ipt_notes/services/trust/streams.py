"""A stream of sealed records as a chain: opened in order, each bound to the one before it, and continued at its end."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import ChartDamaged
from ipt_notes.keys.authorship import SIGNATURE, is_signed, join, split
from ipt_notes.keys.sealing import blob_hash, epoch_of
from ipt_notes.vault.port import EMPTY, Append, Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipt_notes.keys.identity import Member
    from ipt_notes.keys.sealing import StreamKeys
    from ipt_notes.vault.port import VaultPort

START = Head(0, EMPTY)
"""Where an empty stream ends."""


class Opened(NamedTuple):
    """A record that was opened: payload, its author's signature (64 bytes), its key's epoch, the stream's end with it."""

    payload: bytes
    signature: bytes
    epoch: int
    head: Head


def open_stream(port: VaultPort, stream: bytes, keys: StreamKeys, *, after: Head = START) -> Iterator[Opened]:
    """The records of a stream behind `after`, in order.

    ChartDamaged names the first place that is missing, was not sealed for it, or goes back to an older key.
    """
    head, newest = after, _epoch_at(port, stream, after)
    for seq, blob in port.read(stream, after.seq):
        if seq != head.seq + 1:
            raise ChartDamaged(seq=head.seq + 1)
        plaintext, epoch = keys.unseal(blob, seq=seq, previous=head.hash), epoch_of(blob)
        if epoch < newest or len(plaintext) < SIGNATURE:
            raise ChartDamaged(seq=seq)
        signature, payload = split(plaintext)
        head, newest = Head(seq, blob_hash(blob)), epoch
        yield Opened(payload, signature, epoch, head)


def open_own(
    port: VaultPort, stream: bytes, keys: StreamKeys, member: Member, *, after: Head = START
) -> Iterator[Opened]:
    """The records of a stream that the member alone writes to; ChartDamaged as `open_stream`.

    Each is signed with the key that counted at its epoch. New keys of the member begin an epoch in all of these streams
    at once: one that has records, and none under the newest keys, has lost its end.
    """
    opened = None
    for opened in open_stream(port, stream, keys, after=after):
        if not is_signed(opened.payload, opened.signature, member.at(opened.epoch).public):
            raise ChartDamaged(seq=opened.head.seq)
        yield opened
    if opened and opened.epoch < member.epoch:
        raise ChartDamaged(seq=opened.head.seq + 1)


def _epoch_at(port: VaultPort, stream: bytes, head: Head) -> int:
    """The epoch of the record that makes this head (0 at the start): what follows is under none before it."""
    if head.seq == 0:
        return 0
    found = next(iter(port.read(stream, head.seq - 1)), None)
    if found is None or found[0] != head.seq or blob_hash(found[1]) != head.hash:
        raise ChartDamaged(seq=head.seq)
    return epoch_of(found[1])


@contextmanager
def named(where: str) -> Iterator[None]:
    """ChartDamaged says that the record belongs to `where`: "the chart of MK-014"."""
    try:
        yield
    except ChartDamaged as error:
        raise ChartDamaged(seq=error.fields["seq"], where=where) from None


def seal_behind(
    head: Head, payloads: Iterable[bytes], *, stream: bytes, keys: StreamKeys, author: Member
) -> tuple[list[Append], Head]:
    """The sealed and signed records that follow `head`, and where the stream ends with them."""
    appends = []
    for payload in payloads:
        blob = keys.seal(join(payload, author.sign(payload)), seq=head.seq + 1, previous=head.hash)
        head = Head(head.seq + 1, blob_hash(blob))
        appends.append(Append(stream, head.seq, blob))
    return appends, head


def new_id() -> str:
    """A random id of 32 hex digits."""
    return os.urandom(16).hex()


def stand_aside(attempt: int) -> None:
    """Let another writer finish: a short random time, longer at each attempt."""
    import random
    import time

    time.sleep(random.uniform(0, min(0.002 * (attempt + 1), 0.2)))  # noqa: S311 - spreads writers, guards nothing
