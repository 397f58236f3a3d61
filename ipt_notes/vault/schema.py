"""The tables of the SQLite vault, and its format version. `sqlite_schema` of a vault must equal this text."""

from __future__ import annotations

from ipt_notes.vault.tables import RECORDS, ROWS, Statements

APPLICATION_ID = 0x49505431  # "IPT1"
VERSION = 2
OLDEST = 1
"""The formats that can be read: 1 has the tables of 2, and fewer kinds of records in them."""

_TABLES = {
    "key_row": (
        "CREATE TABLE key_row (kind TEXT NOT NULL, member BLOB NOT NULL, id BLOB NOT NULL, blob BLOB NOT NULL, "
        "PRIMARY KEY (kind, member, id)) WITHOUT ROWID"
    ),
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "record": (
        "CREATE TABLE record (stream BLOB NOT NULL, seq INTEGER NOT NULL, blob BLOB NOT NULL, "
        "PRIMARY KEY (stream, seq)) WITHOUT ROWID"
    ),
}

SCHEMA = [("table", name, name, sql) for name, sql in _TABLES.items()]
"""The rows (type, name, tbl_name, sql) of sqlite_schema in the order of the names, and none beside them."""

SOUND = {
    "a record is not of the kind its table holds": (
        "SELECT 1 FROM record WHERE typeof(stream) != 'blob' OR length(stream) != 16 OR typeof(seq) != 'integer' "
        "OR typeof(blob) != 'blob' LIMIT 1"
    ),
    "a row of keys is not of the kind its table holds": (
        "SELECT 1 FROM key_row WHERE kind NOT IN ('member', 'slot', 'grant', 'offer', 'recovery') OR typeof(kind) != 'text' "
        "OR typeof(member) != 'blob' OR typeof(id) != 'blob' OR typeof(blob) != 'blob' LIMIT 1"
    ),
    "a stream has a gap in its records": (
        "SELECT 1 FROM record GROUP BY stream HAVING min(seq) != 1 OR max(seq) != count(*) LIMIT 1"
    ),
    "a row that does not belong to a vault": "SELECT 1 FROM meta WHERE name != 'vault' LIMIT 1",
}
"""What no commit can have made, in words, and the query that finds it."""

READING = Statements(
    head="SELECT seq, blob FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1",
    read=f"SELECT seq, blob FROM record WHERE stream = ? AND seq > ? ORDER BY seq LIMIT {RECORDS}",  # noqa: S608
    streams=f"SELECT stream, count(*) FROM record WHERE stream > ? GROUP BY stream ORDER BY stream LIMIT {ROWS}",  # noqa: S608
    key_row="SELECT blob FROM key_row WHERE kind = ? AND member = ? AND id = ?",
    key_rows=(
        "SELECT kind, member, id, blob FROM key_row WHERE kind = ? AND (member, id) > (?, ?) "  # noqa: S608
        f"ORDER BY member, id LIMIT {ROWS}"
    ),
    key_rows_of=(  # said of a member's rows, what serves for all of them takes SQLite four times as long
        "SELECT kind, member, id, blob FROM key_row WHERE kind = ? AND member = ? AND id > ? "  # noqa: S608
        f"ORDER BY member, id LIMIT {ROWS}"
    ),
)
"""How the tables are read, a page at a time."""
