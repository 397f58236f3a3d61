"""Every statement with which a vault on a PostgreSQL server is read and written; `{}` stands for its schema.

No other module has one, but for those that make and remove the tables. docs/scale.md shows the plan of each, and a test
holds that it stays on primary keys.
"""

from __future__ import annotations

from ipt_notes.vault.tables import RECORDS, ROWS, Statements

HEAD = "SELECT seq, blob FROM {}record WHERE stream = %s ORDER BY seq DESC LIMIT 1"
END = "SELECT seq FROM {}record WHERE stream = %s ORDER BY seq DESC LIMIT 1"
READ = (
    f"SELECT seq, blob FROM {{}}record WHERE stream = %s AND seq > %s ORDER BY seq LIMIT (SELECT {RECORDS})"  # noqa: S608
)
"""Where the planner knows the limit it takes a stream for no longer than others are: it then reads all the rest of it for
each page, and sorts. A limit that it does not know lets it read along the key.
"""
IS_THERE = "SELECT 1 FROM {}record WHERE stream = %s AND seq = %s AND blob = %s"
STREAMS = (
    "SELECT stream, count(*) FROM {}record WHERE stream > %s "  # noqa: S608
    f"GROUP BY stream ORDER BY stream LIMIT {ROWS}"
)
PLACES = (
    "SELECT stream, count(*), min(seq), max(seq) FROM {}record WHERE stream > %s "  # noqa: S608
    f"GROUP BY stream ORDER BY stream LIMIT {ROWS}"
)
KEY_ROW = "SELECT blob FROM {}key_row WHERE kind = %s AND member = %s AND id = %s"
KEY_ROWS = (
    "SELECT kind, member, id, blob FROM {}key_row WHERE kind = %s AND (member, id) > (%s, %s) "  # noqa: S608
    f"ORDER BY member, id LIMIT {ROWS}"
)
KEY_ROWS_OF = (
    "SELECT kind, member, id, blob FROM {}key_row WHERE kind = %s AND member = %s AND id > %s "  # noqa: S608
    f"ORDER BY id LIMIT (SELECT {ROWS})"
)
NEXT_KIND = "SELECT kind FROM {}key_row WHERE kind > %s ORDER BY kind LIMIT 1"
MEMBERS = (
    "SELECT member, count(*) FROM {}key_row WHERE kind = %s AND member > %s "  # noqa: S608
    f"GROUP BY member ORDER BY member LIMIT {ROWS}"
)

APPEND = "INSERT INTO {}record VALUES (%s, %s, %s)"
PUT_KEY = "INSERT INTO {}key_row VALUES (%s, %s, %s, %s)"
DELETE_KEY = "DELETE FROM {}key_row WHERE kind = %s AND member = %s AND id = %s"

META = "SELECT name, value FROM {}meta"
VAULT_ID = "SELECT value FROM {}meta WHERE name = 'vault'"
SET_FORMAT = "UPDATE {}meta SET value = %s WHERE name = 'format'"
_COPYING = "SELECT 1 FROM {}meta WHERE name = 'format' AND value = %s"
STILL_COPYING = f"{_COPYING} FOR SHARE"
END_COPYING = f"{_COPYING} FOR UPDATE"

DURABLE = "SELECT set_config('synchronous_commit', 'on', true), set_config('lock_timeout', %s, true)"
"""For one transaction, whatever the server's or the user's settings are: a pool may give the connection to others."""
ABILITY = (
    "SELECT current_setting('transaction_read_only'), current_setting('fsync'), "
    "has_table_privilege('{}record', 'INSERT')"
)
SIZES = "SELECT " + "+".join(
    f"pg_total_relation_size('{{}}{table}')" for table in ("record", "key_row", "meta")
)
OWNER = (
    "SELECT pg_has_role(c.relowner, 'MEMBER') FROM pg_catalog.pg_class c WHERE c.oid = '{}key_row'::regclass"
)
REWRITE_KEYS = "CLUSTER {}key_row USING key_row_pkey"
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

READING = Statements(HEAD, READ, STREAMS, KEY_ROW, KEY_ROWS, KEY_ROWS_OF)
