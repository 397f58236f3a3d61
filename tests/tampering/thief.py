"""Somebody who can write to the vault's file and to nothing else: what they have in their hands."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from ipt_notes.keys.identity import IDENTITY, make_identity
from ipt_notes.keys.private import private_stream
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.auditing import audit_stream, this_machine
from ipt_notes.services.trust.ledger import ledger_stream
from ipt_notes.services.unlock.opening_slots import slot_line
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.vault.port import KeyRow
from tests.tampering.scene import CODES, ERASED, HERE, PLAIN, THERE

if TYPE_CHECKING:
    from tests.tampering.scene import Scene


class Thief:
    """Somebody with an editor for SQLite and without a key, who somehow knows which stream is which."""

    def __init__(self, scene: Scene) -> None:
        """Look up who is who, with the key; then there is no key any more."""
        self.scene = scene
        with open_practice(scene.settings(), Nobody()) as practice:
            member, vault = practice.member, practice.port.vault_id
            self.member, self.vault = member.id, vault
            self.tags = {code: member.index_tag(code) for code in (*CODES, ERASED)}
            self.streams = {code: practice.find(code).client for code in CODES} | {ERASED: scene.erased}
            self.streams["ledger"] = ledger_stream(member, vault)
            for computer in (HERE, THERE):
                machine = this_machine(scene.folder / computer)
                self.streams[computer] = audit_stream(member, vault, machine)
            self.streams["private"] = private_stream(member, vault, self.streams[PLAIN])
        self.db = sqlite3.connect(scene.vault, isolation_level=None)
        self.db.execute("PRAGMA synchronous = OFF")

    def close(self) -> None:
        """Leave; all of it is in the one file."""
        self.db.close()

    def sql(self, text: str, *values: object) -> None:
        """Change what stands there."""
        self.db.execute(text, values)

    # --- records ---

    def records(self, of: str) -> list[bytes]:
        """The sealed records of a stream."""
        rows = self.db.execute("SELECT blob FROM record WHERE stream = ? ORDER BY seq", (self.streams[of],))
        return [blob for (blob,) in rows]

    def put(self, of: str, records: list[bytes]) -> None:
        """These records in place of a stream's own, numbered from 1."""
        self.sql("DELETE FROM record WHERE stream = ?", self.streams[of])
        for seq, blob in enumerate(records, 1):
            self.sql("INSERT INTO record VALUES (?, ?, ?)", self.streams[of], seq, blob)

    def arrange(self, of: str, *places: int) -> None:
        """The stream made of its own records: those at these places (from 1; from the end: -1)."""
        found = self.records(of)
        self.put(of, [found[place - 1 if place > 0 else place] for place in places])

    def cut(self, of: str, count: int = 1) -> None:
        """The last records of a stream removed."""
        self.put(of, self.records(of)[:-count])

    def drop(self, of: str, place: int) -> None:
        """One record removed, and those behind it moved up."""
        found = self.records(of)
        del found[place - 1]
        self.put(of, found)

    def swap(self, of: str, one: int, other: int) -> None:
        """Two records change places."""
        found = self.records(of)
        found[one - 1], found[other - 1] = found[other - 1], found[one - 1]
        self.put(of, found)

    def exchange(self, one: str, other: str) -> None:
        """Two streams change places."""
        first, second = self.records(one), self.records(other)
        self.put(one, second)
        self.put(other, first)

    # --- rows of keys ---

    def slot(self, label: str) -> bytes:
        """The id of the slot with this label."""
        rows = self.db.execute("SELECT kind, member, id, blob FROM key_row WHERE kind = 'slot'").fetchall()
        return next(row[2] for row in rows if slot_line(KeyRow(*row)).label == label)

    def swap_grants(self) -> None:
        """The grants of two clients change places."""
        blobs = [self._grant(code) for code in CODES]
        for code, blob in zip(CODES, reversed(blobs), strict=True):
            self.sql("UPDATE key_row SET blob = ? WHERE id = ?", blob, self.tags[code])

    def _grant(self, code: str) -> bytes:
        found: bytes = self.db.execute(
            "SELECT blob FROM key_row WHERE id = ?", (self.tags[code],)
        ).fetchone()[0]
        return found

    def keys_from_earlier(self, moment: str, condition: str, *values: object) -> None:
        """Rows of keys that the vault held at an earlier moment, put back."""
        for row in rows_of(self.scene, moment, f"SELECT * FROM key_row WHERE {condition}", *values):
            self.sql("INSERT OR REPLACE INTO key_row VALUES (?, ?, ?, ?)", *row)

    def from_earlier(self, moment: str, of: str) -> None:
        """A stream as it was at an earlier moment."""
        query = "SELECT blob FROM record WHERE stream = ? ORDER BY seq"
        self.put(of, [blob for (blob,) in rows_of(self.scene, moment, query, self.streams[of])])

    def all_keys_of(self, moment: str) -> None:
        """Every row of keys, and the ledger, as they were at an earlier moment."""
        self.sql("DELETE FROM key_row")
        self.keys_from_earlier(moment, "1")
        self.from_earlier(moment, "ledger")

    def erased_grant(self) -> None:
        """The grant of the erased client, from a copy of the vault that is older than the erasure."""
        self.keys_from_earlier("before the erasure", "kind = 'grant' AND id = ?", self.tags[ERASED])

    def many_slots(self, count: int) -> None:
        """Slots that open with nothing, of the member's own, each as a new one would be."""
        rows = [(self.member, number.to_bytes(16, "little"), bytes(124)) for number in range(count)]
        self.sql("BEGIN")
        self.db.executemany("INSERT INTO key_row VALUES ('slot', ?, ?, ?)", rows)
        self.sql("COMMIT")

    def strange_identity(self, member: bytes) -> None:
        """An identity that a thief made for themselves, as the one of this member."""
        blob = make_identity(vault=self.vault, member=member, root=bytes(32), name="Dr B. Thief")
        self.sql("INSERT OR REPLACE INTO key_row VALUES ('member', ?, ?, ?)", member, IDENTITY, blob)

    def vault_of(self, moment: str) -> None:
        """The whole file as it was at an earlier moment."""
        self.close()
        self.scene.vault.write_bytes(self.scene.earlier[moment])


def rows_of(scene: Scene, moment: str, query: str, *values: object) -> list[tuple[object, ...]]:
    """What a query finds in the vault as it was at an earlier moment."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(in_one_file(scene.earlier[moment]))
        return db.execute(query, values).fetchall()


def in_one_file(vault: bytes) -> bytes:
    """The vault as a database that needs no WAL, which a database in memory can't have."""
    return vault[:18] + b"\1\1" + vault[20:]
