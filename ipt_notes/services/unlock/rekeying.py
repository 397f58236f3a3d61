"""New keys: a client's, for what is written from now on; and the member's root, which every way in then opens.

What is sealed stays as it was, and the member's own keys too: whoever opened a copy of the vault has those, and reads
and writes on. Against that stands `renewing`, which makes all keys anew.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.records import EpochBegun
from ipt_notes.errors import Conflict, Damaged, Refused
from ipt_notes.keys.grants import Grant, with_new_key
from ipt_notes.keys.identity import IDENTITY, open_identity, rewrap_identity
from ipt_notes.keys.slots import new_root
from ipt_notes.services.trust.ledger import RootRenewed
from ipt_notes.services.unlock import secrets_in, unlocked
from ipt_notes.services.unlock.named_keys import Key
from ipt_notes.services.unlock.opening_slots import SlotLine, is_slot, keys_for, slot_line, slot_row
from ipt_notes.services.unlock.regranting import write_with_grant
from ipt_notes.services.unlock.secrets_in import SlotPlan
from ipt_notes.services.unlock.unlocking import try_key
from ipt_notes.vault.port import KeyChange, KeyRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ipt_notes.course.records import Bodies
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice


class ClientRekeyed(Struct, frozen=True):
    """A chart's new key; `epoch` counts its keys from 1."""

    code: str
    epoch: int


class VaultRekeyed(Struct, frozen=True):
    """The ways in under the new root, and those that open nothing any more. `is_renewed`: all keys are new."""

    slots: tuple[SlotLine, ...]
    removed: tuple[SlotLine, ...]
    recovery_kit: str
    is_renewed: bool = False


def rekey_client(practice: Practice, code: str, reason: str = "") -> ClientRekeyed:
    """A new key for what is written to this chart from now on; the chart tells it. Older records keep theirs."""

    def decide(chart: OpenChart) -> tuple[Grant, Sequence[Bodies]]:
        epoch = max(chart.grant.keys) + 1
        return with_new_key(chart.grant, epoch), [EpochBegun(epoch, reason)]

    chart = write_with_grant(practice, practice.find(code), decide)
    return ClientRekeyed(chart.code, chart.keys.epoch)


def rekey_vault(
    practice: Practice, root: bytes, person: Person, *, kit: Path, key_files: Sequence[Key] = ()
) -> VaultRekeyed:
    """A new root (`root` is the old one) and a new recovery kit. Each other slot's secret is asked for, or it is removed.

    Refused when nothing but the kit would open the vault; Conflict when a slot changed meanwhile.
    """
    old = list(practice.port.key_rows("slot", practice.member.id))
    plans = {row.id: plan for row in old if (plan := _plan(practice, row, person, key_files))}
    if not plans:
        raise Refused(
            what="no way in beside the recovery kit would be left",
            hint="give the secret of one: type the passphrase, or name the key file with --key-file",
        )
    new_kit = secrets_in.recovery_kit(kit, practice.port.vault_id, practice.member.id, practice.settings)
    fresh = new_root()
    rows = [new_slot(practice, plan, fresh, slot) for slot, plan in [*plans.items(), (b"", new_kit)]]
    removed = [row for row in old if row.id not in plans]
    with secrets_in.kept([new_kit], is_made=partial(is_slot, practice.port, rows[-1])):
        _change(practice, _identity(practice, root, fresh), old, rows, removed)
    unlocked.forget(practice.settings.env, practice.port.vault_id)
    lost = tuple(line for line in map(slot_line, removed) if line.kind != "recovery")
    return VaultRekeyed(tuple(map(slot_line, rows)), lost, str(kit))


def _change(
    practice: Practice,
    identity: bytes,
    old: Sequence[KeyRow],
    rows: Sequence[KeyRow],
    removed: Sequence[KeyRow],
) -> None:
    """One transaction: the identity, the slots under the new root, and no other."""

    def still_right() -> None:
        if list(practice.port.key_rows("slot", practice.member.id)) != old:
            raise Conflict(hint="a way in was added or removed meanwhile: run the command again")

    changes = [
        KeyChange("member", practice.member.id, IDENTITY, identity),
        *(KeyChange(*row[:3], None) for row in removed),
        *(KeyChange(*row) for row in rows),
    ]
    said = [RootRenewed(tuple(row.id.hex() for row in removed))]
    practice.change_keys(changes, said=said, still_right=still_right)


def _plan(practice: Practice, row: KeyRow, person: Person, key_files: Sequence[Key]) -> SlotPlan | None:
    """How the slot is made anew: with the same secret, if it is given. A recovery kit never is: there is a new one."""
    line = slot_line(row)
    if line.kind not in ("passphrase", "key-file", "keyring"):
        return None
    for key in (*key_files, *keys_for(practice.port, row, practice.settings, person)):
        if key.kind == line.kind and try_key(practice.port, [row], key, practice.settings):
            return SlotPlan(line.kind, key.secret, line.label)
    return None


def new_slot(practice: Practice, plan: SlotPlan, root: bytes, slot: bytes = b"") -> KeyRow:
    """The slot under the new root (b"": one with a new id), which was tried."""
    port, settings = practice.port, practice.settings
    row = slot_row(
        plan, root, vault=port.vault_id, member=practice.member.id, argon2=settings.argon2, slot=slot
    )
    if try_key(port, [row], Key(plan.kind, plan.secret), settings) is None:
        raise Damaged(what="a slot that was just made")
    return row


def _identity(practice: Practice, root: bytes, fresh: bytes) -> bytes:
    """The member's identity under the new root; it is opened before it is trusted."""
    port, member = practice.port, practice.member
    place = {"vault": port.vault_id, "member": member.id}
    blob = rewrap_identity(
        port.key_row("member", member.id, IDENTITY) or b"", root=root, new_root=fresh, **place
    )
    open_identity(blob, root=fresh, **place)
    return blob
