"""How a vault is, for people and for what watches over it: what can be seen without a key, and what it takes a key to see."""

from __future__ import annotations

import datetime as dt
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.services.trust.heads import VERIFIED
from ipt_notes.services.trust.ledger import BackedUp, read_ledger
from ipt_notes.services.unlock.opening_slots import SlotLine, slots
from ipt_notes.services.unlock.ways_in import find_ways_in
from ipt_notes.vault.locate import is_server
from ipt_notes.vault.port import EMPTY, Head

if TYPE_CHECKING:
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import VaultPort

_ASKED = 5
_BESIDE = ("", "-wal")


class ServerState(Struct, frozen=True):
    """The vault's server: its version, such as 15.6; how long it takes to connect, and to answer (milliseconds)."""

    version: str
    connect_ms: float
    answer_ms: float


class OpenState(Struct, frozen=True):
    """What an opened vault tells. Times are UTC; null: never, as far as the vault or this computer knows.

    `charts` are those that can be read, `damaged` counts what can't be (`vault verify` looks closer). `last_backup` is when
    this member last made a backup or a copy, on whatever computer, and `records_since` what was written after it. `last_verified`
    is when `vault verify` last found all of it authentic on this computer, and `streams_seen` are those whose ends this
    computer remembers.
    """

    charts: int
    damaged: int
    last_backup: dt.datetime | None
    records_since: int | None
    last_verified: dt.datetime | None
    streams_seen: int


class VaultState(Struct, frozen=True):
    """What can be said of a vault; `bytes` is its size on the disk, and `journal_bytes` the journal's part of it.

    `backend` is sqlite or postgresql. `charts` are those of the member who is at this computer (null: it knows nobody in a
    vault of several). `drafts` wait on this computer to be saved. `last_write` is
    when the vault's file was last written (UTC; null on a server). `opened` is there with --open.
    """

    vault: str
    id: str
    format: int
    charts: int | None
    records: int
    bytes: int
    slots: tuple[SlotLine, ...]
    is_read_only: bool
    backend: str
    streams: int
    journal_bytes: int
    drafts: int
    last_write: dt.datetime | None
    server: ServerState | None
    opened: OpenState | None = None


def vault_state(port: VaultPort, settings: Settings) -> VaultState:
    """What can be seen of a vault without a key. The errors of the vault."""
    status, at_server = port.status(), is_server(settings.where)
    return VaultState(
        settings.where,
        port.vault_id.hex(),
        status.format_version,
        _charts(port, settings),
        status.records,
        status.bytes,
        slots(port, settings),
        port.read_only,
        "postgresql" if at_server else "sqlite",
        status.streams,
        status.journal_bytes,
        waiting_drafts(port, settings),
        None if at_server else _last_write(settings.where),
        _server(settings.where) if at_server else None,
    )


def _charts(port: VaultPort, settings: Settings) -> int | None:
    """How many charts are granted to the member here: each has a grant to each who reads it, which can't be told apart."""
    members = {row.member for row in find_ways_in(port, settings).rows}
    return sum(1 for _ in port.key_rows("grant", *members)) if len(members) == 1 else None


def waiting_drafts(port: VaultPort, settings: Settings) -> int:
    """How many sittings at this vault left something to save on this computer."""
    folder = settings.state / "drafts" / port.vault_id.hex()[:16]
    with suppress(OSError):
        names = [name for name in os.listdir(folder) if name.endswith(".draft")]  # noqa: PTH208
        return len({name.partition("-")[0] for name in names})
    return 0


def _last_write(where: str) -> dt.datetime | None:
    """When the file or its journal was last written. To look makes an empty journal, which tells nothing."""
    times = []
    for suffix in _BESIDE:
        with suppress(OSError):
            known = Path(f"{where}{suffix}").stat()
            times += [known.st_mtime] if known.st_size else []
    return dt.datetime.fromtimestamp(int(max(times)), dt.UTC) if times else None


def _server(where: str) -> ServerState:
    """Ask the server by a connection of its own, so that how long that takes is known. The errors of connecting."""
    from ipt_notes.vault.postgres_address import read_address
    from ipt_notes.vault.postgres_session import Session

    began = time.perf_counter()
    with Session(read_address(where)) as session:
        connected = time.perf_counter()
        for _ in range(_ASKED):
            session.ask(lambda link: link.execute(b"SELECT 1").fetchone())
        answered = (time.perf_counter() - connected) / _ASKED
        number = session.ask(lambda link: link.info.server_version)
    version = f"{number // 10000}.{number % 10000}"
    return ServerState(version, _in_ms(connected - began), _in_ms(answered))


def _in_ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def open_state(practice: Practice) -> OpenState:
    """What the opened vault tells; all of the ledger is read, and no chart. ChartDamaged where the ledger can't be."""
    charts = sum(1 for _ in practice.grants())
    backup, since = _last_backup(practice)
    verified = practice.heads.seen(VERIFIED).seq
    return OpenState(
        charts,
        len(practice.damage),
        backup,
        since,
        dt.datetime.fromtimestamp(verified, dt.UTC) if verified else None,
        sum(1 for _, head in practice.heads.known("c") if head.seq),
    )


def _last_backup(practice: Practice) -> tuple[dt.datetime | None, int | None]:
    """When the last backup was made, and how many records were written since; that it was made is one itself."""
    at, held = None, 0
    for record, _ in read_ledger(practice.port, practice.member):
        if isinstance(body := record.body, BackedUp):
            at, held = record.at, body.records
    return (at, max(practice.port.status().records - held - 1, 0)) if at else (None, None)


def remember_proof(practice: Practice) -> None:
    """All of the vault was found authentic just now: this computer remembers when."""
    practice.heads.advance(VERIFIED, Head(int(practice.settings.clock().timestamp()), EMPTY))
