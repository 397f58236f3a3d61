"""The ways a vault opens: lists, adds, removes and tries slots."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import Damaged, IptNotesError, NotFound, Refused
from ipt_notes.keys.slots import KINDS, describe_slot, make_slot
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.ledger import KeyChanged, commit_key_changes, read_ledger
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.named_keys import Key, named_keys
from ipt_notes.services.unlock.typed_keys import typed_codes, typed_for
from ipt_notes.services.unlock.unlocking import keyring_keys, member_of, member_still_of, try_key
from ipt_notes.services.unlock.ways_in import find_ways_in
from ipt_notes.vault.locate import open_vault
from ipt_notes.vault.port import KeyChange, KeyRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipt_notes.keys.kdf import Profile
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.unlock.secrets_in import SlotPlan
    from ipt_notes.services.unlock.unlocking import OpenRoot
    from ipt_notes.vault.port import VaultPort

DAMAGED = "damaged"
_NO_WAY_IN = ("recovery", DAMAGED)


class SlotLine(Struct, frozen=True):
    """One way to open the vault. `id` is 8 hex digits, `kind` one of passphrase, key-file, keyring, recovery, damaged."""

    id: str
    kind: str
    label: str


def slot_line(row: KeyRow) -> SlotLine:
    """What a slot tells of itself."""
    try:
        info = describe_slot(row.blob)
    except Damaged:
        return SlotLine(row.id.hex()[:8], DAMAGED, "")
    return SlotLine(row.id.hex()[:8], info.kind, info.label)


def slots(port: VaultPort, settings: Settings) -> tuple[SlotLine, ...]:
    """The ways this vault can be opened, by kind and label; no key is needed to see them.

    In a vault of several those of the member who is at this computer; of all where nothing tells who that is.
    """
    return tuple(sorted(map(slot_line, find_ways_in(port, settings).rows), key=by_kind))


def since(practice: Practice) -> dict[str, dt.datetime]:
    """When each way in was made (UTC), by its id, as far as the ledger tells. ChartDamaged where it can't be read."""
    made: dict[str, dt.datetime] = {}
    for record, _ in read_ledger(practice.port, practice.member):
        if isinstance(body := record.body, KeyChanged) and body.row == "slot" and body.digest:
            made.setdefault(body.id[:8], record.at)
    return {line.id: made[line.id] for line in slots(practice.port, practice.settings) if line.id in made}


def by_kind(line: SlotLine) -> tuple[int, str, str]:
    """Where a line stands among others."""
    place = KINDS.index(line.kind) if line.kind in KINDS else len(KINDS)
    return place, line.label, line.id


def find_slot(rows: Iterable[KeyRow], slot: str) -> KeyRow:
    """The one of these slots whose id begins with `slot`; NotFound when none does, or several."""
    found = [row for row in rows if slot and row.id.hex().startswith(slot.lower())]
    if len(found) != 1:
        raise NotFound(what=f"the slot {slot!r}", hint="`ipt-notes slot list` shows their ids")
    return found[0]


def slot_row(
    plan: SlotPlan, root: bytes, *, vault: bytes, member: bytes, argon2: Profile, slot: bytes = b""
) -> KeyRow:
    """The row of a new slot, or of the one with the id `slot` under another root."""
    slot = slot or os.urandom(16)
    blob = make_slot(
        plan.kind,
        plan.secret,
        root,
        vault=vault,
        member=member,
        slot=slot,
        label=plan.label,
        profile=argon2,
    )
    return KeyRow("slot", member, slot, blob)


def add_slot(port: VaultPort, settings: Settings, opened_by: OpenRoot, plan: SlotPlan) -> SlotLine:
    """A further way in, for the member who opened the vault. It is tried before this returns.

    WorldProblem when the secret can't be kept, or the vault can't be written; KeysRenewed when the root is not the
    vault's any more. Then neither is left.
    """
    member = member_still_of(port, opened_by)
    row = slot_row(plan, opened_by.root, vault=port.vault_id, member=member.id, argon2=settings.argon2)

    def still_right() -> None:
        member_still_of(port, opened_by)

    with secrets_in.kept([plan], is_made=lambda: is_slot(port, row)):
        _try_new(port, settings, row, plan)
        commit_key_changes(port, member, [KeyChange(*row)], settings.clock(), still_right=still_right)
    return slot_line(row)


def is_slot(port: VaultPort, row: KeyRow) -> bool:
    """Whether this very slot is in the vault."""
    return port.key_row(*row[:3]) == row.blob


def _try_new(port: VaultPort, settings: Settings, row: KeyRow, plan: SlotPlan) -> None:
    if try_key(port, [row], Key(plan.kind, plan.secret), settings) is None:
        raise Damaged(what="the slot that was just made")


def add_keyring(port: VaultPort, settings: Settings, opened_by: OpenRoot) -> SlotLine:
    """A slot for a new random secret that this system's keyring keeps.

    KeyringUnavailable says what the keyring lacks; Refused when it opens this vault already.
    """
    member = opened_by.member
    if slot := _kept_in_keyring(port, list(port.key_rows("slot", member)), settings):
        raise Refused(
            what=f"this keyring opens the vault already (slot {slot.id.hex()[:8]})",
            hint=f"to renew it, remove that slot first: `ipt-notes slot remove {slot.id.hex()[:8]}`",
        )
    return add_slot(port, settings, opened_by, secrets_in.keyring(port.vault_id, member))


def _kept_in_keyring(port: VaultPort, rows: list[KeyRow], settings: Settings) -> KeyRow | None:
    """The one of these slots whose secret this system's keyring holds."""
    for key in keyring_keys(port, rows, settings, Nobody()):
        if found := try_key(port, rows, key, settings):
            return found.row
    return None


def add_recovery(port: VaultPort, settings: Settings, opened_by: OpenRoot, kit: Path) -> SlotLine:
    """A further recovery kit, whose page is written to `kit`."""
    plan = secrets_in.recovery_kit(kit, port.vault_id, opened_by.member, settings)
    return add_slot(port, settings, opened_by, plan)


def remove(practice: Practice, slot: str, person: Person) -> SlotLine:
    """Take a way in away, and its secret from this system's keyring. For a recovery kit `person` is asked first.

    Refused for the last one beside the recovery kit, and when the person would rather keep the kit.
    """
    port = practice.port
    row = find_slot(port.key_rows("slot", practice.member.id), slot)
    line = slot_line(row)
    if line.kind == "recovery":
        _require_meant(line, person)

    def still_right() -> None:
        if line.kind != DAMAGED and all(kind in _NO_WAY_IN for kind in _other_kinds(port, row)):
            raise Refused(
                what="this is the last way in beside the recovery kit",
                hint="add another first: `ipt-notes slot add passphrase`",
            )

    change = KeyChange("slot", row.member, row.id, None)
    commit_key_changes(port, practice.member, [change], practice.settings.clock(), still_right=still_right)
    if line.kind == "keyring" and _kept_in_keyring(port, [row], practice.settings):
        _forget(port, row)
    if line.kind == "recovery" and "recovery" not in _other_kinds(port, row):
        practice.say(
            "no recovery kit opens the vault now: `ipt-notes slot add recovery --recovery-kit FILE` makes one"
        )
    return line


def _other_kinds(port: VaultPort, row: KeyRow) -> list[str]:
    return [slot_line(other).kind for other in port.key_rows("slot", row.member) if other.id != row.id]


def _require_meant(kit: SlotLine, person: Person) -> None:
    """Let a person think again: Refused when they would rather keep the kit. In a script nobody is asked."""
    question = f"Remove the recovery kit {kit.label}? Its page then opens nothing."
    if person.confirm(question, default=False) is False:
        raise Refused(what="nothing was removed", hint="the recovery kit opens the vault as before")


def _forget(port: VaultPort, row: KeyRow) -> None:
    from ipt_notes.keys import keyring_store
    from ipt_notes.services.unlock import keyring_memory

    with suppress(IptNotesError):
        keyring_store.forget(port.vault_id, row.member)
        keyring_memory.forget(port.vault_id, row.member)


def test(settings: Settings, slot: str, person: Person) -> tuple[SlotLine, bool]:
    """Whether this slot opens with a secret of its own kind, and what it opens is the member's root."""
    with open_vault(settings.where) as port:
        row = find_slot(find_ways_in(port, settings).rows, slot)
        keys = keys_for(port, row, settings, person)
        return slot_line(row), any(_opens(port, row, key, settings) for key in keys)


def _opens(port: VaultPort, row: KeyRow, key: Key, settings: Settings) -> bool:
    found = try_key(port, [row], key, settings)
    if found is None:
        return False
    try:
        member_of(port, found)
    except Damaged:
        return False
    return True


def keys_for(port: VaultPort, row: KeyRow, settings: Settings, person: Person) -> Iterator[Key]:
    """The keys of the slot's kind that are to be had; a person is asked last."""
    kind = describe_slot(row.blob).kind
    yield from named_keys(settings.env, {kind})
    if kind == "keyring":
        yield from keyring_keys(port, [row], settings, person)
    if kind == "passphrase":
        yield from typed_for(person, f"The passphrase of slot {row.id.hex()[:8]}")
    if kind == "recovery":
        yield from typed_codes(person, f"The code of the recovery kit of slot {row.id.hex()[:8]}")
