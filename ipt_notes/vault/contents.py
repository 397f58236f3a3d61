"""What a vault holds, in parts that fit into the memory: for copies between vaults of different kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.errors import WorldProblem
from ipt_notes.vault.port import Append, KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ipt_notes.vault.port import VaultPort

KINDS = ("member", "slot", "grant", "offer", "recovery")
"""The kinds of rows of keys."""
_MOST_ROWS = 256
_MOST_BYTES = 1 << 22

Part = tuple[list[Append], list[KeyChange]]
"""What one commit takes."""


class UnfinishedCopy(WorldProblem):
    """What lies at {where} is an unfinished copy of a vault, and not one to work with."""

    hint = "go on with it: run the same `ipt-notes vault copy` or `vault restore` again"


def in_parts(port: VaultPort) -> Iterator[Part]:
    """Everything in a vault, each stream in its order; a part is as long as a few MiB, and one record."""
    yield from _records_in_parts(port, {})
    yield from _rows_in_parts(KeyChange(*row) for kind in KINDS for row in port.key_rows(kind))


def lacking_in_parts(port: VaultPort, copy: VaultPort) -> Iterator[Part]:
    """What an earlier copy lacks of a vault, in such parts: records behind its own, and rows of keys that differ."""
    yield from _records_in_parts(port, dict(copy.streams()))
    yield from _rows_in_parts(_changed_rows(port, copy))


def _records_in_parts(port: VaultPort, there: Mapping[bytes, int]) -> Iterator[Part]:
    """`there` is how many records of a stream are left out."""
    appends: list[Append] = []
    size = 0
    for stream, count in port.streams():
        if count <= there.get(stream, 0):
            continue
        for seq, blob in port.read(stream, there.get(stream, 0)):
            appends.append(Append(stream, seq, blob))
            size += len(blob)
            if len(appends) == _MOST_ROWS or size > _MOST_BYTES:
                yield appends, []
                appends, size = [], 0
    yield appends, []


def _changed_rows(port: VaultPort, copy: VaultPort) -> Iterator[KeyChange]:
    for kind in KINDS:
        there = {row[:3]: sha256(row.blob) for row in copy.key_rows(kind)}
        for row in port.key_rows(kind):
            if there.pop(row[:3], None) != sha256(row.blob):
                yield KeyChange(*row)
        yield from (KeyChange(*gone, None) for gone in there)


def _rows_in_parts(rows: Iterable[KeyChange]) -> Iterator[Part]:
    changes: list[KeyChange] = []
    for row in rows:
        changes.append(row)
        if len(changes) == _MOST_ROWS:
            yield [], changes
            changes = []
    yield [], changes
