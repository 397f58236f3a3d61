"""What the keyring remembers of a vault: that this machine knows it, and where its ledger ended at the last backup.

So a vault that was replaced by an older one is told even where the state folder was emptied too.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from ipt_notes.errors import WorldProblem
from ipt_notes.keys import keyring_store
from ipt_notes.services.trust.ledger import ledger_stream
from ipt_notes.services.trust.trusting import LEDGER, refuse_older
from ipt_notes.vault.port import Head

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice

_WHAT = "seen"
_END = struct.Struct(">Q32s")


def hold_against(practice: Practice) -> None:
    """For a vault that the keyring opened, on a machine whose own memory is empty. RolledBack.

    A keyring that remembers nothing learns the vault; one that does says that the machine's own memory is gone.
    """
    port, member = practice.port, practice.member
    try:
        kept = keyring_store.fetch(port.vault_id, member.id, what=_WHAT)
    except WorldProblem:
        return
    if kept is None or len(kept) != _END.size:
        remember(practice)
        return
    refuse_older(port, ledger_stream(member, port.vault_id), Head(*_END.unpack(kept)), LEDGER)
    practice.say(
        "what this computer remembered of the vault is gone; the keyring's memory, as of the last backup, holds"
    )


def forget(vault: bytes, member: bytes) -> None:
    """Let the keyring forget the vault. KeyringUnavailable."""
    keyring_store.forget(vault, member, what=_WHAT)


def remember(practice: Practice) -> None:
    """Let the keyring remember where the ledger ends now; where it does not answer, it does not."""
    port, member = practice.port, practice.member
    head = port.head(ledger_stream(member, port.vault_id))
    try:
        keyring_store.store(port.vault_id, member.id, _END.pack(*head), what=_WHAT)
    except WorldProblem:
        return
