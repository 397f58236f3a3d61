"""`python -m benchmarks.scale_sizes`: the bytes that a finished course of sixteen sessions takes on a PostgreSQL server.

Its records are written as they come in a practice: everybody's first, then everybody's second, so that the primary key's
index has the room in it that it has there. What 20 million notes take is computed from that; docs/scale.md has the result.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from benchmarks import machine, vaults
from ipt_notes.vault.contents import KINDS
from ipt_notes.vault.locate import create_vault, open_vault
from ipt_notes.vault.port import Append, KeyChange
from tests.postgres_server import Server, a_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.vault.port import VaultPort

_PART = 128
_SAVES = 200
_A_NOTE = 10
"""The record of session 8: before it come the client, the course and seven notes."""
NOTES, THERAPISTS = 20_000_000, 10_000
SESSIONS_A_DAY, DAYS_A_YEAR = 5, 230
GB = 1e9


class Sizes(NamedTuple):
    """Bytes a finished course: of its sealed records, and of each part on the disk. `records` and `grants` are counts."""

    records: float
    sealed: float
    rows: float
    index: float
    grants: float
    keys: float
    note: float
    wal_first: float
    wal_later: float
    """Sealed bytes of a note, and the journal's of its save: of the first one to its pages since a checkpoint, and of a later one."""

    @property
    def disk(self) -> float:
        """All of it."""
        return self.rows + self.index + self.keys


def measured(server: Server, folder: Path, clients: int) -> Sizes:
    """From a vault of so many clients."""
    env = vaults.make(folder, clients, is_finished=True)
    place = server.new_place()
    with open_vault(env["IPT_NOTES_VAULT"]) as source:
        _fill(source, place)
    schema = place.rpartition("=")[2]
    server.run(f"VACUUM ANALYZE {schema}.record", f"VACUUM FULL {schema}.key_row")
    with psycopg.connect(server.address, autocommit=True) as link:
        totals = link.execute(
            f"SELECT count(*), sum(octet_length(blob)), pg_table_size('{schema}.record'), "
            f"pg_indexes_size('{schema}.record'), (SELECT count(*) FROM {schema}.key_row), "
            f"pg_total_relation_size('{schema}.key_row') FROM {schema}.record"
        ).fetchone()
        assert totals is not None
        with open_vault(place) as vault:
            note = _a_note(vault)
            journal = [_journal(link, vault, note, is_first=is_first) for is_first in (True, False)]
    return Sizes(*(float(total) / clients for total in totals), len(note), *journal)


def _fill(source: VaultPort, place: str) -> None:
    rows = [KeyChange(*row) for kind in KINDS for row in source.key_rows(kind)]
    appends = sorted(
        (Append(stream, *record) for stream, _ in source.streams() for record in source.read(stream)),
        key=lambda each: (each.seq, each.stream),
    )
    with create_vault(place, source.vault_id, rows) as vault:
        for start in range(0, len(appends), _PART):
            vault.commit(appends[start : start + _PART])


def _a_note(vault: VaultPort) -> bytes:
    """A sealed note of the middle of a course; the last stream is a chart."""
    *_, (stream, _) = vault.streams()
    return next(blob for seq, blob in vault.read(stream) if seq == _A_NOTE)


def _journal(link: psycopg.Connection, vault: VaultPort, note: bytes, *, is_first: bool) -> float:
    """Bytes of write-ahead log a save, of as many saves to as many charts."""
    if is_first:
        link.execute("CHECKPOINT")
    streams = list(vault.streams())[:_SAVES]
    before = _position(link)
    for stream, count in streams:
        vault.commit([Append(stream, count + 1, note)])
    return (_position(link) - before) / len(streams)


def _position(link: psycopg.Connection) -> float:
    row = link.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')").fetchone()
    assert row is not None
    return float(row[0])


def told(sizes: Sizes, price: float) -> Iterator[str]:
    """What a course takes, and what all of the practice does; `price` is that of a gigabyte for a month."""
    yield f"a course: {sizes.records:.1f} records, {sizes.sealed / sizes.records:,.0f} sealed bytes each; {sizes.grants:.1f} rows of keys"
    yield "| what | bytes a course | 20 million notes |\n|---|---|---|"
    courses = NOTES / vaults.SESSIONS
    for name, size in (
        ("sealed records, as they are written", sizes.sealed),
        ("`record`: rows with their overhead", sizes.rows),
        ("`record_pkey`", sizes.index),
        ("`key_row` with its key", sizes.keys),
        ("**on the disk**", sizes.disk),
    ):
        yield f"| {name} | {size:,.0f} | {size * courses / GB:,.0f} GB |"
    yield f"journal of a note of {sizes.note:,.0f} sealed bytes: {sizes.wal_later:,.0f} bytes, {sizes.wal_first:,.0f} where it is the first to its pages since a checkpoint"
    notes_a_day = THERAPISTS * SESSIONS_A_DAY
    saves = notes_a_day * sizes.records / vaults.SESSIONS
    journal = saves * (sizes.wal_first - sizes.note + sizes.sealed / sizes.records)
    yield f"a day: {notes_a_day:,} notes, {saves:,.0f} records, at most {journal / GB:.1f} GB of journal"
    year = saves * DAYS_A_YEAR * sizes.disk / sizes.records
    yield f"a year: {year / GB:,.0f} GB more on the disk"
    disk = sizes.disk * courses / GB
    kept = 3 * disk + 2 * disk + 14 * journal / GB
    yield f"three servers, two full backups, 14 days of journal: {kept:,.0f} GB, at {price:g} a GB and month {kept * price:,.0f} a month"


def main() -> None:
    """Print them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clients", type=int, default=1000)
    asked.add_argument("--price", type=float, default=0.10)
    wish = asked.parse_args()
    print(machine.described())
    with TemporaryDirectory() as folder, a_server() as server:
        sizes = measured(server, Path(folder) / "vault", wish.clients)
    print("\n".join(told(sizes, wish.price)))


if __name__ == "__main__":
    main()
