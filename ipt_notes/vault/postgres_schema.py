"""The tables of a vault on a PostgreSQL server: only tables, primary keys and transactions are used.

So anything that speaks PostgreSQL's protocol and keeps primary keys serves (a managed cluster, Citus, YugabyteDB).
`record` and `key_row` hold what the tables of the SQLite vault hold; `meta` has two rows: the vault's id, and its format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import VaultDamaged, VaultNotFound
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.vault.postgres_address import Address

_COLUMNS = {
    "key_row": (("kind", "text"), ("member", "bytea"), ("id", "bytea"), ("blob", "bytea")),
    "meta": (("name", "text"), ("value", "bytea")),
    "record": (("stream", "bytea"), ("seq", "bigint"), ("blob", "bytea")),
}
_KEYS = {"key_row": 3, "meta": 1, "record": 2}
"""How many of the first columns are the primary key."""

NAMES = {"vault", "format"}
"""The names in `meta`."""

UNFINISHED = b"unfinished copy"
"""What `meta` holds in the place of the format until a copy is finished."""

_EXPECTED = [
    (table, name, kind, True, at if at <= _KEYS[table] else 0)
    for table, columns in _COLUMNS.items()
    for at, (name, kind) in enumerate(columns, 1)
]


def tables(schema: str) -> list[str]:
    """The statements that make the tables. `schema` needs no quotes' doubling: `read_address` saw to it."""
    return [
        f'CREATE TABLE "{schema}".{table} ('
        + ", ".join(f"{name} {kind} NOT NULL" for name, kind in columns)
        + f", PRIMARY KEY ({', '.join(name for name, _ in columns[: _KEYS[table]])}))"
        for table, columns in _COLUMNS.items()
    ]


def meta_rows(vault_id: bytes, version: int = VERSION) -> list[tuple[str, bytes]]:
    """What `meta` holds."""
    return [("vault", vault_id), ("format", str(version).encode())]


def compare(address: Address, found: Sequence[tuple[object, ...]]) -> None:
    """VaultNotFound where there are no tables, VaultDamaged where they are not those of a vault."""
    if not found:
        raise VaultNotFound(where=address.shown)
    if [tuple(row) for row in found] != _EXPECTED:
        raise VaultDamaged(where=address.shown, what="its tables are not those of a vault")
