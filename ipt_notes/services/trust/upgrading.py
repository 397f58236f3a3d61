"""Brings a vault of an older format up to this program's, and keeps a copy of it as it was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import StreamMoved, VaultExists
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.backing_up import ends, require_proof
from ipt_notes.services.trust.ledger import Upgraded, ledger_appends, ledger_stream
from ipt_notes.services.trust.streams import stand_aside
from ipt_notes.vault.locate import is_server, open_vault
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.services.trust.ledger import Bodies
    from ipt_notes.vault.port import VaultPort

_ATTEMPTS = 100


class VaultUpgraded(Struct, frozen=True):
    """The vault's format before and now; `copy` is the vault as it was ("" where nothing was to be done)."""

    vault: str
    before: int
    after: int
    copy: str = ""


def upgrade(practice: Practice) -> VaultUpgraded:
    """Prove the vault, keep a copy beside it, and change its format in one transaction. Nothing is sealed anew.

    Unproven when it is damaged, VaultExists where the copy's place is taken, WorldProblem; then it is as it was.
    """
    port, where = practice.port, practice.settings.where
    before = port.format_version
    if before == VERSION:
        return VaultUpgraded(where, before, VERSION)
    copy = keep_copy(practice)
    change_format(practice, [])
    practice.trust()
    return VaultUpgraded(where, before, VERSION, copy)


def keep_copy(practice: Practice, *, against_seen: bool = True) -> str:
    """Where a proven copy of the vault lies; one that an upgrade which did not come to its end left is as good."""
    where = _copy_place(practice)

    def prove(copy: VaultPort) -> None:
        beside = Practice(copy, practice.member, practice.settings, practice.heads)
        require_proof(beside, "it stays as it is", against_seen=against_seen)

    if not os.path.lexists(where):
        practice.port.copy_to(where, prove)
        return where
    with open_vault(where) as there:
        if there.vault_id != practice.port.vault_id or ends(there) != ends(practice.port):
            raise VaultExists(
                where=where, hint="it is not a copy of this one as it is now: move it aside first"
            )
    return where


def _copy_place(practice: Practice) -> str:
    """Beside the vault; for one on a server, where this machine keeps its state."""
    place = Path(practice.settings.where).absolute()
    if is_server(practice.settings.where):
        place = practice.settings.state / f"{practice.port.vault_id.hex()}.ipt"
    return str(place.with_name(f"{place.name}.format-{practice.port.format_version}"))


def change_format(practice: Practice, said: Sequence[Bodies]) -> None:
    """One transaction: the vault has this program's format, and the ledger tells that behind what else is said."""
    port, member = practice.port, practice.member
    bodies = [*said, Upgraded(port.format_version, VERSION)]
    for attempt in range(_ATTEMPTS):
        head = port.head(ledger_stream(member, port.vault_id))
        try:
            port.upgrade(ledger_appends(member, port.vault_id, head, bodies, practice.settings.clock()))
        except StreamMoved:
            stand_aside(attempt)
        else:
            return
    raise StreamMoved
