"""Reading the three tables of a vault page by page: the same in SQLite and PostgreSQL, but for how a statement is written.

A page is a few rows, asked for behind the last row of the one before: nothing is held between two pages, and memory does
not grow with the table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple

from ipt_notes.errors import VaultDamaged
from ipt_notes.vault.port import Head, KeyRow, head_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Row = tuple[Any, ...]
    Values = tuple[object, ...]
    Types = tuple[type, ...]

RECORDS = 32
"""Records of a page; one may be a megabyte."""
ROWS = 256
"""Rows of keys, or streams, of a page; 1.5 KiB each."""


class Statements(NamedTuple):
    """How a database is asked, and in brackets with what. The last three and `read` give a page."""

    head: str
    """(stream): the last seq and blob."""
    read: str
    """(stream, seq): the records behind a place, seq and blob."""
    streams: str
    """(stream): the streams behind one, each with the number of its records."""
    key_row: str
    """(kind, member, id): the blob."""
    key_rows: str
    """(kind, member, id): the rows of a kind behind one."""
    key_rows_of: str
    """(kind, member, id): the rows of a kind and of one member behind one."""


class Tables(ABC):
    """What a vault in a database reads; `_where` is what it is called in a message."""

    _where: str | Path
    _statements: Statements

    @abstractmethod
    def _fetch(self, statement: str, values: Values) -> list[Row]:
        """The rows of an answer. The database's errors in our words."""

    def head(self, stream: bytes) -> Head:
        """Where the stream ends."""
        row = self._row(self._statements.head, (stream,), (int, bytes))
        return head_of(*row) if row else head_of(0, None)

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """(seq, sealed record) in order."""
        while rows := self._rows(self._statements.read, (stream, after), (int, bytes)):
            yield from rows
            if len(rows) < RECORDS:
                return
            after = self._further(after, rows[-1][0])

    def streams(self) -> Iterator[tuple[bytes, int]]:
        """(stream, number of records)."""
        after = b""
        while rows := self._rows(self._statements.streams, (after,), (bytes, int)):
            yield from rows
            after = self._further(after, rows[-1][0])

    def key_rows(self, kind: str, member: bytes | None = None) -> Iterator[KeyRow]:
        """The rows of a kind."""
        statement = self._statements.key_rows if member is None else self._statements.key_rows_of
        after: tuple[bytes, bytes] = (member or b"", b"")
        while rows := self._rows(statement, (kind, *after), (str, bytes, bytes, bytes)):
            yield from map(KeyRow._make, rows)
            if len(rows) < ROWS:
                return
            after = self._further(after, rows[-1][1:3])

    def key_row(self, kind: str, member: bytes, id: bytes) -> bytes | None:  # noqa: A002
        """One row's bytes."""
        row = self._row(self._statements.key_row, (kind, member, id), (bytes,))
        return row[0] if row else None

    def _row(self, statement: str, values: Values, types: Types) -> Row | None:
        rows = self._rows(statement, values, types)
        return rows[0] if rows else None

    def _rows(self, statement: str, values: Values, types: Types) -> list[Row]:
        """All rows, each value of the type it was written with: neither file nor server is trusted to keep them so."""
        rows = self._fetch(statement, values)
        if any(tuple(map(type, row)) != types for row in rows):
            raise VaultDamaged(where=self._where, what="a row is not of the kind its table holds")
        return rows

    def _further(self, before: Any, now: Any) -> Any:
        """`now`, which comes after `before`: rows that are in no order would be read for ever."""
        if now <= before:
            raise VaultDamaged(where=self._where, what="its rows are not in their order")
        return now
