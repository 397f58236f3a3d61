"""The audit: who looked at which charts. Each machine of a member keeps a stream of its own, so that none waits for another.

Saves, signatures and exports are their own audit: a chart's record names its author. Changes of keys stand in the
ledger, which names the machines' streams too. What honest programs did is told here; a thief's program tells nothing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ipt_notes.course.moment import Moment
from ipt_notes.digests import sha256
from ipt_notes.durable import write_secret
from ipt_notes.errors import ChartDamaged, IptNotesError, StreamMoved
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.ledger import MachineJoined, commit_key_changes, require_current
from ipt_notes.services.trust.streams import new_id, open_own, seal_behind, stand_aside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Append, Head, VaultPort

_ATTEMPTS = 100
_MOST = 256


class Looked(Struct, frozen=True, omit_defaults=True, tag="looked", tag_field="kind"):
    """A command read these clients' charts and did not write to them; `is_all`: those of every client there was."""

    command: str
    clients: tuple[str, ...] = ()
    is_all: bool = False


class EpochBegun(Struct, frozen=True, tag="epoch-begun", tag_field="kind"):
    """The member has new keys: this record and those behind it are sealed under `epoch`."""

    epoch: int


Bodies = Looked | EpochBegun


class AuditRecord(Struct, frozen=True, omit_defaults=True):
    """One line of a machine's audit. Ids are hex digits, `at` is UTC."""

    id: str
    member: str
    at: Moment
    body: Bodies


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(AuditRecord)


def this_machine(state: Path) -> bytes | None:
    """The id (16 bytes) of this machine, made at its first use; None where the state folder can't be written."""
    path = state / "machine"
    try:
        return bytes.fromhex(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        pass
    try:
        with suppress(FileExistsError):  # another program was the first
            write_secret(path, f"{new_id()}\n")
        return bytes.fromhex(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def audit_stream(member: Member, vault: bytes, machine: bytes) -> bytes:
    """The id of a machine's audit stream: 16 bytes that tell nothing of whose it is."""
    bound = vault + member.id + machine + member.at(1).audit_key
    return sha256(b"ipt-notes audit of a machine" + bound)[:16]


def _keys(member: Member, vault: bytes, stream: bytes) -> StreamKeys:
    return StreamKeys(vault, stream, member.audit_keys, "audit of a machine")


def record_looks(practice: Practice, command: str) -> None:
    """Write down whose charts this command read. Where that can't be, reading goes on, and `practice.asides` says why.

    Who looks into a copy leaves no trace in it.
    """
    if practice.is_copy:
        return
    clients = () if practice.looked_at_all else tuple(sorted(practice.looked_at))
    if not clients and not practice.looked_at_all:
        return
    is_all = practice.looked_at_all or len(clients) > _MOST
    looked = Looked(command, () if is_all else clients, is_all)
    try:
        _append(practice, looked)
    except IptNotesError as error:
        practice.asides.append(f"that you looked is not recorded in the audit: {error.message}")


def _append(practice: Practice, looked: Looked) -> None:
    port, member = practice.port, practice.member
    machine = this_machine(practice.settings.state)
    if machine is None:
        practice.asides.append(
            "that you looked is not recorded in the audit: the state folder can't be written"
        )
        return
    stream = audit_stream(member, port.vault_id, machine)
    for attempt in range(_ATTEMPTS):
        head = port.head(stream)
        require_current(port, member)
        appends, after = _sealed(practice, stream, head, looked)
        try:
            if head.seq:
                port.commit(appends)
            else:
                _join(practice, machine, stream, appends)
        except StreamMoved:
            stand_aside(attempt)
        else:
            practice.heads.advance(chain_name(stream), after)
            return
    raise StreamMoved


def begin_epoch(practice: Practice, stream: bytes) -> list[Append]:
    """What continues a machine's stream under the member's new keys."""
    return _sealed(practice, stream, practice.port.head(stream), EpochBegun(practice.member.epoch))[0]


def _sealed(practice: Practice, stream: bytes, head: Head, body: Bodies) -> tuple[list[Append], Head]:
    member, at = practice.member, practice.settings.clock()
    payload = _encoder.encode(AuditRecord(new_id(), member.id.hex(), at, body))
    keys = _keys(member, practice.port.vault_id, stream)
    return seal_behind(head, [payload], stream=stream, keys=keys, author=member)


def _join(practice: Practice, machine: bytes, stream: bytes, appends: list[Append]) -> None:
    """The first record of a machine's stream, and the ledger's word that there is such a stream."""
    import platform

    joined = MachineJoined(machine.hex(), stream.hex(), platform.node()[:60])
    at = practice.settings.clock()
    commit_key_changes(practice.port, practice.member, (), at, appends=appends, said=[joined])


def read_audit(port: VaultPort, member: Member, stream: bytes) -> Iterator[tuple[AuditRecord, Head]]:
    """A machine's audit records, each opened, in order, and its signature checked; and where the stream ends with each."""
    for opened in open_own(port, stream, _keys(member, port.vault_id, stream), member):
        try:
            yield _decoder.decode(opened.payload), opened.head
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise ChartDamaged(seq=opened.head.seq) from None
