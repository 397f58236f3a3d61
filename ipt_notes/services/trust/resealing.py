"""A new vault of what a member can read: another id, another root, a new key for each chart, and every record sealed anew.

What was signed stays signed: a signature covers what was written, the client's random id and the key's epoch, and so these
are the same in both. The rest of the old vault stays where it is: its ledger and audits, what was erased, and its ways in.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from ipt_notes.errors import Damaged, IptNotesError, Refused, VaultExists
from ipt_notes.keys.grants import Grant, new_client_key, seal_own_grant
from ipt_notes.keys.identity import IDENTITY, move_identity, open_identity
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.keys.slots import new_root
from ipt_notes.services.practice import Practice
from ipt_notes.services.private_notes import moving_notes
from ipt_notes.services.trust.backing_up import require_proof
from ipt_notes.services.trust.copies_in_steps import NotTheSame
from ipt_notes.services.trust.copying import record_copy
from ipt_notes.services.trust.heads import Heads
from ipt_notes.services.trust.ledger import Accepted, ledger_appends, ledger_stream, told
from ipt_notes.services.trust.moving_streams import MovingStream
from ipt_notes.services.trust.streams import START
from ipt_notes.services.trust.telling_status import waiting_drafts
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.named_keys import Key
from ipt_notes.services.unlock.opening_slots import SlotLine, slot_line, slot_row
from ipt_notes.services.unlock.unlocking import member_of, try_key
from ipt_notes.vault.locate import copy_in_steps, copy_vault, full_name, is_server, is_taken, open_vault
from ipt_notes.vault.port import KeyChange, KeyRow
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.unlock.secrets_in import SlotPlan
    from ipt_notes.vault.port import VaultPort


class VaultResealed(Struct, frozen=True):
    """A new vault of what the member can read, proven; `id` is its own. `records` are those of charts and private notes.

    `left_behind` counts the records that stay in the old vault: of its ledger, its audits, and of what was erased.
    """

    source: str
    vault: str
    id: str
    charts: int
    records: int
    left_behind: int
    slots: tuple[SlotLine, ...]
    recovery_kit: str


class _NewVault:
    """What the new vault is to hold, as a port that is read once from beginning to end."""

    format_version = VERSION

    def __init__(self, old: Practice, root: bytes, plans: Sequence[SlotPlan], vault: bytes) -> None:
        """Make its keys; `root` opens the old vault, `plans` are to open the new one."""
        self.vault_id, self._old = vault, old
        fresh = new_root()
        place = {"vault": vault, "member": old.member.id}
        self.slots = [slot_row(plan, fresh, argon2=old.settings.argon2, **place) for plan in plans]
        known = old.port.key_row("member", old.member.id, IDENTITY) or b""
        identity = move_identity(
            known, vault=old.port.vault_id, member=old.member.id, root=root, new_vault=vault, new_root=fresh
        )
        self.member = open_identity(identity, root=fresh, **place)
        grants = [(grant, _fresh(grant)) for grant in sorted(old.grants(), key=lambda grant: grant.client)]
        self.charts = len(grants)
        moving, there = _moving(old, self.member, vault, grants), dict(old.port.streams())
        self.contents = {each.new: each for each in moving if each.old in there}
        self.records = {each.new: there[each.old] for each in self.contents.values()}
        self._rows = [KeyRow("member", old.member.id, IDENTITY, identity), *self.slots]
        for _, grant in grants:
            tag, blob = seal_own_grant(grant, member=self.member, vault=vault)
            self._rows.append(KeyRow("grant", old.member.id, tag, blob))

    def streams(self) -> Iterator[tuple[bytes, int]]:
        """(stream, number of records); the ledger comes last."""
        yield from self.records.items()
        yield ledger_stream(self.member, self.vault_id), 1 + len(self._rows)

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """(seq, record) behind `after`: sealed anew each time, so that one reading goes together."""
        found = self.contents.get(stream)
        records = found.sealed_anew(self._old.port) if found else self._ledger()
        return (record for record in records if record[0] > after)

    def key_rows(self, kind: str, _: bytes | None = None) -> Iterator[KeyRow]:
        """The rows of a kind."""
        return (row for row in self._rows if row.kind == kind)

    def _ledger(self) -> Iterator[tuple[int, bytes]]:
        """It begins anew, and says what it goes on from."""
        before = Accepted("", f"sealed afresh from the vault {self._old.port.vault_id.hex()[:8]}")
        said = [before, *told((KeyChange(*row) for row in self._rows), self.member.id)]
        at = self._old.settings.clock()
        for append in ledger_appends(self.member, self.vault_id, START, said, at):
            yield append.seq, append.blob


def _fresh(grant: Grant) -> Grant:
    """The grant with a new key for each epoch: a record names the one it was written under."""
    return Grant(grant.client, {epoch: new_client_key() for epoch in grant.keys}, grant.code, grant.name)


def _moving(
    old: Practice, member: Member, vault: bytes, grants: Iterable[tuple[Grant, Grant]]
) -> Iterator[MovingStream]:
    """The charts, and the member's private notes on them."""
    before = old.port.vault_id
    for grant, fresh in grants:
        seals = {epoch: StreamKeys(vault, fresh.client, {epoch: key}) for epoch, key in fresh.keys.items()}
        opens, reads = (
            StreamKeys(before, grant.client, grant.keys),
            StreamKeys(vault, fresh.client, fresh.keys),
        )
        yield MovingStream(grant.client, opens, new=fresh.client, reads=reads, seals=seals)
        yield moving_notes(old, grant, member=member, vault=vault, fresh=fresh)


def reseal(
    practice: Practice, root: bytes, plans: Sequence[SlotPlan], to: str, *, kit: Path
) -> VaultResealed:
    """A new vault at `to` of what this member can read; `root` is the old one's, and `plans` and the new kit open the new one.

    VaultExists; Refused for a vault that is shared, or of an older format; Unproven where something in the old vault is
    damaged, NotTheSame where something arrived otherwise. Then nothing is there. It is made in one go, also on a server.
    """
    where = full_name(to)
    _require_possible(practice, where)
    vault = os.urandom(16)
    settings = practice.settings._replace(where=where)
    ways = [*plans, secrets_in.recovery_kit(kit, vault, practice.member.id, settings)]
    with secrets_in.kept(ways, is_made=lambda: _is_there(where, vault)):
        record_copy(practice)
        with practice.port.at_one_moment():
            new = _NewVault(practice, root, ways, vault)

            def prove(copy: VaultPort) -> None:
                require_proof(_opened(copy, new, practice), "the copy can't be used", against_seen=False)
                if not all(each.is_same(practice.port, copy) for each in new.contents.values()):
                    raise NotTheSame(what="a record differs")
                _require_ways_in(copy, new, ways, practice)

            make = copy_vault if is_server(where) else copy_in_steps
            make(cast("VaultPort", new), where, prove)
    return _told(practice, new, where, kit)


def _require_possible(practice: Practice, where: str) -> None:
    if is_taken(where):
        raise VaultExists(where=where, hint="nothing was changed; choose another place")
    if practice.is_shared:
        what = "a vault that colleagues share can't be sealed afresh: their signatures would belong to nobody"
        hint = "`ipt-notes export chart` and `import chart` take a client to a vault of your own"
        raise Refused(what=what, hint=hint)
    if practice.port.format_version < VERSION:
        raise Refused(what="the vault is of an older format", hint="first `ipt-notes vault upgrade`")
    if number := waiting_drafts(practice.port, practice.settings):
        practice.say(
            f"{number} on this computer waiting to be saved in the old vault: drafts do not come along"
        )


def _opened(copy: VaultPort, new: _NewVault, practice: Practice) -> Practice:
    """The new vault as its member opens it on a computer that has not seen it."""
    return Practice(copy, new.member, practice.settings, Heads(None, new.member, new.vault_id))


def _require_ways_in(copy: VaultPort, new: _NewVault, plans: Iterable[SlotPlan], practice: Practice) -> None:
    """Damaged unless each way in opens the new vault, the kit too."""
    for plan, row in zip(plans, new.slots, strict=True):
        opened = try_key(copy, [row], Key(plan.kind, plan.secret), practice.settings)
        if opened is None or member_of(copy, opened).id != new.member.id:
            raise Damaged(what="a slot that was just made")


def _is_there(where: str, vault: bytes) -> bool:
    """Whether the new vault is in its place."""
    with suppress(IptNotesError), open_vault(where) as port:
        return port.vault_id == vault
    return False


def _told(practice: Practice, new: _NewVault, where: str, kit: Path) -> VaultResealed:
    moved = sum(new.records.values())
    return VaultResealed(
        full_name(practice.settings.where),
        where,
        new.vault_id.hex(),
        new.charts,
        moved,
        practice.port.status().records - moved,
        tuple(map(slot_line, new.slots)),
        str(kit),
    )
