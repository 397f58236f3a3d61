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

UNFINISHED = b"unfinished copy"
"""What `meta` holds in the place of the format until a copy is finished."""

CATALOGUE = """
SELECT c.relname::text, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
       coalesce(pg_catalog.array_position(k.conkey, a.attnum), 0)
FROM pg_catalog.pg_namespace n
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
WHERE n.nspname = %s AND c.relname IN ('key_row', 'meta', 'record')
ORDER BY c.relname::text COLLATE "C", a.attnum
"""
"""The columns as the server has them. (information_schema hides from a user what that user has no rights to.)"""

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


SOUND = {
    "a record is not of the kind its table holds": "record WHERE octet_length(stream) <> 16 OR seq < 1 LIMIT 1",
    "a row of keys is not of the kind its table holds": (
        "key_row WHERE kind NOT IN ('member', 'slot', 'grant') LIMIT 1"
    ),
    "a stream has a gap in its records": (
        "record GROUP BY stream HAVING min(seq) <> 1 OR max(seq) <> count(*) LIMIT 1"
    ),
    "a row that does not belong to a vault": "meta WHERE name NOT IN ('vault', 'format') LIMIT 1",
}
"""What no commit can have made, in words, and what of the tables shows it."""
