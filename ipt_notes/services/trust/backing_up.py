"""Copies of a vault that are proven before they have their place: backup and restore."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.digests import sha256
from ipt_notes.errors import Damaged, FileInTheWay, IptNotesError, VaultExists, WorldProblem
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.copies_in_steps import compare, resumable
from ipt_notes.services.trust.erased_since import refuse_erased, tell_erased
from ipt_notes.services.trust.heads import Heads
from ipt_notes.services.trust.ledger import BackedUp, Restored, commit_key_changes, ledger_stream, read_ledger
from ipt_notes.services.trust.own_place import is_elsewhere
from ipt_notes.services.trust.trusting import lacking, learn_anew
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import keyring_memory
from ipt_notes.vault.contents import UnfinishedCopy
from ipt_notes.vault.locate import (
    begin_copy,
    copy_in_steps,
    copy_vault,
    full_name,
    is_server,
    is_taken,
    open_vault,
    remove_vault,
)
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.services.settings import Settings
    from ipt_notes.services.trust.ledger import Bodies
    from ipt_notes.services.trust.verifying import Verified
    from ipt_notes.vault.port import Head, VaultPort


_NOT_RESTORED = "nothing was restored"
_ASIDE = "move the vault that is there aside first, and files beside it that end in -wal or -shm with it"
_ASIDE_ON_SERVER = (
    "name another place with schema= in the address, or move the vault aside: ALTER SCHEMA ... RENAME TO ..."
)


class Unproven(Damaged):
    """Something in it is damaged, so {what}."""

    hint = "to keep what there is, copy the vault's file itself, together with the file ending in -wal if there is one"


class Copied(Struct, frozen=True):
    """A vault that was proven: every record opened, every signature checked.

    `is_elsewhere_too`: this machine knows the vault at another place, and takes this one for a copy to look into. `newest`
    is when its keys were last changed (UTC), `lacking` which charts lack what this machine had seen, and `before` the other
    place that this machine went on with until now ("" for none). `others` counts the streams of other members, which
    are in it too and were not opened.
    """

    vault: str
    id: str
    charts: int
    records: int
    is_elsewhere_too: bool = False
    newest: dt.datetime | None = None
    lacking: tuple[str, ...] = ()
    before: str = ""
    others: int = 0


def back_up(practice: Practice, file: Path) -> Copied:
    """A proven copy of the vault in a new file, made while others may write; the ledger says that it was made.

    FileInTheWay, Unproven with what is wrong, ErasedInBetween, WorldProblem; then there is no file.
    """
    _require_room(practice, file)
    proven: list[tuple[Verified, BackedUp, Head]] = []

    def prove(copy: VaultPort) -> None:
        # held against what was seen before the copy: others may have written since
        beside = Practice(copy, practice.member, practice.settings, practice.heads)
        verified = require_proof(beside, "no backup was made")
        proven.append((verified, backed_up(copy), copy.head(ledger_stream(practice.member, copy.vault_id))))

    practice.port.copy_to(str(file.absolute()), prove)
    verified, body, told = proven[0]
    if not practice.port.read_only:
        _record(practice, body, file, told)
    if practice.is_by_keyring:
        keyring_memory.remember(practice)
    return copied(practice.port, str(file), verified)


def _require_room(practice: Practice, file: Path) -> None:
    """FileInTheWay; WorldProblem for a folder that is missing (a disk that is not there) or was meant as the place."""
    folder = file.absolute().parent
    if file.is_dir():
        raise WorldProblem(
            what=f"{file} is a folder", hint=f"name the file in it: {file / 'vault-2026-03-16.ipt'}"
        )
    if os.path.lexists(file):
        raise FileInTheWay(where=file)
    if not folder.is_dir():
        hint = "is its disk there? else make the folder first"
        raise WorldProblem(what=f"there is no folder {folder}", hint=hint)
    with suppress(OSError):
        if folder.stat().st_dev == Path(practice.settings.where).stat().st_dev:
            practice.say("the backup is on the same disk as the vault: keep another one elsewhere")


def _record(practice: Practice, body: BackedUp, file: Path, told: Head) -> None:
    """Say in the ledger that the backup was made; one that nobody would know of does not stay.

    `told` is where the ledger of the copy ends: what is recorded holds nobody who was erased before. ErasedInBetween.
    """
    try:
        practice.change_keys((), said=[body], still_right=partial(refuse_erased, practice, told))
    except BaseException:
        if not _is_said(practice, body):
            remove_vault(str(file))
        raise


def _is_said(practice: Practice, body: BackedUp) -> bool:
    """Whether the record is in the ledger, though something failed after it; where that can't be told, it may be."""
    try:
        return any(record.body == body for record, _ in read_ledger(practice.port, practice.member))
    except IptNotesError:
        return True


def restore(backup: Practice, settings: Settings) -> Copied:
    """A proven copy of an opened backup as the vault of these settings, where there is none.

    Its ledger names what this machine had seen of the vault, so that nobody takes it for the one that was lost unawares;
    other machines ask before they accept it. One beside a vault that this machine knows at another place is an older
    copy to look into. VaultExists, Unproven, WorldProblem; then nothing is left. On a server CopyInterrupted, or an error
    of the connection, leaves an unfinished copy, which is no vault: the same restore goes on with it.
    """
    where = full_name(settings.where)
    _require_free(where)
    proven: list[Verified] = []

    def prove(copy: VaultPort) -> None:
        practice = Practice(copy, backup.member, settings)
        proven.append(require_proof(practice, _NOT_RESTORED, against_seen=False))
        if copy.format_version == VERSION:
            say(practice, Restored(practice.heads.digest()))

    lacks = tuple(lacking(Practice(backup.port, backup.member, settings)))
    _put(backup, where, prove)
    with open_vault(where) as port:
        practice = Practice(port, backup.member, settings)
        is_elsewhere_too = is_elsewhere(practice)
        if not is_elsewhere_too:
            learn_anew(practice)
            tell_erased(backup)
            if backup.is_by_keyring:
                keyring_memory.remember(practice)
    done = copied(backup.port, where, proven[0])
    return replace(done, is_elsewhere_too=is_elsewhere_too, newest=_newest(backup), lacking=lacks)


def _require_free(where: str) -> None:
    """VaultExists; what a restore or a copy that broke off left on a server is not in the way."""
    with suppress(UnfinishedCopy):
        if is_taken(where):
            raise VaultExists(where=where, hint=_ASIDE_ON_SERVER if is_server(where) else _ASIDE)


def _put(backup: Practice, where: str, prove: Callable[[VaultPort], None]) -> None:
    """Copy the backup to its place. On a server in steps: the backup is proven first, so that nothing is begun in vain."""
    if not is_server(where):
        copy_vault(backup.port, where, prove)
        return
    port = backup.port
    beside = Practice(port, backup.member, backup.settings, Heads(None, backup.member, port.vault_id))
    require_proof(beside, _NOT_RESTORED, against_seen=False)
    begin_copy(port, where)

    def prove_the_same(copy: VaultPort) -> None:
        compare(port, copy)
        prove(copy)

    with resumable(where), port.at_one_moment():
        copy_in_steps(port, where, prove_the_same)


def _newest(backup: Practice) -> dt.datetime | None:
    """When the ledger or a chart was last written to, whatever this machine has seen since."""
    port, member = backup.port, backup.member
    practice = Practice(port, member, backup.settings, Heads(None, member, port.vault_id))
    told = [record.at for record, _ in read_ledger(port, member)]
    charts = (practice.read(grant).records for grant in practice.grants())
    return max([*told, *(record.at for records in charts for record in records)], default=None)


def backed_up(copy: VaultPort) -> BackedUp:
    """What the ledger says of a copy that was proven: where its streams end, and how many records it holds."""
    return BackedUp(ends(copy), copy.status().records)


def ends(port: VaultPort) -> str:
    """One digest (hex digits) of where every stream ends."""
    parts = (stream + count.to_bytes(8, "big") + port.head(stream).hash for stream, count in port.streams())
    return sha256(b"".join(parts)).hex()


def require_proof(practice: Practice, what: str, *, against_seen: bool = True) -> Verified:
    """The verification of a vault in which nothing is wrong. Unproven, with `what` follows from it, for any other."""
    verified = verify_vault(practice, against_seen=against_seen)
    if verified.problems:
        raise Unproven(what=what, details=verified.problems)
    return verified


def say(practice: Practice, body: Bodies) -> None:
    """One more record in the ledger."""
    commit_key_changes(practice.port, practice.member, (), practice.settings.clock(), said=[body])


def copied(port: VaultPort, where: str, verified: Verified) -> Copied:
    """What a command tells of a vault that was proven."""
    return Copied(where, port.vault_id.hex(), verified.charts, verified.records, others=verified.others)
