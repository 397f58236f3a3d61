"""Proves that all of a vault is authentic: every record, every chain, every signature, every row of keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.replay import require_consistent
from ipt_notes.errors import IptNotesError, RolledBack
from ipt_notes.keys.grants import open_own_grant
from ipt_notes.keys.private import private_stream
from ipt_notes.keys.sealing import StreamKeys, blob_hash
from ipt_notes.keys.slots import describe_slot
from ipt_notes.services.auditing import read_audit
from ipt_notes.services.heads import chain_name
from ipt_notes.services.ledger import (
    ClientErased,
    KeyChanged,
    MachineJoined,
    digest_of,
    ledger_stream,
    read_ledger,
)
from ipt_notes.services.practice import records_of
from ipt_notes.services.private_notes import verify_private
from ipt_notes.services.streams import START
from ipt_notes.services.trusting import told_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Head, KeyRow


class Verified(Struct, frozen=True):
    """What `vault verify` looked at, and everything that failed. `erased` counts the charts that were erased."""

    charts: int
    records: int
    signatures: int
    slots: int
    problems: tuple[str, ...]
    erased: int = 0


def verify_vault(practice: Practice, *, against_seen: bool = True) -> Verified:
    """Open every record this member can read; hold the rows of keys against the ledger, and every stream against what
    this machine has seen (unless it is a copy that may well be older).

    One chart is in memory at a time.
    """
    walk, port = _Walk(practice, against_seen=against_seen), practice.port
    walk.problems += port.check()
    walk.guard("the ledger of keys", walk.ledger)
    walk.audits()
    slots = list(port.key_rows("slot"))
    for row in slots:
        walk.guard(f"slot {row.id.hex()[:8]}", partial(describe_slot, row.blob))
    for row in port.key_rows("grant", practice.member.id):
        walk.guard("a grant", partial(walk.grant, row))
    walk.guard("the rows of keys", walk.rows)
    walk.left_over()
    practice.looked_at_all = True
    return Verified(
        walk.charts, walk.records, walk.signatures, len(slots), tuple(walk.problems), len(walk.erased)
    )


class _Walk:
    """The tally of one verification."""

    def __init__(self, practice: Practice, *, against_seen: bool) -> None:
        self.seen = {name: head for name, head in practice.heads.known("c") if against_seen}
        self.practice, self.port, self.member = practice, practice.port, practice.member
        self.records = self.signatures = self.charts = 0
        self.problems: list[str] = []
        self.told: dict[tuple[str, str], str] = {}
        self.known: set[bytes] = set()
        self.erased: set[str] = set()
        self.machines: list[MachineJoined] = []

    def guard(self, what: str, step: Callable[[], object]) -> None:
        """Run a step; an error of ours becomes a line that names `what`."""
        try:
            step()
        except IptNotesError as error:
            self.problems.append(f"{what}: {error.message}")

    def follow(self, stream: bytes, what: str, heads: Iterable[Head]) -> None:
        """Count a stream's signed records, and hold it against what this machine has seen. RolledBack."""
        self.known.add(stream)
        end, seen = START, self.seen.get(chain_name(stream), START)
        for end in heads:
            self.records += 1
            self.signatures += 1
            if end.seq == seen.seq and end.hash != seen.hash:
                raise RolledBack(what=what)
        if end.seq < seen.seq:
            raise RolledBack(what=what)

    def ledger(self) -> None:
        """What the ledger tells of rows, machines and erasures."""

        def heads() -> Iterable[Head]:
            for record, head in read_ledger(self.port, self.member):
                self._take(record.body)
                yield head

        self.follow(ledger_stream(self.member, self.port.vault_id), "it", heads())

    def _take(self, body: object) -> None:
        match body:
            case KeyChanged():
                self.told[body.row, body.id] = body.digest
            case MachineJoined():
                self.machines.append(body)
            case ClientErased():
                self.erased.add(body.client)
                self.known.update(map(bytes.fromhex, body.streams))

    def audits(self) -> None:
        """What each machine that joined wrote down."""
        for joined in self.machines:
            self.guard(f"the audit of {joined.name or 'a computer'}", partial(self._audit, joined))

    def _audit(self, joined: MachineJoined) -> None:
        stream = bytes.fromhex(joined.stream)
        self.follow(stream, "it", (head for _, head in read_audit(self.port, self.member, stream)))

    def grant(self, row: KeyRow) -> None:
        """A grant, the chart whose keys it holds, and the member's private notes on that client."""
        grant = open_own_grant(row.blob, tag=row.id, member=self.member, vault=self.port.vault_id)
        self.charts += 1
        self.guard(f"the chart of {grant.code}", partial(self._chart, grant))
        stream = private_stream(self.member, self.port.vault_id, grant.client)
        heads = verify_private(self.practice, grant)
        self.guard(f"the private notes of {grant.code}", partial(self.follow, stream, "it", heads))

    def _chart(self, grant: Grant) -> None:
        keys, records = StreamKeys(self.port.vault_id, grant.client, grant.keys), []

        def heads() -> Iterable[Head]:
            for opened, record in records_of(self.port, grant, keys):
                self.practice.require_author(opened, record)
                records.append(record)
                yield opened.head

        self.follow(grant.client, "it", heads())
        if not records:
            self.problems.append(f"the chart of {grant.code} has no records")
        else:
            require_consistent(records)

    def rows(self) -> None:
        """The ledger tells of exactly the rows of keys that are there."""
        there = {
            (row.kind, row.id.hex()): digest_of(row.blob)
            for kind in ("member", "slot", "grant")
            for row in self.port.key_rows(kind, self.member.id)
        }
        for kind, name in sorted(self.told.keys() | there.keys()):
            if self.told.get((kind, name), "") != there.get((kind, name), ""):
                self.problems.append(_not_as_told(kind, bytes.fromhex(name), is_there=(kind, name) in there))

    def left_over(self) -> None:
        """Streams that nobody has a key for, and streams that this machine has seen and the vault has lost."""
        there = dict(self.port.streams())
        for stream in there.keys() - self.known:
            what = f"{there[stream]} records of a chart that has lost its keys"
            self.problems.append(f"{what}; no erasure is recorded for it")
        for name, head in self.seen.items():
            if head.seq and name[1:] not in there and name[1:] not in self.known:
                self.problems.append(f"a chart of {head.seq} records that this computer has seen is gone")
            elif name[1:] in self.known:
                self._erased_end(name[1:], head)

    def _erased_end(self, stream: bytes, seen: Head) -> None:
        """What is erased stays in its place, unreadable: its end can still be held against what was seen."""
        if stream.hex() not in self.erased:
            return
        found = next(iter(self.port.read(stream, seen.seq - 1)), None) if seen.seq else None
        if seen.seq and (found is None or blob_hash(found[1]) != seen.hash):
            self.problems.append("the records of an erased chart were changed or removed")


def _not_as_told(kind: str, id_: bytes, *, is_there: bool) -> str:
    what = told_row(kind, id_)
    if is_there:
        return f"{what} is not as it was last written"
    return f"{what} is gone, and its removal is not recorded"
