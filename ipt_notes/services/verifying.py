"""Proves that all of a vault is authentic: every record, every chain, every signature, every row of keys."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.replay import replay_chart
from ipt_notes.errors import ChartDamaged, IptNotesError
from ipt_notes.keys.authorship import is_signed
from ipt_notes.keys.grants import open_own_grant
from ipt_notes.keys.identity import public_half
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.keys.slots import describe_slot
from ipt_notes.services.auditing import audit_stream, read_audit
from ipt_notes.services.practice import records_of
from ipt_notes.services.unlocking import IDENTITY

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import KeyRow


class Verified(Struct, frozen=True):
    """What `vault verify` looked at, and everything that failed."""

    charts: int
    records: int
    signatures: int
    slots: int
    problems: tuple[str, ...]


def verify_vault(practice: Practice) -> Verified:
    """Open every record this member can read, and compare every row of keys with the audit stream.

    One chart is in memory at a time.
    """
    walk, port = _Walk(practice), practice.port
    walk.problems += port.check()
    for row in port.key_rows("grant", practice.member.id):
        walk.guard("a grant", partial(walk.grant, row))
    slots = list(port.key_rows("slot"))
    for row in slots:
        walk.guard(f"slot {row.id.hex()[:8]}", partial(describe_slot, row.blob))
    walk.guard("the audit stream", walk.audit)
    for stream, count in port.streams():
        if stream not in walk.known:
            walk.problems.append(
                f"{count} records of a chart that has lost its keys; no erasure is recorded for it"
            )
    return Verified(walk.charts, walk.records, walk.signatures, len(slots), tuple(walk.problems))


class _Walk:
    """The tally of one verification."""

    def __init__(self, practice: Practice) -> None:
        self.port, self.member = practice.port, practice.member
        self.records = self.signatures = self.charts = 0
        self.problems: list[str] = []
        self.known = {audit_stream(self.member, self.port.vault_id)}
        self._public: dict[str, bytes] = {}
        for row in self.port.key_rows("member"):
            if row.id == IDENTITY:
                self.guard("the identity of a member", partial(self._know, row))

    def guard(self, what: str, step: Callable[[], object]) -> None:
        """Run a step; an error of ours becomes a line that names `what`."""
        try:
            step()
        except IptNotesError as error:
            self.problems.append(f"{what}: {error.message}")

    def _know(self, row: KeyRow) -> None:
        self._public[row.member.hex()] = public_half(row.blob).signing

    def grant(self, row: KeyRow) -> None:
        """A grant, and the chart whose keys it holds."""
        grant = open_own_grant(row.blob, tag=row.id, member=self.member, vault=self.port.vault_id)
        self.known.add(grant.client)
        self.charts += 1
        self.guard(f"the chart of {grant.code}", partial(self._chart, grant))

    def _chart(self, grant: Grant) -> None:
        keys, records = StreamKeys(self.port.vault_id, grant.client, grant.keys), []
        for opened, record in records_of(self.port, grant, keys):
            author = self._public.get(record.author)
            if author is None or not is_signed(opened.payload, opened.signature, author):
                raise ChartDamaged(seq=opened.head.seq)
            records.append(record)
            self.records += 1
            self.signatures += 1
        if not records:
            self.problems.append(f"the chart of {grant.code} has no records")
        else:
            replay_chart(records)

    def audit(self) -> None:
        """The audit stream tells of exactly the rows of keys that are there."""
        told: dict[tuple[str, str], str] = {}
        for line in read_audit(self.port, self.member):
            told[line.body.row, line.body.id] = line.body.digest
            self.records += 1
            self.signatures += 1
        there = self._digests()
        for row, name in sorted(told.keys() | there.keys()):
            if told.get((row, name), "") != there.get((row, name), ""):
                self.problems.append(_not_as_told(row, name, is_there=(row, name) in there))

    def _digests(self) -> dict[tuple[str, str], str]:
        """The SHA-256 of every row of this member's keys, by kind and id."""
        rows = (
            row for kind in ("member", "slot", "grant") for row in self.port.key_rows(kind, self.member.id)
        )
        return {(row.kind, row.id.hex()): hashlib.sha256(row.blob).hexdigest() for row in rows}


def _not_as_told(row: str, name: str, *, is_there: bool) -> str:
    """`name` is the row's id in hex digits; a grant's tells nothing to anyone."""
    what = {"grant": "a grant", "member": "the identity of a member"}.get(row, f"the {row} {name[:8]}")
    if is_there:
        return f"{what} is not as it was last written"
    return f"{what} is gone, and its removal is not recorded"
