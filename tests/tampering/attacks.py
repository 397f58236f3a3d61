"""What somebody who can write to the vault's file, and has no key, can do to what stands in it; and what is told of it.

Each attack says what `vault verify` has to say, and what the next command that reads what was touched has to say: on a
computer that knows the vault, and on one that sees it for the first time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.tampering.scene import ERASED, HERE, PLAIN, SIGNED, THERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.tampering.thief import Thief

NOTHING = ""
"""Nothing is told: it can't be, or no command but `vault verify` reads what was touched."""


class Attack(NamedTuple):
    """`do` changes the vault. `verify` and `reading` are words that are told then, or NOTHING.

    `fresh_verify` and `fresh_reading` are those on a computer that has never seen the vault; None: the same.
    """

    name: str
    do: Callable[[Thief], object]
    verify: str
    reading: str
    fresh_verify: str | None = None
    fresh_reading: str | None = None

    @property
    def fresh(self) -> Attack:
        """The attack as a computer meets it that has never seen the vault."""
        verify = self.verify if self.fresh_verify is None else self.fresh_verify
        reading = self.reading if self.fresh_reading is None else self.fresh_reading
        return self._replace(verify=verify, reading=reading)


_CHART, _OTHER = f"the chart of {SIGNED}", f"the chart of {PLAIN}"
_OLDER = "older than this computer has seen it, or was replaced"
_KEPT = "and its removal is not recorded"
_WRITTEN = "is not as it was last written"
_SCHEMA = "its tables are not those of a vault"

RECORDS = (
    Attack(
        "two records swapped",
        lambda t: t.swap(SIGNED, 3, 4),
        f"record 3 of {_CHART}",
        f"record 3 of {_CHART}",
    ),
    Attack(
        "the first record dropped",
        lambda t: t.drop(SIGNED, 1),
        f"record 1 of {_CHART}",
        f"record 1 of {_CHART}",
    ),
    Attack("a record dropped", lambda t: t.drop(SIGNED, 4), f"record 4 of {_CHART}", f"record 4 of {_CHART}"),
    Attack(
        "a record dropped, and a gap left",
        lambda t: t.sql("DELETE FROM record WHERE stream = ? AND seq = 4", t.streams[SIGNED]),
        "a stream has a gap in its records",
        f"record 4 of {_CHART}",
    ),
    Attack(
        "the last record dropped",
        lambda t: t.cut(SIGNED),
        f"{_CHART}: it is {_OLDER}",
        f"{_CHART} is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "the records under the new key dropped",
        lambda t: t.cut(SIGNED, 2),
        f"{_CHART}: it is {_OLDER}",
        f"{_CHART} is {_OLDER}",
        f"record 7 of {_CHART}",
        f"record 7 of {_CHART}",
    ),
    Attack(
        "a chart cut down to its beginning",
        lambda t: t.arrange(PLAIN, 1, 2),
        f"{_OTHER}: it is {_OLDER}",
        f"{_OTHER} is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "every record of a chart dropped",
        lambda t: t.put(PLAIN, []),
        f"{_OTHER}: it is {_OLDER}",
        f"{_OTHER} has its keys and no records",
        f"{_OTHER} has no records",
    ),
    Attack(
        "a record twice",
        lambda t: t.arrange(PLAIN, 1, 2, 3, 2),
        f"record 4 of {_OTHER}",
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "the last record twice",
        lambda t: t.arrange(PLAIN, 1, 2, 3, 3),
        f"record 4 of {_OTHER}",
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "a chart in reverse",
        lambda t: t.arrange(PLAIN, 3, 2, 1),
        f"record 1 of {_OTHER}",
        f"record 1 of {_OTHER}",
    ),
    Attack(
        "a record of another client added",
        lambda t: t.put(PLAIN, [*t.records(PLAIN), t.records(SIGNED)[3]]),
        f"record 4 of {_OTHER}",
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "a record in the place of another client's",
        lambda t: t.put(PLAIN, [*t.records(PLAIN)[:2], t.records(SIGNED)[2]]),
        f"record 3 of {_OTHER}",
        f"record 3 of {_OTHER}",
    ),
    Attack(
        "two charts exchanged",
        lambda t: t.exchange(SIGNED, PLAIN),
        f"record 1 of {_CHART}",
        f"record 1 of {_CHART}",
    ),
    Attack(
        "what was erased put in the place of a chart",
        lambda t: t.exchange(PLAIN, ERASED),
        f"record 1 of {_OTHER}",
        f"record 1 of {_OTHER}",
    ),
    Attack(
        "a chart as it was before its new key",
        lambda t: t.from_earlier("before the new key", SIGNED),
        f"{_CHART}: it is {_OLDER}",
        f"{_CHART} is {_OLDER}",
        f"record 7 of {_CHART}",
        f"record 7 of {_CHART}",
    ),
    Attack(
        "noise behind a chart",
        lambda t: t.put(PLAIN, [*t.records(PLAIN), bytes(1057)]),
        f"record 4 of {_OTHER}",
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "an empty record behind a chart",
        lambda t: t.put(PLAIN, [*t.records(PLAIN), b""]),
        f"record 4 of {_OTHER}",
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "a record far behind a chart",
        lambda t: t.sql("INSERT INTO record VALUES (?, ?, ?)", t.streams[PLAIN], 2**62, bytes(1057)),
        "a stream has a gap in its records",
        f"record 4 of {_OTHER}",
    ),
    Attack(
        "a record ahead of a chart",  # in a place that nobody reads
        lambda t: t.sql("INSERT INTO record VALUES (?, ?, ?)", t.streams[PLAIN], 0, bytes(1057)),
        "a stream has a gap in its records",
        NOTHING,
    ),
    Attack(
        "a stream of a stranger",
        lambda t: t.sql("INSERT INTO record VALUES (?, 1, ?)", bytes(16), bytes(1057)),
        "1 record of a chart that has lost its keys",
        NOTHING,
    ),
    Attack(
        "a private note dropped",
        lambda t: t.cut("private"),
        f"the private notes of {PLAIN}: it is {_OLDER}",
        f"privately on {PLAIN} is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "every private note dropped",
        lambda t: t.put("private", []),
        f"the private notes of {PLAIN}: it is {_OLDER}",
        f"privately on {PLAIN} is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "private notes swapped",
        lambda t: t.swap("private", 1, 2),
        f"record 1 of the private notes of {PLAIN}",
        "record 1 of",
    ),
    Attack(
        "private notes as a chart",
        lambda t: t.exchange("private", PLAIN),
        f"record 1 of {_OTHER}",
        f"record 1 of {_OTHER}",
    ),
    Attack(
        "a record of what was erased dropped",
        lambda t: t.cut(ERASED),
        f"what is left of it is {_OLDER}",
        f"what is left of an erased client is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "all that was erased dropped",
        lambda t: t.put(ERASED, []),
        "the records of an erased client are gone",
        f"what is left of an erased client is {_OLDER}",
        fresh_reading=NOTHING,
    ),
)
"""What is done to records of charts."""

LEDGERS = (
    Attack(
        "the ledger's last record dropped",
        lambda t: t.cut("ledger"),
        f"the ledger of keys: it is {_OLDER}",
        f"the ledger of keys is {_OLDER}",
        _WRITTEN,
        f"the grant of {SIGNED} {_WRITTEN}",
    ),
    Attack(
        "all of the ledger dropped",
        lambda t: t.put("ledger", []),
        f"the ledger of keys: it is {_OLDER}",
        f"the ledger of keys is {_OLDER}",
        _WRITTEN,
        _WRITTEN,
    ),
    Attack(
        "a record of the ledger dropped",
        lambda t: t.drop("ledger", 4),
        "record 4 of the ledger of keys",
        f"the ledger of keys is {_OLDER}",
        fresh_reading="record 4 of the ledger of keys",
    ),
    Attack(
        "records of the ledger swapped",
        lambda t: t.swap("ledger", 4, 5),
        "record 4 of the ledger of keys",
        "record 4 of",
        fresh_reading="record 4 of the ledger of keys",
    ),
    Attack(
        "noise behind the ledger",
        lambda t: t.put("ledger", [*t.records("ledger"), bytes(1057)]),
        "of the ledger of keys is damaged",
        "of the ledger of keys is damaged",
    ),
    Attack(
        "a chart in the place of the ledger",
        lambda t: t.exchange("ledger", SIGNED),
        "record 1 of the ledger of keys",
        f"the ledger of keys is {_OLDER}",
        fresh_reading="record 1 of the ledger of keys",
    ),
    Attack(
        "this computer's audit cut",
        lambda t: t.cut(HERE),
        "the audit of",
        "this computer's audit is older",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "another computer's audit cut",
        lambda t: t.cut(THERE),
        "the audit of",
        "the audit of",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "another computer's audit dropped",
        lambda t: t.put(THERE, []),
        "the audit of",
        "the audit of",
        fresh_reading=NOTHING,
    ),
    Attack(
        "two audits exchanged",
        lambda t: t.exchange(HERE, THERE),
        "the audit of",
        "this computer's audit is older",
        fresh_reading="record 1 of",
    ),
)
"""What is done to the ledger and to audits."""

KEYS = (
    Attack(
        "two grants swapped", lambda t: t.swap_grants(), "a grant (", "the client it is for can't be told"
    ),
    Attack(
        "a grant as it was before the new key",
        lambda t: t.keys_from_earlier("before the new key", "kind = 'grant'"),
        f"the grant of {SIGNED} {_WRITTEN}",
        f"the grant of {SIGNED} {_WRITTEN}",
    ),
    Attack(
        "a chart and its grant as they were before the new key",
        lambda t: (
            t.keys_from_earlier("before the new key", "kind = 'grant'"),
            t.from_earlier("before the new key", SIGNED),
        ),
        f"the grant of {SIGNED} {_WRITTEN}",
        f"the grant of {SIGNED} {_WRITTEN}",
    ),
    Attack(
        "a grant dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE id = ?", t.tags[PLAIN]),
        f"is gone, {_KEPT}",
        f"the grant of {PLAIN} is gone, {_KEPT}",
    ),
    Attack(
        "a client dropped, grant and chart",
        lambda t: (
            t.sql("DELETE FROM key_row WHERE id = ?", t.tags[PLAIN]),
            t.put(PLAIN, []),
            t.put("private", []),
        ),
        f"is gone, {_KEPT}",
        f"the grant of {PLAIN} is gone, {_KEPT}",
    ),
    Attack(
        "every grant dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE kind = 'grant'"),
        f"is gone, {_KEPT}",
        f"the grant of {SIGNED} is gone, {_KEPT}",
    ),
    Attack(
        "the grant of the erased client back again",
        lambda t: t.erased_grant(),
        _WRITTEN,
        f"the grant of {ERASED} {_WRITTEN}",
    ),
    Attack(
        "a grant of nobody's",
        lambda t: t.sql("INSERT INTO key_row VALUES ('grant', ?, ?, ?)", t.member, bytes(32), bytes(1069)),
        f"a grant (00000000) {_WRITTEN}",
        "a grant (00000000): the client it is for can't be told",
    ),
    Attack(
        "a grant of another member's",
        lambda t: t.sql("UPDATE key_row SET member = ? WHERE id = ?", bytes(16), t.tags[PLAIN]),
        "belongs to nobody here",
        f"the grant of {PLAIN} is gone, {_KEPT}",
    ),
    Attack(
        "the old passphrase's slot back again",
        lambda t: t.keys_from_earlier("before the passphrase changed", "kind = 'slot'"),
        _WRITTEN,
        _WRITTEN,
    ),
    Attack(
        "the slot of the new passphrase dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE id = ?", t.slot("now")),
        f"is gone, {_KEPT}",
        "a slot or an identity is gone",
    ),
    Attack(
        "the slots as they were before the passphrase changed",
        lambda t: (
            t.sql("DELETE FROM key_row WHERE kind = 'slot'"),
            t.keys_from_earlier("before the passphrase changed", "kind = 'slot'"),
        ),
        _WRITTEN,
        "a slot or an identity is gone",
    ),
    Attack(
        "every slot dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE kind = 'slot'"),
        "the vault has no slot",
        "the vault has no slot",
    ),
    Attack(
        "a stranger's slot",
        lambda t: t.sql("INSERT INTO key_row VALUES ('slot', ?, ?, ?)", bytes(16), bytes(16), bytes(124)),
        "the slot 00000000 belongs to nobody here",
        "the slot 00000000 belongs to nobody here",
    ),
    Attack("many strange slots", lambda t: t.many_slots(1000), _WRITTEN, _WRITTEN),
    Attack(
        "a slot under another id",
        lambda t: t.sql("UPDATE key_row SET id = ? WHERE id = ?", bytes(16), t.slot("kit.txt")),
        f"the slot 00000000 {_WRITTEN}",
        "a slot or an identity is gone",
    ),
    Attack(
        "a slot as a grant",
        lambda t: t.sql("UPDATE key_row SET kind = 'grant' WHERE id = ?", t.slot("kit.txt")),
        f"is gone, {_KEPT}",
        "a slot or an identity is gone",
    ),
    Attack(
        "the identity dropped",
        lambda t: t.sql("DELETE FROM key_row WHERE kind = 'member'"),
        "the identity of a member",
        "the identity of a member",
    ),
    Attack(
        "a stranger's identity",
        lambda t: t.strange_identity(bytes(16)),
        "the identity of a member belongs to nobody here",
        "the identity of a member belongs to nobody here",
    ),
    Attack(
        "a stranger's identity in the place of one's own",
        lambda t: t.strange_identity(t.member),
        "the identity of a member",
        "the identity of a member",
    ),
    Attack(
        "one's own identity as a stranger's",
        lambda t: t.sql(
            "INSERT INTO key_row SELECT kind, ?, id, blob FROM key_row WHERE kind = 'member'", bytes(16)
        ),
        "the identity of a member belongs to nobody here",
        "the identity of a member belongs to nobody here",
    ),
    Attack(
        "a key of another kind",
        lambda t: t.sql("INSERT INTO key_row VALUES ('licence', ?, ?, ?)", t.member, bytes(16), b"x"),
        "a row of keys is not of the kind its table holds",
        NOTHING,
    ),
)
"""What is done to slots, grants and identities."""

FILES = (
    Attack(
        "yesterday's vault",
        lambda t: t.vault_of("yesterday"),
        f"it is {_OLDER}",
        f"is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "the vault as it was before the new key",
        lambda t: t.vault_of("before the new key"),
        f"it is {_OLDER}",
        f"the ledger of keys is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "the vault as it was before the passphrase changed",
        lambda t: t.vault_of("before the passphrase changed"),
        f"it is {_OLDER}",
        f"the ledger of keys is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "the vault as it was before the last note",
        lambda t: t.vault_of("before the last note"),
        f"{_CHART}: it is {_OLDER}",
        f"{_CHART} is {_OLDER}",
        NOTHING,
        NOTHING,
    ),
    Attack(
        "every key as it was before the new key",
        lambda t: t.all_keys_of("before the new key"),
        f"the ledger of keys: it is {_OLDER}",
        f"the ledger of keys is {_OLDER}",
        f"record 7 of {_CHART}",
        f"record 7 of {_CHART}",
    ),
    Attack(
        "said to be of format 1",
        lambda t: t.sql("PRAGMA user_version = 1"),
        "the vault says that it is of format 1",
        "the vault says that it is of format 1",
        fresh_reading=NOTHING,
    ),
    Attack("said to be of no format", lambda t: t.sql("PRAGMA user_version = 0"), _SCHEMA, _SCHEMA),
    Attack(
        "said to be of format 3",
        lambda t: t.sql("PRAGMA user_version = 3"),
        "was written by a newer ipt-notes",
        "was written by a newer ipt-notes",
    ),
    Attack(
        "said to be another program's",
        lambda t: t.sql("PRAGMA application_id = 1"),
        "another program's database, not a vault",
        "another program's database, not a vault",
    ),
    Attack(
        "written without a WAL",
        lambda t: t.sql("PRAGMA journal_mode = DELETE"),
        "another program changed how it is written",
        "another program changed how it is written",
    ),
    Attack(
        "a trigger",
        lambda t: t.sql(
            "CREATE TRIGGER forget AFTER INSERT ON record BEGIN DELETE FROM record WHERE seq > 3; END"
        ),
        _SCHEMA,
        _SCHEMA,
    ),
    Attack("a view", lambda t: t.sql("CREATE VIEW chart AS SELECT * FROM record"), _SCHEMA, _SCHEMA),
    Attack("a table", lambda t: t.sql("CREATE TABLE diary (text)"), _SCHEMA, _SCHEMA),
    Attack("an index", lambda t: t.sql("CREATE INDEX by_size ON record (length(blob))"), _SCHEMA, _SCHEMA),
    Attack("statistics", lambda t: t.sql("ANALYZE"), _SCHEMA, _SCHEMA),
    Attack(
        "a view in the place of a table",
        lambda t: (
            t.sql("ALTER TABLE record RENAME TO hidden"),
            t.sql("CREATE VIEW record AS SELECT * FROM hidden WHERE seq < 3"),
        ),
        _SCHEMA,
        _SCHEMA,
    ),
    Attack(
        "another id",
        lambda t: t.sql("UPDATE meta SET value = ?", bytes(16)),
        "slot has a shape that this program never wrote",
        "slot has a shape that this program never wrote",
    ),
    Attack("no id", lambda t: t.sql("DELETE FROM meta"), "it has lost its id", "it has lost its id"),
    Attack(
        "a short id",
        lambda t: t.sql("UPDATE meta SET value = ?", b"id"),
        "it has lost its id",
        "it has lost its id",
    ),
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
        "is not of the kind its table holds",
        "is not of the kind its table holds",
    ),
    Attack(
        "a number for a record",
        lambda t: t.sql("UPDATE record SET blob = 7 WHERE stream = ? AND seq = 2", t.streams[PLAIN]),
        "is not of the kind its table holds",
        "is not of the kind its table holds",
    ),
    Attack(
        "a text for a place",
        lambda t: t.sql("UPDATE record SET seq = 'two' WHERE stream = ? AND seq = 2", t.streams[PLAIN]),
        "is not of the kind its table holds",
        "is not of the kind its table holds",
    ),
    Attack(
        "a broken number for a place",
        lambda t: t.sql("UPDATE record SET seq = 2.5 WHERE stream = ? AND seq = 2", t.streams[PLAIN]),
        "is not of the kind its table holds",
        "is not of the kind its table holds",
    ),
    Attack(
        "a text for a stream",
        lambda t: t.sql(
            "UPDATE record SET stream = CAST(stream AS TEXT) WHERE stream = ? AND seq = 3", t.streams[PLAIN]
        ),
        "is not of the kind its table holds",
        f"{_OTHER} is {_OLDER}",
        fresh_reading=NOTHING,
    ),
    Attack(
        "a text for a grant",
        lambda t: t.sql("UPDATE key_row SET blob = 'may read' WHERE id = ?", t.tags[PLAIN]),
        "is not of the kind its table holds",
        "is not of the kind its table holds",
    ),
    Attack(
        "a text for a member",
        lambda t: t.sql("UPDATE key_row SET member = 'Ann' WHERE id = ?", t.tags[PLAIN]),
        "is not of the kind its table holds",
        f"the grant of {PLAIN} is gone, {_KEPT}",
    ),
    Attack(
        "bytes for a kind",
        lambda t: t.sql("UPDATE key_row SET kind = CAST(kind AS BLOB) WHERE id = ?", t.tags[PLAIN]),
        "is not of the kind its table holds",
        f"the grant of {PLAIN} is gone, {_KEPT}",
    ),
)
"""What is done to the file as a whole, and to the kinds of things in it."""

ATTACKS = (*RECORDS, *LEDGERS, *KEYS, *FILES)
