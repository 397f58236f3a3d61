"""The member's key ledger: every change of a key leaves its digest there, signed and in order.

One stream a member. It is what a vault's rows of keys are held against, and it outlives what is erased: so it names
clients by their random id only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct

from ipt_notes.course.moment import Moment
from ipt_notes.digests import sha256
from ipt_notes.errors import ChartDamaged, Conflict, StreamMoved
from ipt_notes.keys.identity import IDENTITY, public_half
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.trust.streams import START, new_id, open_own, seal_behind, stand_aside
from ipt_notes.vault.port import head_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.trust.streams import Opened
    from ipt_notes.vault.port import Append, Head, KeyChange, KeyRow, VaultPort

_ATTEMPTS = 100


class KeysRenewed(Conflict):
    """Another program gave the vault new keys while this command ran."""

    hint = "nothing was changed; run the command again"


def _kebab(name: str) -> str:
    return "".join("-" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("-")


class Body(Struct, frozen=True, omit_defaults=True, tag_field="kind", tag=_kebab):
    """What a record of the ledger says; the class name in kebab case is its kind. Ids are hex digits."""


class KeyChanged(Body, frozen=True):
    """A slot, grant or member row was written (`digest` is the SHA-256 of its bytes) or removed ("")."""

    row: str
    id: str
    digest: str


class RowOfOther(Body, frozen=True):
    """A row of keys of another member was written or removed: an offer, or all rows of who left. As `KeyChanged`."""

    row: str
    member: str
    id: str
    digest: str


class MachineJoined(Body, frozen=True):
    """A machine began to keep its audit in a stream of its own; `name` is what a person calls the machine."""

    machine: str
    stream: str
    name: str


class ClientErased(Body, frozen=True):
    """A client's keys are deleted: `streams`, the chart first, can't be read any more."""

    client: str
    streams: tuple[str, ...]
    ground: str


class BackedUp(Body, frozen=True):
    """A verified copy of the vault was made; `heads` is the digest of where its streams ended."""

    heads: str
    records: int


class Restored(Body, frozen=True):
    """A backup took the vault's place; `heads` is the digest of what this machine had seen before ("" if nothing)."""

    heads: str
    reason: str = ""


class Accepted(Body, frozen=True):
    """The vault was taken as it was, though a machine had seen a later one (`heads` is the digest of that)."""

    heads: str
    reason: str


class RootRenewed(Body, frozen=True):
    """The member has a new root key; `removed` are the slots that were not taken over."""

    removed: tuple[str, ...] = ()


class IdentityRenewed(Body, frozen=True):
    """The member has new keys: every stream goes on under `epoch`, signed with the key whose public half is `public`."""

    epoch: int
    public: str


class Upgraded(Body, frozen=True):
    """The vault was brought from one format version to another."""

    before: int
    after: int


Bodies = (
    KeyChanged | MachineJoined | ClientErased | BackedUp | Restored | Accepted | RootRenewed
    | IdentityRenewed | Upgraded | RowOfOther
)  # fmt: skip


class LedgerRecord(Struct, frozen=True, omit_defaults=True):
    """One line of the ledger. Ids are hex digits, `at` is UTC."""

    id: str
    member: str
    at: Moment
    body: Bodies


class Line(NamedTuple):
    """A record of the ledger, and where the ledger ends with it."""

    record: LedgerRecord
    head: Head


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(LedgerRecord)


def ledger_stream(member: Member, vault: bytes) -> bytes:
    """The id of the member's ledger: 16 bytes that tell nothing of whose it is."""
    return sha256(b"ipt-notes audit stream" + vault + member.id + member.at(1).audit_key)[:16]


def _keys(member: Member, vault: bytes) -> StreamKeys:
    return StreamKeys(vault, ledger_stream(member, vault), member.audit_keys, "audit")


def told(changes: Iterable[KeyChange], member: bytes) -> list[Bodies]:
    """What the ledger of a member says of these changes."""
    return [_told(change, member) for change in changes]


def _told(change: KeyChange, member: bytes) -> Bodies:
    digest = digest_of(change.blob)
    if is_own(change, member):
        return KeyChanged(change.kind, change.id.hex(), digest)
    return RowOfOther(change.kind, change.member.hex(), change.id.hex(), digest)


OFFERED = ("offer", "recovery")
"""The kinds of rows that colleagues write for each other, and sign."""


def is_own(row: KeyChange | KeyRow, member: bytes) -> bool:
    """Whether the ledger of a member answers for a row."""
    return row.member == member and row.kind not in OFFERED


def digest_of(blob: bytes | None) -> str:
    """The SHA-256 of a row of keys as hex digits; "" where there is none."""
    return sha256(blob).hex() if blob is not None else ""


def ledger_appends(
    member: Member, vault: bytes, head: Head, bodies: Iterable[Bodies], at: dt.datetime
) -> list[Append]:
    """The sealed records of these bodies, to be committed together with what they tell of."""
    payloads = (_encoder.encode(LedgerRecord(new_id(), member.id.hex(), at, body)) for body in bodies)
    return seal_behind(
        head, payloads, stream=ledger_stream(member, vault), keys=_keys(member, vault), author=member
    )[0]


def _records(
    member: Member,
    renewed: Member | None,
    vault: bytes,
    head: Head,
    bodies: Sequence[Bodies],
    at: dt.datetime,
) -> list[Append]:
    """The records of these bodies; with new keys, behind the last one under the earlier keys, which names the new ones."""
    if renewed is None:
        return ledger_appends(member, vault, head, bodies, at)
    said = IdentityRenewed(renewed.epoch, renewed.public.hex())
    (last,) = ledger_appends(member, vault, head, [said], at)
    return [last, *ledger_appends(renewed, vault, head_of(last.seq, last.blob), bodies, at)]


def commit_key_changes(
    port: VaultPort,
    member: Member,
    changes: Sequence[KeyChange],
    at: dt.datetime,
    *,
    appends: Sequence[Append] = (),
    said: Sequence[Bodies] = (),
    still_right: Callable[[], None] = lambda: None,
    renewed: Member | None = None,
) -> None:
    """One transaction: the key changes, their records behind what else is `said`, and `appends` to other streams.

    `still_right` raises when the changes are no longer what is wanted; nothing can come between it and the commit.
    `renewed` is the member with new keys, if the changes bring them. KeysRenewed when another program brought some.
    """
    stream = ledger_stream(member, port.vault_id)
    for attempt in range(_ATTEMPTS):
        head = port.head(stream)
        still_right()
        require_current(port, member)
        records = _records(member, renewed, port.vault_id, head, [*said, *told(changes, member.id)], at)
        try:
            port.commit([*records, *appends], changes)
        except StreamMoved:
            if port.head(stream) == head:
                raise
            stand_aside(attempt)
        else:
            return
    raise StreamMoved


def unmoved(port: VaultPort, member: Member) -> Callable[[], None]:
    """A `still_right` for changes that follow from the member's rows as they are now.

    StreamMoved where another program of the member has changed one since.
    """
    stream = ledger_stream(member, port.vault_id)
    seen = port.head(stream)

    def still_right() -> None:
        if port.head(stream) != seen:
            raise StreamMoved

    return still_right


def require_current(port: VaultPort, member: Member) -> None:
    """KeysRenewed where the vault's identity of this member is one with other keys by now."""
    identity = port.key_row("member", member.id, IDENTITY)
    if identity is not None and public_half(identity).signing != member.public:
        raise KeysRenewed


def read_ledger(port: VaultPort, member: Member, after: Head = START) -> Iterator[Line]:
    """The member's ledger behind `after`, each record opened, in order, and its signature checked.

    ChartDamaged; KeysRenewed where another program gave the member new keys since this one was opened.
    """
    stream = ledger_stream(member, port.vault_id)
    for opened in open_own(port, stream, _keys(member, port.vault_id), member, after=after):
        record = _read_one(opened)
        if (
            isinstance(body := record.body, IdentityRenewed)
            and body.public != member.at(body.epoch).public.hex()
        ):
            require_current(port, member)
            raise ChartDamaged(seq=opened.head.seq + 1)
        yield Line(record, opened.head)


def _read_one(opened: Opened) -> LedgerRecord:
    try:
        return _decoder.decode(opened.payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ChartDamaged(seq=opened.head.seq) from None
