"""Holds the vault against what this machine has seen of it, and takes in what honest programs wrote since."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.errors import Damaged, KeysGone, KeysReplaced, RolledBack
from ipt_notes.keys.grants import open_own_grant
from ipt_notes.keys.sealing import blob_hash
from ipt_notes.services.members.rows import told_own
from ipt_notes.services.trust.auditing import audit_stream, this_machine
from ipt_notes.services.trust.heads import FORMAT, chain_name, row_name
from ipt_notes.services.trust.ledger import (
    Accepted,
    ClientErased,
    KeyChanged,
    MachineJoined,
    Restored,
    ledger_stream,
    read_ledger,
)
from ipt_notes.services.trust.own_place import remember_place
from ipt_notes.services.trust.streams import START, named
from ipt_notes.vault.port import EMPTY, Head

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import KeyChange, KeyRow, VaultPort

LEDGER = "the ledger of keys"
AUDIT = "this computer's audit"
_FEW = 6


def catch_up(practice: Practice, *, anew: bool = False) -> None:
    """Take in the ledger from where it was last seen. RolledBack where the vault does not hold what was seen.

    `anew` reads all of it: after a power failure this machine may have lost a part of what it had seen before.

    Every command writes to the ledger, a chart or its machine's audit: so a vault that was replaced by an older one
    is told by the first command that opens it, here or by `look_at_vault`.
    """
    port, member, heads = practice.port, practice.member, practice.heads
    for stream, what in _watched(practice):
        try:
            refuse_older(port, stream, heads.seen(chain_name(stream)), what)
        except RolledBack as error:
            error.details = ("it may be an earlier copy of the vault", *lacking(practice))
            raise
    ledger = chain_name(ledger_stream(member, port.vault_id))
    behind = START if anew else heads.seen(ledger)
    with named(LEDGER):
        for line in read_ledger(port, member, after=behind):
            if isinstance(body := line.record.body, KeyChanged):
                heads.advance(
                    row_name(body.row, bytes.fromhex(body.id)), _as_told(line.head.seq, body.digest)
                )
            heads.advance(ledger, line.head)
    practice.has_read_ledger |= behind == START


def _watched(practice: Practice) -> list[tuple[bytes, str]]:
    """The streams of which nearly every command writes one, and what they are."""
    member, vault = practice.member, practice.port.vault_id
    watched = [(ledger_stream(member, vault), LEDGER)]
    if not practice.heads.is_empty and (machine := this_machine(practice.settings.state)):
        watched.append((audit_stream(member, vault, machine), AUDIT))
    return watched


def lacking(practice: Practice) -> list[str]:
    """The charts that lack what this machine has seen, in words; the audit and the ledger are not named."""
    port, codes = practice.port, codes_of(practice)
    found = []
    for name, seen in practice.heads.known("c"):
        try:
            refuse_older(port, name[1:], seen, "")
        except RolledBack:
            if code := codes.get(name[1:]):
                found.append((code, seen.seq - port.head(name[1:]).seq))
    lines = [f"the chart of {code} lacks {_records(count)}" for code, count in sorted(found)]
    return [*lines[:_FEW], *([f"and {len(lines) - _FEW} charts more"] if len(lines) > _FEW else [])]


def _records(count: int) -> str:
    if count <= 0:
        return "the records that this computer has seen: others are in their place"
    return (
        "a record that this computer has seen"
        if count == 1
        else f"{count} records that this computer has seen"
    )


def codes_of(practice: Practice) -> dict[bytes, str]:
    """The code of each client whose grant opens, whatever the ledger says of it."""
    codes = {}
    for row in practice.port.key_rows("grant", practice.member.id):
        with suppress(Damaged):
            grant = open_own_grant(row.blob, tag=row.id, member=practice.member, vault=practice.port.vault_id)
            codes[grant.client] = grant.code
    return codes


def _as_told(seq: int, digest: str) -> Head:
    return Head(seq, bytes.fromhex(digest) if digest else EMPTY)


def is_older(practice: Practice) -> bool:
    """Whether the vault lacks something that this machine saw of it lately."""
    watched = {chain_name(stream) for stream, _ in _watched(practice)}
    names = watched | {name for name, _ in practice.heads.latest()}
    try:
        for name in names:
            refuse_older(practice.port, name[1:], practice.heads.seen(name), "")
    except RolledBack:
        return True
    return False


def what_is_new(practice: Practice) -> str:
    """Why this machine can't hold the vault against anything: it never saw it, or its memory is gone or can't be read."""
    if practice.heads.trouble:
        return f"what this computer remembers of this vault can't be read: {practice.heads.trouble}"
    member, vault = practice.member, practice.port.vault_id
    machine = this_machine(practice.settings.state)
    if machine and practice.port.head(audit_stream(member, vault, machine)).seq:
        return "what this computer remembered of this vault is gone: it can't tell what was cut off since"
    return "this computer sees this vault for the first time: it can't tell what was cut off before"


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
    remember_place(practice)
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
        from ipt_notes.course.wording import shown_moment

        said = f"its ledger says that it was put in the place of another on {shown_moment(at)}"
        error.details = (said, *error.details)
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


def settled(practice: Practice, kind: str, id_: bytes, blob: bytes | None) -> bytes | None:
    """A row of the member's keys that was read as `blob` (None: there was none), as the ledger tells it, at this moment.

    Row and ledger change together: one that is not as told, and stays as it is, was not written by an honest program.
    KeysReplaced, KeysGone.
    """
    while not _is_as_seen(practice, kind, id_, blob):
        # all of the ledger is read once, however many rows are wrong: a part of the memory may be lost
        catch_up(practice, anew=not practice.has_read_ledger)
        if _is_as_seen(practice, kind, id_, blob):
            break
        before, blob = blob, practice.port.key_row(kind, practice.member.id, id_)
        if blob == before:
            what = told_row(kind, id_)
            raise KeysReplaced(what=what) if blob is not None else KeysGone(what=what)
    return blob


def _is_as_seen(practice: Practice, kind: str, id_: bytes, blob: bytes | None) -> bool:
    digest = sha256(blob) if blob is not None else EMPTY
    return practice.heads.seen(row_name(kind, id_)).hash == digest


def require_settled(practice: Practice, change: KeyChange) -> None:
    """KeysReplaced or KeysGone where the row that is to be changed is not what the ledger says that it is."""
    settled(practice, change.kind, change.id, practice.port.key_row(*change[:3]))


def look_at_vault(practice: Practice) -> list[str]:
    """What is wrong with the vault as a whole, in words: its ways in, its format, and what was written last."""
    return [*_look_at_ways_in(practice), *look_at_format(practice), *_look_at_latest(practice)]


def _look_at_ways_in(practice: Practice) -> list[str]:
    """What is wrong with slots and identities. Where no practice shares the vault, rows of another are nobody's."""
    wrong, whose = [], practice.member.id if practice.is_shared else None
    read = set()
    for row in (row for kind in ("slot", "member") for row in practice.port.key_rows(kind, whose)):
        try:
            if row.member == practice.member.id:
                read.add(row_name(row.kind, row.id))
                settled(practice, row.kind, row.id, row.blob)
            else:
                wrong.append(not_as_told(row, practice.member.id))
        except Damaged as error:
            wrong.append(error.message.rstrip("."))
    gone = [name for kind in ("slot", "member") for name in missing(practice, kind, read)]
    return wrong + ["a slot or an identity is gone, and its removal is not recorded"] * len(gone)


def missing(practice: Practice, kind: str, read: Collection[bytes] | None = None) -> list[bytes]:
    """The names of the member's own rows of a kind that the ledger knows and the vault lacks; `read` was there just now.

    One that another program removes at this moment is not among them: it is asked for again when the rows were read.
    """
    port, heads = practice.port, practice.heads

    def lacking(there: Collection[bytes] | None = None) -> list[bytes]:
        known = [name for name, head in heads.known(kind[0]) if head.hash != EMPTY]
        if there is None:
            there = {row_name(kind, row.id) for row in port.key_rows(kind, practice.member.id)}
        return [name for name in known if name not in there]

    if not lacking(read):
        return []
    catch_up(practice, anew=not practice.has_read_ledger)
    names = lacking()
    catch_up(practice)
    return [name for name in sorted(names) if heads.seen(name).hash != EMPTY]


def look_at_format(practice: Practice) -> list[str]:
    """Whether the vault says that it is of an older format than this machine has seen it: it would not be written to."""
    found, seen = practice.port.format_version, practice.heads.seen(FORMAT).seq
    practice.heads.advance(FORMAT, Head(found, EMPTY))
    if found >= seen:
        return []
    return [f"the vault says that it is of format {found}; this computer has seen it as one of format {seen}"]


def _look_at_latest(practice: Practice) -> list[str]:
    """The streams that lack what this machine saw last. Others are held against it when they are read."""
    gone = []
    for name, seen in practice.heads.latest():
        try:
            refuse_older(practice.port, name[1:], seen, "")
        except RolledBack:
            gone.append(RolledBack(what=_told_stream(practice, name[1:])).message)
    return gone


def _told_stream(practice: Practice, stream: bytes) -> str:
    code = next((grant.code for grant in practice.grants() if grant.client == stream), "")
    return f"the chart of {code}" if code else _told_by_ledger(practice, stream.hex())


def _told_by_ledger(practice: Practice, stream: str) -> str:
    with suppress(Damaged):
        for record, _ in read_ledger(practice.port, practice.member):
            if isinstance(record.body, MachineJoined) and record.body.stream == stream:
                return f"the audit of {record.body.name or 'a computer'}"
            if isinstance(record.body, ClientErased) and stream in record.body.streams:
                return "what is left of an erased client"
    return "something that was written lately"


def not_as_told(row: KeyRow, member: bytes, what: str = "") -> str:
    """What is wrong with a row of keys that the ledger does not tell of; `what` it is, if more is known."""
    what = what or told_row(row.kind, row.id)
    return (
        f"{what} is not as it was last written" if row.member == member else f"{what} belongs to nobody here"
    )


def told_row(kind: str, id_: bytes) -> str:
    """A row of keys in words."""
    if kind == "member":
        return told_own(id_)
    return f"a grant ({id_.hex()[:8]})" if kind == "grant" else f"the {kind} {id_.hex()[:8]}"
