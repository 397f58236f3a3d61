"""An erased client in a copy of the vault: in one that is being made, and in one that is put back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.command_line import typed
from ipt_notes.durable import NewFile, make_folders
from ipt_notes.errors import Conflict, IptNotesError
from ipt_notes.keys.drafts import open_draft, seal_draft
from ipt_notes.services.trust.ledger import ClientErased, read_ledger
from ipt_notes.services.trust.trusting import codes_of

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.trust.erasures import Erasure
    from ipt_notes.vault.port import Head

_NAME = b"erased"


class ErasedInBetween(Conflict):
    """A client was erased while the backup was made. It would still hold them, so it was removed."""

    hint = "run the command again"


def refuse_erased(practice: Practice, after: Head) -> None:
    """ErasedInBetween where the ledger tells of an erasure behind `after`."""
    if any(
        isinstance(line.record.body, ClientErased)
        for line in read_ledger(practice.port, practice.member, after)
    ):
        raise ErasedInBetween


def remember(practice: Practice, erasure: Erasure) -> None:
    """Know on this machine that the client is erased, whatever backup is put back; where that can't be, a person hears."""
    path, name = _erased(practice) / erasure.client, _NAME + erasure.client.encode()
    blob = seal_draft(practice.member, b"", vault=practice.port.vault_id, name=name)
    try:
        make_folders(path.parent)
        with NewFile(path.parent, blob) as file:
            file.put(path, replace=True)
    except OSError as error:
        why = (error.strerror or "it failed").lower()
        practice.say(f"that {erasure.code} is erased could not be remembered on this computer: {why}")


def tell_erased(practice: Practice) -> None:
    """Let a person hear which clients can be read in this vault though they were erased on this machine."""
    codes = codes_of(practice)
    for code in sorted(code for client, code in codes.items() if _is_remembered(practice, client.hex())):
        practice.say(
            f"{code} was erased on this computer after this copy was made, and can be read again:"
            f" `ipt-notes client erase {typed(code)}` erases it again"
        )


def _is_remembered(practice: Practice, client: str) -> bool:
    with suppress(OSError, IptNotesError):
        blob = (_erased(practice) / client).read_bytes()
        open_draft(practice.member, blob, vault=practice.port.vault_id, name=_NAME + client.encode())
        return True
    return False


def _erased(practice: Practice) -> Path:
    """Where this machine keeps the random numbers of whom it erased: a sealed, empty file each."""
    return practice.settings.state / "erased" / practice.port.vault_id.hex()[:16]
