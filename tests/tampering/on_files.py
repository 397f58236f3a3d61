"""What is done to the file as a whole, and to the kinds of things that its tables hold."""

from __future__ import annotations

from tests.tampering.attack import DROPPED, NOTHING, OLDER, Attack
from tests.tampering.scene import PLAIN, SIGNED

_CHART, _OTHER = f"the chart of {SIGNED}", f"the chart of {PLAIN}"
_SCHEMA = "its tables are not those of a vault"
_KIND = "is not of the kind its table holds"

ATTACKS = (
    Attack(
        "yesterday's vault", lambda t: t.vault_of("yesterday"), f"it is {OLDER}", f"is {OLDER}", fresh=NOTHING
    ),
    Attack(
        "the vault as it was before the new key",
        lambda t: t.vault_of("before the new key"),
        f"it is {OLDER}",
        f"is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "the vault as it was before the passphrase changed",
        lambda t: t.vault_of("before the passphrase changed"),
        f"it is {OLDER}",
        f"is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "the vault as it was before the last note",
        lambda t: t.vault_of("before the last note"),
        f"{_CHART}: it is {OLDER}",
        f"{_CHART} is {OLDER}",
        fresh=NOTHING,
    ),
    Attack(
        "every key as it was before the new key",
        lambda t: t.all_keys_of("before the new key"),
        f"the ledger of keys: it is {OLDER}",
        f"is {OLDER}",
        fresh_verify=f"record 7 of {_CHART}",
        fresh_reading=f"record 7 of {_CHART}",
    ),
    Attack(
        "said to be of format 1",
        lambda t: t.sql("PRAGMA user_version = 1"),
        "the vault says that it is of format 1",
        fresh_reading=NOTHING,
    ),
    Attack("said to be of no format", lambda t: t.sql("PRAGMA user_version = 0"), _SCHEMA),
    Attack(
        "said to be of format 3",
        lambda t: t.sql("PRAGMA user_version = 3"),
        "was written by a newer ipt-notes",
    ),
    Attack(
        "said to be another program's",
        lambda t: t.sql("PRAGMA application_id = 1"),
        "another program's database, not a vault",
    ),
    Attack(
        "written without a WAL",
        lambda t: t.sql("PRAGMA journal_mode = DELETE"),
        "another program changed how it is written",
    ),
    Attack(
        "a trigger",
        lambda t: t.sql(
            "CREATE TRIGGER forget AFTER INSERT ON record BEGIN DELETE FROM record WHERE seq > 3; END"
        ),
        _SCHEMA,
    ),
    Attack("a view", lambda t: t.sql("CREATE VIEW chart AS SELECT * FROM record"), _SCHEMA),
    Attack("a table", lambda t: t.sql("CREATE TABLE diary (text)"), _SCHEMA),
    Attack("an index", lambda t: t.sql("CREATE INDEX by_size ON record (length(blob))"), _SCHEMA),
    Attack("statistics", lambda t: t.sql("ANALYZE"), _SCHEMA),
    Attack(
        "a view in the place of a table",
        lambda t: (
            t.sql("ALTER TABLE record RENAME TO hidden"),
            t.sql("CREATE VIEW record AS SELECT * FROM hidden WHERE seq < 3"),
        ),
        _SCHEMA,
    ),
    Attack(
        "another id",
        lambda t: t.sql("UPDATE meta SET value = ?", bytes(16)),
        "slot has a shape that this program never wrote",
    ),
    Attack("no id", lambda t: t.sql("DELETE FROM meta"), "it has lost its id"),
    Attack("a short id", lambda t: t.sql("UPDATE meta SET value = ?", b"id"), "it has lost its id"),
    Attack(
        "a second id",
        lambda t: t.sql("INSERT INTO meta VALUES ('vault2', ?)", bytes(16)),
        "a row that does not belong to a vault",
        NOTHING,
    ),
    Attack(
        "a text for a record",
        lambda t: t.sql(
            "UPDATE record SET blob = 'Slept well.' WHERE stream = ? AND seq = 2", t.streams[PLAIN]
        ),
        _KIND,
    ),
    Attack(
        "a number for a record",
        lambda t: t.sql("UPDATE record SET blob = 7 WHERE stream = ? AND seq = 2", t.streams[PLAIN]),
        _KIND,
    ),
    Attack(
        "a text for a place",
        lambda t: t.sql("UPDATE record SET seq = 'two' WHERE stream = ? AND seq = 2", t.streams[PLAIN]),
        _KIND,
    ),
    Attack(
        "a broken number for a place",
        lambda t: t.sql("UPDATE record SET seq = 2.5 WHERE stream = ? AND seq = 2", t.streams[PLAIN]),
        _KIND,
    ),
    Attack(
        "a text for a stream",
        lambda t: t.sql(
            "UPDATE record SET stream = CAST(stream AS TEXT) WHERE stream = ? AND seq = 3", t.streams[PLAIN]
        ),
        _KIND,
        f"{_OTHER} is {OLDER}",
        fresh_reading=NOTHING,
    ),
    Attack(
        "a text for a grant",
        lambda t: t.sql("UPDATE key_row SET blob = 'may read' WHERE id = ?", t.tags[PLAIN]),
        _KIND,
    ),
    Attack(
        "a text for a member",
        lambda t: t.sql("UPDATE key_row SET member = 'Ann' WHERE id = ?", t.tags[PLAIN]),
        _KIND,
        f"the grant of {PLAIN} {DROPPED}",
    ),
    Attack(
        "bytes for a kind",
        lambda t: t.sql("UPDATE key_row SET kind = CAST(kind AS BLOB) WHERE id = ?", t.tags[PLAIN]),
        _KIND,
        f"the grant of {PLAIN} {DROPPED}",
    ),
)
