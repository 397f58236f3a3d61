"""The vault on a PostgreSQL server: a schema with three tables, each statement by primary key.

A commit goes to the server in one piece, the look at where its streams end together with what it writes, and is ended by a
second one: two round trips. The primary key is the lock. Of two programs that write to the same place the one that comes
later waits for the other and is refused by the server. An answer that is lost with the connection is asked for again: the
same bytes at the same places are this commit. Reads are pages of a few rows, so nothing is held open between them.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation

from ipt_notes.errors import (
    IptNotesError,
    OutcomeUnknown,
    StreamMoved,
    VaultBusy,
    VaultDamaged,
    VaultIsNewer,
    VaultIsOlder,
    VaultMoved,
    VaultReadOnly,
)
from ipt_notes.vault.contents import UnfinishedCopy
from ipt_notes.vault.port import Head, KeyRow, Status, head_of
from ipt_notes.vault.postgres_faults import ServerAway
from ipt_notes.vault.postgres_schema import CATALOGUE, SOUND, UNFINISHED, compare
from ipt_notes.vault.postgres_session import PATIENCE, Session
from ipt_notes.vault.schema import OLDEST, VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.vault.port import Append, KeyChange, VaultPort
    from ipt_notes.vault.postgres_address import Address
    from ipt_notes.vault.postgres_session import Link, Row

_BATCH = 32  # records read at once; a record may be a megabyte
_ROWS = 256  # rows of keys, or streams, read at once
_ATTEMPTS = 100
_DURABLE = b"SELECT set_config('synchronous_commit', 'on', true), set_config('lock_timeout', %s, true)"
"""For one transaction, whatever the server's or the user's settings are."""
_LOST_RACE = (UniqueViolation, SerializationFailure, DeadlockDetected)


class PostgresVault:
    """An open vault on a server. It is a VaultPort."""

    def __init__(self, session: Session) -> None:
        """Take over a session in whose schema there is a vault. VaultNotFound, VaultDamaged, VaultIsNewer, NotAllowed."""
        self._session = session
        self._where = session.address.shown
        compare(session.address, session.ask(self._catalogue))
        self.vault_id, self.format_version = self._meta()
        self._why = self._why_unwritable()
        self.read_only = bool(self._why) or self.format_version < VERSION
        session.on_return = self._require_same

    def __repr__(self) -> str:
        """Names no content."""
        return "<PostgresVault>"

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def _table(self, statement: str) -> bytes:
        """The statement with its tables in the vault's schema: `{}` stands for it."""
        return statement.replace("{}", f'"{self._session.address.schema}".').encode()

    def _catalogue(self, link: Link) -> list[Row]:
        return link.execute(CATALOGUE.encode(), (self._session.address.schema,)).fetchall()

    def _meta(self) -> tuple[bytes, int]:
        """The vault's id and its format."""
        rows: dict[str, bytes] = dict(self._rows("SELECT name, value FROM {}meta", (), (str, bytes)))
        version = rows.get("format", b"")
        if version == UNFINISHED:
            raise UnfinishedCopy(where=self._where)
        if len(rows.get("vault", b"")) != 16 or not version.isdigit() or len(version) > 9:
            raise VaultDamaged(where=self._where, what="it has lost its id")
        if int(version) > VERSION:
            raise VaultIsNewer(where=self._where, found=int(version), known=VERSION)
        if int(version) < OLDEST:
            raise VaultDamaged(where=self._where, what="no vault was ever of its format")
        return rows["vault"], int(version)

    def _why_unwritable(self) -> str:
        """Why the vault can only be read, or "": what is said to be saved outlives a power failure of the server."""
        query = (
            "SELECT current_setting('transaction_read_only'), current_setting('fsync'), "
            "has_table_privilege('{}record', 'INSERT')"
        )
        row = self._row(query, (), (str, str, bool)) or ("", "", False)
        if row[0] != "off":
            return "its server only answers questions (it is a copy of another one, or set so)"
        if row[1] == "off":
            return "its server would lose what it saved in a power failure (fsync is off)"
        return "" if row[2] else "the server lets this user read only"

    def _require_same(self, link: Link) -> None:
        """VaultMoved where a new connection leads to another vault, or to none."""
        row = link.execute(self._table("SELECT value FROM {}meta WHERE name = 'vault'")).fetchone()
        if row is None or row[0] != self.vault_id:
            raise VaultMoved(where=self._where)

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """One durable transaction: every record at the end of its stream, every change of keys, or nothing.

        OutcomeUnknown where the server went away with the answer and did not come back in time.
        """
        self._refuse_unwritable()
        if self.format_version < VERSION:
            raise VaultIsOlder(found=self.format_version)
        self._write(appends, key_changes)

    def take(self, appends: Sequence[Append], key_changes: Sequence[KeyChange]) -> None:
        """`commit` into a vault that is being made, of whatever format it is."""
        self._write(appends, key_changes)

    def upgrade(self, appends: Sequence[Append]) -> None:
        """`commit`, and the format of this program with it. NotAllowed but for the owner of the tables."""
        self._refuse_unwritable()
        self._write(appends, (), "UPDATE {}meta SET value = %s WHERE name = 'format'")
        self.format_version, self.read_only = VERSION, False

    def _refuse_unwritable(self) -> None:
        if self._why:
            raise VaultReadOnly(why=self._why, hint="nothing was written")

    def only_read(self, why: str) -> None:
        """Refuse every commit from now on."""
        self._why, self.read_only = why, True

    def _write(self, appends: Sequence[Append], key_changes: Sequence[KeyChange], version: str = "") -> None:
        """Try until it is written, by this try or by one whose answer was lost. StreamMoved, VaultBusy, OutcomeUnknown.

        A try that lost a race for a row of keys, and not for a place, is made again.
        """
        for _ in range(_ATTEMPTS):
            if self._try(appends, key_changes, version) or self._is_there(appends):
                return
            if not self._is_next(appends):
                raise StreamMoved
        raise VaultBusy(seconds=self._session.patience)

    def _try(self, appends: Sequence[Append], key_changes: Sequence[KeyChange], version: str) -> bool:
        """Whether this try has written it. OutcomeUnknown, ServerAway."""
        is_ending = False

        def step(link: Link) -> bool:
            nonlocal is_ending
            is_ending = False
            try:
                with link.pipeline(), link.transaction():
                    link.execute(_DURABLE, (str(int(self._session.patience * 1000)),))
                    heads = self._put(link, appends, key_changes)
                    if version:
                        link.execute(self._table(version), (str(VERSION).encode(),))
                    if not _follow(heads(), appends):
                        raise psycopg.Rollback
                    is_ending = True
            except _LOST_RACE:
                return False
            return is_ending

        try:
            return self._session.run(step)
        except ServerAway:
            self._come_back(is_ending=is_ending)
            return False

    def _come_back(self, *, is_ending: bool) -> None:
        """Connect anew in the middle of a commit; where that can't be, say whether it may have been saved."""
        try:
            self._session.reconnect()
        except IptNotesError as error:
            if is_ending and not isinstance(error, VaultMoved):
                raise OutcomeUnknown(where=self._where) from None
            raise

    def _put(
        self, link: Link, appends: Sequence[Append], key_changes: Sequence[KeyChange]
    ) -> Callable[[], dict[bytes, int]]:
        """Send what a commit writes; what is given back waits for the answer, and tells where the streams ended before.

        In the order of their keys, so that two programs do not wait for each other.
        """
        head = self._table("SELECT seq FROM {}record WHERE stream = %s ORDER BY seq DESC LIMIT 1")
        heads = {
            stream: link.execute(head, (stream,)) for stream in sorted({each.stream for each in appends})
        }
        changes = sorted({change[:3]: change.blob for change in key_changes}.items())
        with link.cursor() as cursor:
            if appends:
                cursor.executemany(self._table("INSERT INTO {}record VALUES (%s, %s, %s)"), sorted(appends))
            if changes:
                gone = "DELETE FROM {}key_row WHERE kind = %s AND member = %s AND id = %s"
                cursor.executemany(self._table(gone), [row for row, _ in changes])
            if new := [(*row, blob) for row, blob in changes if blob is not None]:
                cursor.executemany(self._table("INSERT INTO {}key_row VALUES (%s, %s, %s, %s)"), new)
        return lambda: {stream: (cursor.fetchone() or (0,))[0] for stream, cursor in heads.items()}

    def _is_there(self, appends: Sequence[Append]) -> bool:
        """Whether exactly these records were written before (by this very commit, whose answer was lost)."""
        query = "SELECT seq FROM {}record WHERE stream = %s AND seq = %s AND blob = %s"
        return bool(appends) and all(self._row(query, tuple(append), (int,)) for append in appends)

    def _is_next(self, appends: Sequence[Append]) -> bool:
        """Whether the places are still those behind the ends of their streams."""
        return _follow({append.stream: self.head(append.stream).seq for append in appends}, appends)

    def head(self, stream: bytes) -> Head:
        """Where the stream ends."""
        query = "SELECT seq, blob FROM {}record WHERE stream = %s ORDER BY seq DESC LIMIT 1"
        row = self._row(query, (stream,), (int, bytes))
        return head_of(*row) if row else head_of(0, None)

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """(seq, sealed record) in order."""
        query = f"SELECT seq, blob FROM {{}}record WHERE stream = %s AND seq > %s ORDER BY seq LIMIT {_BATCH}"  # noqa: S608
        while rows := self._rows(query, (stream, after), (int, bytes)):
            yield from rows
            if len(rows) < _BATCH:
                return
            after = self._further(after, rows[-1][0])

    def streams(self) -> Iterator[tuple[bytes, int]]:
        """(stream, number of records)."""
        query = f"SELECT stream, count(*) FROM {{}}record WHERE stream > %s GROUP BY stream ORDER BY stream LIMIT {_ROWS}"  # noqa: S608
        after = b""
        while rows := self._rows(query, (after,), (bytes, int)):
            yield from rows
            after = self._further(after, rows[-1][0])

    def key_rows(self, kind: str, member: bytes | None = None) -> Iterator[KeyRow]:
        """The rows of a kind."""
        of = "" if member is None else "AND member = %s"
        query = (
            f"SELECT kind, member, id, blob FROM {{}}key_row WHERE kind = %s {of} AND (member, id) > (%s, %s) "  # noqa: S608
            f"ORDER BY member, id LIMIT {_ROWS}"
        )
        fixed = (kind,) if member is None else (kind, member)
        after: tuple[bytes, bytes] = (member or b"", b"")
        while rows := self._rows(query, (*fixed, *after), (str, bytes, bytes, bytes)):
            yield from map(KeyRow._make, rows)
            after = self._further(after, rows[-1][1:3])

    def key_row(self, kind: str, member: bytes, id: bytes) -> bytes | None:  # noqa: A002
        """One row's bytes."""
        query = "SELECT blob FROM {}key_row WHERE kind = %s AND member = %s AND id = %s"
        row = self._row(query, (kind, member, id), (bytes,))
        return row[0] if row else None

    def _row(self, query: str, values: tuple[object, ...], types: tuple[type, ...]) -> Row | None:
        rows = self._rows(query, values, types)
        return rows[0] if rows else None

    def _rows(self, query: str, values: tuple[object, ...], types: tuple[type, ...]) -> list[Row]:
        """All rows, each value of the type it was written with: the server is not trusted to keep them so."""
        statement = self._table(query)
        rows = self._session.ask(lambda link: link.execute(statement, values, binary=True).fetchall())
        if any(tuple(map(type, row)) != types for row in rows):
            raise VaultDamaged(where=self._where, what="a row is not of the kind its table holds")
        return rows

    def _further(self, before: Any, now: Any) -> Any:
        """`now`, which comes after `before`: a server whose rows are in no order would be read for ever."""
        if now <= before:
            raise VaultDamaged(where=self._where, what="its rows are not in their order")
        return now

    def check(self) -> list[str]:
        """Rows and gaps that no commit can have made, in words. The server's own files are the server's matter."""
        return [words for words, what in SOUND.items() if self._row(f"SELECT 1 FROM {{}}{what}", (), (int,))]  # noqa: S608

    def status(self) -> Status:
        """What can be counted, and what the server says of the tables' size."""
        counts = "SELECT count(*), coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM {}record GROUP BY stream) s"
        sizes = "+".join(f"pg_total_relation_size('{{}}{table}')" for table in ("record", "key_row", "meta"))
        streams, records = self._row(counts, (), (int, int)) or (0, 0)
        key_rows, size = self._row(f"SELECT count(*), {sizes} FROM {{}}key_row", (), (int, int)) or (0, 0)  # noqa: S608
        return Status(self.format_version, streams, records, key_rows, size, 0, "none")

    def copy_to(self, where: str, prove: Callable[[VaultPort], None] = lambda _: None) -> None:
        """A copy of one moment in a new SQLite file. VaultUnreachable when the connection is lost on the way."""
        from ipt_notes.vault.sqlite import copy_into

        with self.at_one_moment():
            copy_into(Path(where), self, prove)

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Read as of now for a block. VaultUnreachable when the connection is lost on the way."""
        with self._session.as_one("ISOLATION LEVEL REPEATABLE READ, READ ONLY"):
            yield

    def erase_residue(self) -> None:
        """Write the table of keys anew without what was deleted from it, where the tables are this user's own.

        For others the server does so in its own time; its journal, copies and backups are out of reach in any case.
        """
        self._refuse_unwritable()
        if not self._is_owner():
            return
        self._session.run(self._rewrite_keys)

    def _is_owner(self) -> bool:
        query = (
            "SELECT pg_has_role(c.relowner, 'MEMBER') FROM pg_catalog.pg_class c "
            "WHERE c.oid = '{}key_row'::regclass"
        )
        row = self._row(query, (), (bool,))
        return bool(row and row[0])

    def _rewrite_keys(self, link: Link) -> None:
        link.execute(f"SET lock_timeout = {int(self._session.patience * 1000)}".encode())
        try:
            link.execute(self._table("VACUUM FULL {}key_row"))
        finally:
            if not link.closed:
                link.execute("RESET lock_timeout")


def _follow(heads: dict[bytes, int], appends: Sequence[Append]) -> bool:
    """Whether each place is the next one of its stream, in the order in which they are given."""
    ends = dict(heads)
    for append in appends:
        if append.seq != ends[append.stream] + 1:
            return False
        ends[append.stream] = append.seq
    return True


def open_(address: Address, *, patience: float = PATIENCE) -> PostgresVault:
    """The vault at this address; `patience` is how many seconds a server that goes away is waited for.

    VaultNotFound, VaultDamaged, VaultIsNewer, NotAllowed, and the errors of connecting. What can't be written opens for
    reading.
    """
    session = Session(address, patience)
    try:
        return PostgresVault(session)
    except BaseException:
        session.close()
        raise
