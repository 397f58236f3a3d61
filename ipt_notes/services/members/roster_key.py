"""What a member keeps of the roster, in a row of their own: its key, and the record with which they came into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.digests import sha256
from ipt_notes.keys.derive import KEY, unwrap, wrap
from ipt_notes.keys.envelope import Malformed, Reader
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.members.rows import PRACTICE
from ipt_notes.services.trust.trusting import settled
from ipt_notes.vault.port import Head, KeyChange

if TYPE_CHECKING:
    from ipt_notes.keys.identity import Member
    from ipt_notes.services.practice import Practice

_PURPOSE = b"ipt-notes practice"


class Entry(NamedTuple):
    """The roster's key (32 bytes), and the end of the stream with the member's own first record in it."""

    key: bytes
    head: Head

    def __repr__(self) -> str:
        """Shows no key."""
        return f"<Entry {self.head.seq}>"


def roster_stream(vault: bytes) -> bytes:
    """The id (16 bytes) of a vault's roster."""
    return sha256(b"ipt-notes roster" + vault)[:16]


def roster_keys(vault: bytes, key: bytes) -> StreamKeys:
    """What seals and opens the roster."""
    return StreamKeys(vault, roster_stream(vault), {1: key}, "roster")


def own_entry(practice: Practice) -> Entry | None:
    """What the member keeps of the roster; None in a vault of one. KeysGone, KeysReplaced, Malformed."""
    port, member = practice.port, practice.member
    blob = settled(practice, "member", PRACTICE, port.key_row("member", member.id, PRACTICE))
    return None if blob is None else _opened(blob, member, port.vault_id)


def entry_row(entry: Entry, *, member: Member, vault: bytes) -> KeyChange:
    """The row that keeps it: key (32) ‖ seq (8) ‖ hash (32), wrapped under the member's grant key."""
    secret = entry.key + entry.head.seq.to_bytes(8, "big") + entry.head.hash
    blob = wrap(member.grant_key, secret, purpose=_PURPOSE, bound_to=vault + member.id)
    return KeyChange("member", member.id, PRACTICE, blob)


def _opened(blob: bytes, member: Member, vault: bytes) -> Entry:
    secret = unwrap(member.grant_key, blob, purpose=_PURPOSE, bound_to=vault + member.id)
    if secret is None:
        raise Malformed(what="the key of the roster")
    reader = Reader(secret, "the key of the roster")
    return Entry(reader.take(KEY), Head(reader.number(8), reader.take(32)))
