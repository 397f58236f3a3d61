"""Holds the vault against what this machine has seen of it, and takes in what honest programs wrote since."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.errors import Damaged, RolledBack
from ipt_notes.keys.sealing import blob_hash
from ipt_notes.services.auditing import audit_stream, this_machine
from ipt_notes.services.heads import chain_name, row_name
from ipt_notes.services.ledger import Accepted, KeyChanged, Restored, ledger_stream, read_ledger
from ipt_notes.services.streams import START
from ipt_notes.vault.port import EMPTY, Head

if TYPE_CHECKING:
    import datetime as dt

    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import VaultPort

LEDGER = "the ledger of keys"
AUDIT = "this computer's audit"


def catch_up(practice: Practice, *, anew: bool = False) -> None:
    """Take in the ledger from where it was last seen. RolledBack where the vault does not hold what was seen.

    `anew` reads all of it: after a power failure this machine may have lost a part of what it had seen before.

    Every command writes to the ledger, a chart or its machine's audit: so a vault that was replaced by an older one
    is told by the first command that opens it.
    """
    port, member, heads = practice.port, practice.member, practice.heads
    for stream, what in _watched(practice):
        refuse_older(port, stream, heads.seen(chain_name(stream)), what)
    ledger = chain_name(ledger_stream(member, port.vault_id))
    for line in read_ledger(port, member, after=START if anew else heads.seen(ledger)):
        if isinstance(body := line.record.body, KeyChanged):
            heads.advance(row_name(body.row, bytes.fromhex(body.id)), _as_told(line.head.seq, body.digest))
        heads.advance(ledger, line.head)


def _watched(practice: Practice) -> list[tuple[bytes, str]]:
    member, vault = practice.member, practice.port.vault_id
    watched = [(ledger_stream(member, vault), LEDGER)]
    if not practice.heads.is_empty and (machine := this_machine(practice.settings.state)):
        watched.append((audit_stream(member, vault, machine), AUDIT))
    return watched


def _as_told(seq: int, digest: str) -> Head:
    return Head(seq, bytes.fromhex(digest) if digest else EMPTY)


def refuse_older(port: VaultPort, stream: bytes, seen: Head, what: str) -> None:
    """RolledBack (naming `what`) where the stream does not hold the record that was seen as its last."""
    if seen.seq == 0:
        return
    found = next(iter(port.read(stream, seen.seq - 1)), None)
    if found is None or found[0] != seen.seq or blob_hash(found[1]) != seen.hash:
        raise RolledBack(what=what)


def learn_anew(practice: Practice) -> None:
    """Take the vault as it stands for all that this machine has seen of it."""
    port, heads = practice.port, practice.heads
    heads.forget()
    catch_up(practice)
    for stream, _ in port.streams():
        heads.advance(chain_name(stream), port.head(stream))
    practice.remember()


def accept_own_restore(practice: Practice, error: RolledBack) -> None:
    """Learn anew where the ledger says that this very machine put a backup in the vault's place; else raise `error`.

    What another machine restored is told in the error's details: a person has to accept it.
    """
    told = _restores(practice)
    if not told:
        raise error
    at, heads = told[-1]
    if heads != practice.heads.digest():
        error.details = (f"its ledger says that a backup was restored on {at:%Y-%m-%d %H:%M} UTC",)
        raise error
    learn_anew(practice)


def _restores(practice: Practice) -> list[tuple[dt.datetime, str]]:
    """When backups took the vault's place, and the digest of what was seen before, as far as the ledger can be read."""
    found: list[tuple[dt.datetime, str]] = []
    with suppress(Damaged):
        for record, _ in read_ledger(practice.port, practice.member):
            if isinstance(body := record.body, Restored | Accepted):
                found.append((record.at, body.heads))
    return found


def is_as_told(practice: Practice, kind: str, id_: bytes, blob: bytes | None) -> bool:
    """Whether a row of the member's keys (None: there is none) is what the ledger says it is, at this moment."""
    digest = hashlib.sha256(blob).digest() if blob is not None else EMPTY
    if practice.heads.seen(row_name(kind, id_)).hash == digest:
        return True
    catch_up(practice, anew=True)  # another program may have changed it since
    return practice.heads.seen(row_name(kind, id_)).hash == digest


def look_at_ways_in(practice: Practice) -> list[str]:
    """What is wrong with the member's own slots and identity, in words."""
    port, member = practice.port, practice.member
    rows = [row for kind in ("slot", "member") for row in port.key_rows(kind, member.id)]
    wrong = [
        f"{told_row(row.kind, row.id)} is not as it was last written"
        for row in rows
        if not is_as_told(practice, row.kind, row.id, row.blob)
    ]
    there = {row_name(row.kind, row.id) for row in rows}
    gone = [
        "a slot or an identity is gone, and its removal is not recorded"
        for kind in ("s", "m")
        for name, head in practice.heads.known(kind)
        if head.hash != EMPTY and name not in there
    ]
    return wrong + gone


def told_row(kind: str, id_: bytes) -> str:
    """A row of keys in words; a grant's id tells nothing to anyone."""
    words = {"grant": "a grant", "member": "the identity of a member"}
    return words.get(kind, f"the {kind} {id_.hex()[:8]}")
