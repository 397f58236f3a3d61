"""Takes a vault as it is, though this machine has seen a later one: a backup that was put back by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.services.reasons import reasoned
from ipt_notes.services.trust.backing_up import copied, require_proof, say
from ipt_notes.services.trust.erased_since import tell_erased
from ipt_notes.services.trust.ledger import Accepted
from ipt_notes.services.trust.own_place import is_elsewhere, known_place
from ipt_notes.services.trust.trusting import lacking, learn_anew
from ipt_notes.services.trust.upgrading import change_format, keep_copy
from ipt_notes.services.unlock import keyring_memory
from ipt_notes.vault.locate import full_name
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.trust.backing_up import Copied


def accept(practice: Practice, reason: str) -> Copied:
    """Take the vault as it is, whatever this machine has seen of it, here or elsewhere; the ledger says so, and why.

    One of an older format is brought up to date with it, and a copy of it as it was is kept. Unproven when it is damaged.
    """
    why = reasoned(reason, "to accept a vault as it is")
    verified = require_proof(practice, "it was not accepted", against_seen=False)
    before, lacks = (known_place(practice) if is_elsewhere(practice) else ""), tuple(lacking(practice))
    accepted = Accepted(practice.heads.digest(), why)
    if practice.port.format_version < VERSION:
        keep_copy(practice, against_seen=False)
        change_format(practice, [accepted])
    else:
        say(practice, accepted)
    learn_anew(practice)
    tell_erased(practice)
    if practice.is_by_keyring:
        keyring_memory.remember(practice)
    done = copied(practice.port, full_name(practice.settings.where), verified)
    return replace(done, before=before, lacking=lacks)
