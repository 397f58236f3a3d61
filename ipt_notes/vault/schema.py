"""The tables of the SQLite vault, and its version. `sqlite_schema` of a vault must equal this text."""

from __future__ import annotations

APPLICATION_ID = 0x49505431  # "IPT1"
VERSION = 1

TABLES = {
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "record": (
        "CREATE TABLE record (stream BLOB NOT NULL, seq INTEGER NOT NULL, blob BLOB NOT NULL, "
        "PRIMARY KEY (stream, seq)) WITHOUT ROWID"
    ),
    "key_row": (
        "CREATE TABLE key_row (kind TEXT NOT NULL, member BLOB NOT NULL, id BLOB NOT NULL, blob BLOB NOT NULL, "
        "PRIMARY KEY (kind, member, id)) WITHOUT ROWID"
    ),
}
