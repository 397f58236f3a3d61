"""Brings a vault of an older format up to this program's, and keeps a copy of it as it was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import StreamMoved, VaultExists
from ipt_notes.services.backing_up import ends, require_proof
from ipt_notes.services.ledger import Upgraded, ledger_appends, ledger_stream
from ipt_notes.services.practice import Practice
from ipt_notes.services.streams import stand_aside
from ipt_notes.vault.locate import open_vault
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
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
    copy = Path(where).absolute().with_name(f"{Path(where).name}.format-{before}")
    _keep_copy(practice, str(copy))
    _commit(practice, Upgraded(before, VERSION))
    practice.trust()
    return VaultUpgraded(where, before, VERSION, str(copy))


def _keep_copy(practice: Practice, where: str) -> None:
    """A proven copy; one that an upgrade which did not come to its end left is as good."""

    def prove(copy: VaultPort) -> None:
        beside = Practice(copy, practice.member, practice.settings, practice.heads)
        require_proof(beside, "it stays as it is")

    if not os.path.lexists(where):
        practice.port.copy_to(where, prove)
        return
    with open_vault(where) as there:
        if there.vault_id != practice.port.vault_id or ends(there) != ends(practice.port):
            raise VaultExists(
                where=where, hint="it is not a copy of this one as it is now: move it aside first"
            )


def _commit(practice: Practice, body: Upgraded) -> None:
    port, member = practice.port, practice.member
    for attempt in range(_ATTEMPTS):
        head = port.head(ledger_stream(member, port.vault_id))
        try:
            port.upgrade(ledger_appends(member, port.vault_id, head, [body], practice.settings.clock()))
        except StreamMoved:
            stand_aside(attempt)
        else:
            return
    raise StreamMoved
