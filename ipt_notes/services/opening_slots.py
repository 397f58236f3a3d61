"""Slots that need more than a row: the keyring's secret outside, the kit's page on paper, a trial of each."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ipt_notes.errors import IptNotesError, Locked
from ipt_notes.keys.slots import describe_slot
from ipt_notes.services import keeping
from ipt_notes.services.keeping import SlotLine, SlotPlan
from ipt_notes.services.unlocking import Key, keys_offered, try_key, typed_as
from ipt_notes.vault.locate import open_vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import KeyRow, VaultPort


@contextmanager
def opened(settings: Settings, person: Person) -> Iterator[tuple[VaultPort, tuple[KeyRow, bytes]]]:
    """The vault with the slot that opened it and the member root in it: what a new slot is made from."""
    with open_vault(settings.where) as port:
        rows = list(port.key_rows("slot"))
        for key in keys_offered(port, rows, settings, person):
            if found := try_key(port, rows, key):
                yield port, found
                return
        raise Locked


def add_keyring(port: VaultPort, settings: Settings, opened_by: tuple[KeyRow, bytes]) -> SlotLine:
    """A slot for a new random secret that the system's keyring keeps. WorldProblem says what the keyring lacks."""
    from ipt_notes.keys.keyring_store import forget, store
    from ipt_notes.services.secrets_in import machine_label

    secret, member = os.urandom(32), opened_by[0].member
    store(port.vault_id, member, secret)
    try:
        return keeping.add_slot(
            port, settings, opened_by, SlotPlan("keyring", secret, f"keyring on {machine_label()}")
        )
    except BaseException:
        forget(port.vault_id, member)
        raise


def add_recovery(port: VaultPort, settings: Settings, opened_by: tuple[KeyRow, bytes], kit: Path) -> SlotLine:
    """A further recovery kit, written to `kit`."""
    from ipt_notes.keys.recovery import new_kit

    secret, code = new_kit()
    keeping.write_kit(kit, port.vault_id, code, settings)
    try:
        return keeping.add_slot(port, settings, opened_by, SlotPlan("recovery", secret, kit.name[:60]))
    except BaseException:
        kit.unlink(missing_ok=True)
        raise


def remove(practice: Practice, slot: str) -> SlotLine:
    """Take a slot away; a keyring's secret goes too."""
    row = keeping.find_slot(practice.port, slot)
    line = keeping.remove_slot(practice, slot)
    if line.kind == "keyring":
        from contextlib import suppress

        from ipt_notes.keys.keyring_store import forget

        with suppress(IptNotesError):
            forget(practice.port.vault_id, row.member)
    return line


def test(settings: Settings, slot: str, person: Person) -> tuple[SlotLine, bool]:
    """Whether this slot opens with a secret of its own kind."""
    with open_vault(settings.where) as port:
        row = keeping.find_slot(port, slot)
        kind = describe_slot(row.blob).kind
        line = next(line for line in keeping.slots(port) if row.id.hex().startswith(line.id))
        return line, any(try_key(port, [row], key) for key in _of_kind(kind, port, row, settings, person))


def _of_kind(kind: str, port: VaultPort, row: KeyRow, settings: Settings, person: Person) -> Iterator[Key]:
    yield from (key for key in keys_offered(port, [row], settings, None) if key.kind == kind)
    if kind in ("passphrase", "recovery") and (
        typed := person.secret(f"The {kind} of slot {row.id.hex()[:8]}: ")
    ):
        yield from typed_as(typed)
