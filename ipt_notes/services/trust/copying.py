"""A second vault with the same contents, in a file or on a server, for a move from one to the other.

The sealed bytes are copied as they are, so that signatures, chains and ways in live on. All of it is read as of one moment
of the vault, whoever writes meanwhile. A copy that is behind is brought up to date in one commit; one that was written to
has parted ways, and is left alone.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.digests import sha256
from ipt_notes.errors import Conflict, UsageProblem, VaultBusy, VaultExists, VaultNotFound
from ipt_notes.services.practice import Practice
from ipt_notes.services.trust.backing_up import backed_up, ends, require_proof
from ipt_notes.services.trust.copies_in_steps import Tally, compare, resumable
from ipt_notes.services.trust.own_place import known_place
from ipt_notes.services.unlock import keyring_memory
from ipt_notes.vault.contents import UnfinishedCopy, lacking_in_parts
from ipt_notes.vault.locate import begin_copy, copy_in_steps, full_name, open_vault, place_name
from ipt_notes.vault.one_place import leads_to_one

if TYPE_CHECKING:
    from ipt_notes.services.trust.verifying import Verified
    from ipt_notes.vault.port import VaultPort

_ANOTHER = (
    "it is another vault, or one that only looks like a copy: nothing was changed; choose another place"
)


class PartedWays(Conflict):
    """The vault at {where} holds what this one does not: it was written to since it was copied."""

    hint = (
        "nothing was changed; if nobody wrote to this one since, go on with that one, or copy it the other way;"
        " if both were written to, keep both, and go on with one of them"
    )


class OtherFormat(Conflict):
    """The copy at {where} is of format {found}, the vault of format {ours}."""

    hint = "nothing was changed; move that copy aside, and make a new one"


class VaultCopied(Struct, frozen=True):
    """A copy that was held against its vault byte for byte, and proven as `vault verify` proves one.

    `records` and `key_rows` are all that it holds, `added` the records that it lacked before. `was_there`: it was a
    finished copy already, and was brought up to date. `goes_on_at` is the place at which this computer goes on.
    """

    source: str
    vault: str
    id: str
    charts: int
    records: int
    key_rows: int
    added: int
    was_there: bool
    goes_on_at: str


def copy_all(practice: Practice, to: str) -> VaultCopied:
    """The opened vault at the place `to`, as it is now: new, gone on with, or brought up to date.

    UsageProblem for its own place, VaultExists where another vault is, PartedWays, OtherFormat; Unproven where the vault
    itself is damaged: then nothing is there. NotTheSame, Unproven where the copy is; then it is no vault, if it is new.
    """
    where = full_name(to)
    if leads_to_one(place_name(where), place_name(practice.settings.where)):
        raise UsageProblem(what="a vault can't be copied onto itself", hint="name another place behind it")
    there = _finished(where)
    if there is None:
        return _copy_anew(practice, where)
    with there:
        return _bring_up_to_date(practice, there, where)


def _finished(where: str) -> VaultPort | None:
    """The vault that is there, or None where none is, or an unfinished copy."""
    try:
        return open_vault(where)
    except (VaultNotFound, UnfinishedCopy):
        return None


def _copy_anew(practice: Practice, where: str) -> VaultCopied:
    proven: list[tuple[Verified, Tally]] = []
    begin_copy(practice.port, where)
    with resumable(where):
        record_copy(practice)
        with practice.port.at_one_moment():
            copy_in_steps(practice.port, where, lambda copy: proven.append(_prove(practice, copy)))
    return _told(practice, where, *proven[0], added=proven[0][1].records)


def _bring_up_to_date(practice: Practice, copy: VaultPort, where: str) -> VaultCopied:
    """One commit, so that it is never seen half-way; what it lacks is held in the memory."""
    _require_earlier(practice.port, copy, where)
    if ends(copy) != ends(practice.port):
        record_copy(practice)
    with practice.port.at_one_moment():
        parts = list(lacking_in_parts(practice.port, copy))
        appends = list(chain.from_iterable(appends for appends, _ in parts))
        changes = list(chain.from_iterable(changes for _, changes in parts))
        if appends or changes:
            copy.commit(appends, changes)
        verified, tally = _prove(practice, copy)
    if any(change.blob is None for change in changes):
        _erase_residue(practice, copy)
    return _told(practice, where, verified, tally, added=len(appends), was_there=True)


def _erase_residue(practice: Practice, copy: VaultPort) -> None:
    """What was erased in the vault is not to lie in an unused part of the copy's file."""
    try:
        copy.erase_residue()
    except VaultBusy:
        practice.say(
            "keys that were erased may still lie in an unused part of the copy, which another program has open;"
            " to be rid of them, remove the copy and make a new one"
        )


def _require_earlier(source: VaultPort, copy: VaultPort, where: str) -> None:
    """VaultExists for another vault, OtherFormat, PartedWays: each stream must be the beginning of the vault's own.

    A record names the one before it by its digest, so that the last one tells of all.
    """
    if copy.vault_id != source.vault_id:
        raise VaultExists(where=where, hint=_ANOTHER)
    if copy.format_version != source.format_version:
        raise OtherFormat(where=where, found=copy.format_version, ours=source.format_version)
    for stream, count in copy.streams():
        found = next(iter(source.read(stream, count - 1)), None)
        if found is None or sha256(found[1]) != copy.head(stream).hash:
            raise PartedWays(where=where)


def record_copy(practice: Practice) -> None:
    """Prove the vault, and say in its ledger that a copy leaves it; before it does, so that the copy holds that too.

    An erasure later on names the copy as one that may still hold the client. Unproven where the vault is damaged.
    """
    port = practice.port
    beside = Practice(port, practice.member, practice.settings, practice.heads)
    require_proof(beside, "nothing was copied")
    if not port.read_only:
        practice.change_keys((), said=[backed_up(port)])
    if practice.is_by_keyring:
        keyring_memory.remember(practice)


def _prove(practice: Practice, copy: VaultPort) -> tuple[Verified, Tally]:
    """Hold a copy against the vault byte for byte, and verify it. NotTheSame, Unproven."""
    tally = compare(practice.port, copy)
    beside = Practice(copy, practice.member, practice.settings, practice.heads)
    return require_proof(beside, "the copy can't be used"), tally


def _told(
    practice: Practice, where: str, verified: Verified, tally: Tally, *, added: int, was_there: bool = False
) -> VaultCopied:
    source, id_ = full_name(practice.settings.where), practice.port.vault_id.hex()
    goes_on_at = _goes_on_at(practice, where)
    counted = verified.charts, tally.records, tally.key_rows, added
    return VaultCopied(source, where, id_, *counted, was_there, goes_on_at)


def _goes_on_at(practice: Practice, where: str) -> str:
    """Where this machine goes on with the vault, which is the copy's own place where one was copied back to it."""
    if not practice.is_copy:
        return full_name(practice.settings.where)
    known = known_place(Practice(practice.port, practice.member, practice.settings))
    return where if leads_to_one(known, place_name(where)) else known
