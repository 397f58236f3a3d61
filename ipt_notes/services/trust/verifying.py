"""Proves that all of a vault is authentic: every record, every chain, every signature, every row of keys."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.gate import count
from ipt_notes.course.access import follow as follow_access
from ipt_notes.course.replay import require_consistent
from ipt_notes.errors import Damaged
from ipt_notes.keys.grants import open_own_grant
from ipt_notes.keys.private import private_stream
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.keys.slots import describe_slot
from ipt_notes.services.open_chart import records_of, require_newest_key
from ipt_notes.services.private_notes import verify_private
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.ledger import (
    ClientErased,
    KeyChanged,
    MachineJoined,
    digest_of,
    is_own,
    read_ledger,
    require_current,
)
from ipt_notes.services.trust.streams import START
from ipt_notes.services.trust.trusting import LEDGER, look_at_format, not_as_told, refuse_older, told_row
from ipt_notes.services.trust.verifying_shared import THE_ROSTER, Colleagues, verify_audits
from ipt_notes.services.trust.verifying_tally import Tally
from ipt_notes.vault.contents import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.keys.grants import Grant
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Head, KeyRow


class Verified(Struct, frozen=True):
    """What `vault verify` looked at, and everything that failed. `erased` counts the charts that were erased.

    `others` counts the streams of other members of the practice, whose keys this member does not have. `is_copy`: this
    computer goes on with the vault at another place, `copy_of` ("" where it can't be named); `is_older`: this one lacks
    something that was seen there, and `lacking` says which charts do.
    """

    charts: int
    records: int
    signatures: int
    slots: int
    problems: tuple[str, ...]
    erased: int = 0
    others: int = 0
    is_copy: bool = False
    copy_of: str = ""
    is_older: bool = False
    lacking: tuple[str, ...] = ()


def verify_vault(practice: Practice, *, against_seen: bool = True) -> Verified:
    """Open every record this member can read; hold the rows of keys against the ledger, and every stream against what
    this machine has seen (unless it is a copy that may well be older).

    One chart is in memory at a time. KeysRenewed where another program gave the vault new keys since it was opened.
    """
    walk, port = _Walk(practice, against_seen=against_seen), practice.port
    with suppress(Damaged):  # an identity that can't be read is told below
        require_current(port, practice.member)
    walk.problems += port.check()
    walk.is_told = walk.guard(LEDGER, walk.ledger)
    walk.are_listed = walk.guard("the streams", walk.streams)
    walk.format()
    walk.audits()
    walk.guard("the slots", walk.look_at_slots)
    walk.guard("the grants", walk.grants)
    walk.practice_of_several()
    walk.charts()
    walk.private_notes()
    if walk.is_told:
        walk.guard("the rows of keys", walk.rows)
    else:
        walk.problems.append("what the ledger tells of slots, grants and erasures could not be compared")
    if walk.are_listed:
        walk.left_over()
    practice.looked_at_all = True
    return Verified(
        len(walk.granted),
        walk.records,
        walk.signatures + walk.colleagues.signatures,
        walk.slots,
        tuple(walk.problems),
        len(walk.erased),
        walk.others,
    )


class _Walk(Tally):
    """One verification, step by step."""

    def __init__(self, practice: Practice, *, against_seen: bool) -> None:
        super().__init__(practice, against_seen=against_seen)
        self.colleagues = Colleagues(practice)
        self.slots = self.others = 0
        self.told: dict[tuple[str, str], str] = {}
        self.erased: dict[str, tuple[str, ...]] = {}
        self.codes: dict[bytes, str] = {}
        self.granted: list[Grant] = []
        self.there: dict[bytes, int] = {}
        self.machines: list[MachineJoined] = []
        self.is_beyond_1 = False
        self.is_told = self.are_listed = True

    def ledger(self) -> None:
        """What the ledger tells of rows, machines and erasures."""

        def heads() -> Iterable[Head]:
            for record, head in read_ledger(self.port, self.member):
                self._take(record.body)
                yield head

        self.follow(self.ledger_stream, "it", heads())

    def _take(self, body: object) -> None:
        self.is_beyond_1 |= not isinstance(body, KeyChanged)
        match body:
            case KeyChanged():
                self.told[body.row, body.id] = body.digest
            case MachineJoined():
                self.machines.append(body)
            case ClientErased():
                self.erased[body.client] = body.streams
                self.known.update(map(bytes.fromhex, body.streams))

    def streams(self) -> None:
        """Every stream that is there, and the number of its records."""
        self.there = dict(self.port.streams())

    def format(self) -> None:
        """The vault is of the format that it says: the ledger of one of format 1 tells of keys and of nothing else."""
        if self.against_seen:
            self.problems += look_at_format(self.practice)
        if self.is_beyond_1 and self.port.format_version == 1:
            self.problems.append("the vault says that it is of format 1, and its ledger is of a later one")

    def audits(self) -> None:
        """What each machine that joined wrote down."""
        for joined in self.machines:
            self.audit(joined, self.member, joined.name or "a computer")

    def look_at_slots(self) -> None:
        """What each slot tells of itself: of a practice of several, the member's own."""
        for row in self.port.key_rows("slot", self.member.id if self.practice.is_shared else None):
            self.slots += 1
            self.guard(f"slot {row.id.hex()[:8]}", partial(describe_slot, row.blob))

    def grants(self) -> None:
        """What each grant says."""
        for row in self.port.key_rows("grant", self.member.id):
            self.guard(told_row("grant", row.id), partial(self._grant, row))

    def _grant(self, row: KeyRow) -> None:
        grant = open_own_grant(row.blob, tag=row.id, member=self.member, vault=self.port.vault_id)
        self.granted.append(grant)
        self.codes[row.id] = grant.code

    def practice_of_several(self) -> None:
        """Who is in the practice, by whose word; what members signed for each other; the audits that this one may read."""
        if self.practice.is_shared:
            self.guard(THE_ROSTER, lambda: self.follow(self.colleagues.stream, "it", self.colleagues.read()))
        self.guard("the rows of other members", self.rows_of_others)
        if self.colleagues.roster:
            verify_audits(self)

    def rows_of_others(self) -> None:
        """Rows that are not the member's own; a grant that a colleague offers takes the place of the one there was."""
        for row in (row for kind in KINDS for row in self.port.key_rows(kind)):
            if not is_own(row, self.member.id) and (wrong := self.colleagues.wrong_with(row)):
                self.problems.append(wrong)
        self.problems += self.colleagues.gone()
        offered = dict(self.colleagues.offered)
        self.granted = [offered.pop(grant.client, grant) for grant in self.granted] + list(offered.values())

    def charts(self) -> None:
        """The charts whose keys the grants hold, in the order in which they lie in the file: each page is read once."""
        for grant in sorted(self.granted, key=lambda grant: grant.client):
            self.guard(f"the chart of {grant.code}", partial(self._chart, grant))

    def _chart(self, grant: Grant) -> None:
        if self.colleagues.has_ended(grant):
            return
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
            require_newest_key(records, keys)
            require_consistent(records)
            follow_access(records, self.practice.standings)

    def private_notes(self) -> None:
        """The member's private notes on each client. Most have none: their streams need not be looked for."""
        vault = self.port.vault_id
        by_stream = {private_stream(self.member, vault, grant.client): grant for grant in self.granted}
        for stream, grant in sorted(by_stream.items()):
            is_there = stream in self.there or not self.are_listed
            heads = verify_private(self.practice, grant) if is_there else ()
            self.guard(f"the private notes of {grant.code}", partial(self.follow, stream, "it", heads))

    def rows(self) -> None:
        """The ledger tells of exactly the member's own rows of keys that are there."""
        told = {key: digest for key, digest in self.told.items() if not self._is_erased_by_other(*key)}
        for row in (row for kind in KINDS for row in self.port.key_rows(kind, self.member.id)):
            if is_own(row, self.member.id) and told.pop((row.kind, row.id.hex()), "") != digest_of(row.blob):
                code = self.codes.get(row.id)
                self.problems.append(not_as_told(row, self.member.id, f"the grant of {code}" if code else ""))
        for (kind, name), digest in told.items():
            if digest:
                what = told_row(kind, bytes.fromhex(name))
                self.problems.append(f"{what} is gone, and its removal is not recorded")

    def _is_erased_by_other(self, kind: str, id_: str) -> bool:
        """Whether a colleague erased the client, and said so in a notice that was not taken up yet."""
        return kind == "grant" and bytes.fromhex(id_) in self.colleagues.erased

    def left_over(self) -> None:
        """Streams that nobody has a key for, and streams that this machine has seen and the vault has lost.

        In a practice of several, a stream without a key is another member's; it still holds what this machine saw of it.

        Where the ledger can't be read, what is erased and what is another computer's audit can't be told from a loss.
        """
        for stream in sorted(self.there.keys() - self.known) if self.is_told else ():
            if self.practice.is_shared:
                self.others += 1
                self.guard("a chart of other members", partial(self._others_end, stream))
                continue
            what = f"{count(self.there[stream], 'record')} of a chart that has lost its keys"
            self.problems.append(f"{what}; no erasure is recorded for it")
        for name, head in self.seen.items():
            if head.seq and name[1:] not in self.there and name[1:] not in self.known:
                self.problems.append(f"a chart of {head.seq} records that this computer has seen is gone")
        for client, streams in self.erased.items():
            for stream in map(bytes.fromhex, streams):
                self.guard(f"the erased client {client[:8]}", partial(self._erased_end, stream))

    def _others_end(self, stream: bytes) -> None:
        """RolledBack."""
        refuse_older(self.port, stream, self.seen.get(chain_name(stream), START), "a chart of other members")

    def _erased_end(self, stream: bytes) -> None:
        """What is erased stays in its place, unreadable: its end can still be held against what was seen. RolledBack."""
        if stream not in self.there:
            self.problems.append("the records of an erased client are gone")
        else:
            refuse_older(self.port, stream, self.seen.get(chain_name(stream), START), "what is left of it")
