"""The vault in one SQLite file: WAL, synchronous=FULL, secure_delete, 0600.

Measured with 16,000 records of 1 to 4 KiB in 1,000 streams (2 cores, SQLite 3.40), pages of 4, 8 and 16 KiB:
a durable append 0.8, 0.9, 0.8 ms; reading all streams 75, 76, 40 ms; the file 75, 113, 56 MB for 41 MB of records.
Closing checkpoints the WAL: 1.7 ms for open, append and close in a vault of 16 records and 1.9 ms in one of 16,000,
and 0.1 ms less without the checkpoint. That is little for a vault that is whole in its one file whenever nobody has
it open, where somebody will copy it, and that keeps no deleted page in a WAL: the checkpoint stays.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ipt_notes.errors import (
    DiskFull,
    NotAVault,
    StreamMoved,
    VaultBusy,
    VaultDamaged,
    VaultExists,
    VaultIsNewer,
    VaultIsOlder,
    VaultMoved,
    VaultReadOnly,
    VaultUnreachable,
)
from ipt_notes.vault import place
from ipt_notes.vault.faults import told
from ipt_notes.vault.port import Status
from ipt_notes.vault.schema import APPLICATION_ID, OLDEST, READING, SCHEMA, SOUND, VERSION
from ipt_notes.vault.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.errors import IptNotesError
    from ipt_notes.vault.port import Append, KeyChange, VaultPort
    from ipt_notes.vault.tables import Row, Values

PAGE = 16384
BUSY_SECONDS = 10.0
_MOST = 1 << 28  # bytes of a row; the longest text that can be typed in makes fewer, whatever is in it
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 256",  # 4 MiB: a WAL never grows far
)


class SqliteVault(Tables):
    """An open vault file. It is a VaultPort."""

    _where: Path
    _statements = READING

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        version: int,
        *,
        why_unwritable: str,
        patience: float,
    ) -> None:
        """Take over a connection whose schema was compared, and is of this format version."""
        self._where, self._db, self._why, self._patience = path, connection, why_unwritable, patience
        self._refusal: IptNotesError | None = None
        self.format_version = version
        self.read_only = bool(why_unwritable) or self.format_version < VERSION
        row = self._row("SELECT value FROM meta WHERE name = 'vault'", (), (bytes,))
        if row is None or len(row[0]) != 16:
            raise VaultDamaged(where=path, what="it has lost its id")
        self.vault_id: bytes = row[0]
        self._file = place.identity(path)

    def __repr__(self) -> str:
        """Names no content."""
        return "<SqliteVault>"

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Close the file; the last program to do so moves the WAL into it."""
        with suppress(sqlite3.Error):
            self._db.close()

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """One durable transaction: every record at the end of its stream, every change of keys, or nothing."""
        self._refuse_older()
        with self._transaction():
            if not self._is_there(appends):
                self._write(appends, key_changes)

    def upgrade(self, appends: Sequence[Append]) -> None:
        """`commit`, and the format of this program with it."""
        with self._transaction():
            self._write(appends, ())
            self._db.execute(f"PRAGMA user_version = {VERSION}")
        self.format_version, self.read_only = VERSION, bool(self._why)

    def _refuse_older(self) -> None:
        if self.format_version < VERSION:
            raise VaultIsOlder(found=self.format_version)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._why:
            raise self._refusal or VaultReadOnly(why=self._why)
        with told(self._where, self._patience):
            self._begin()
            try:
                self._require_in_place()
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
        self._require_in_place()

    def _require_in_place(self) -> None:
        """VaultMoved where the file that is open is not the one at its place any more: nobody would find what is written."""
        if place.identity(self._where) != self._file:
            raise VaultMoved(where=self._where)

    def only_read(self, why: str, refusal: IptNotesError | None = None) -> None:
        """Refuse every commit from now on."""
        self._why, self._refusal, self.read_only = why, refusal, True

    def _begin(self) -> None:
        """Wait while other programs get on with theirs, however many they are; give up on one that holds the lock."""
        while True:
            before = self._db.execute("PRAGMA data_version").fetchone()
            try:
                self._db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                if self._db.execute("PRAGMA data_version").fetchone() == before:
                    raise
            else:
                return

    def _is_there(self, appends: Sequence[Append]) -> bool:
        """Whether exactly these records were written before (by this very commit, whose answer was lost)."""
        query = "SELECT 1 FROM record WHERE stream = ? AND seq = ? AND blob = ?"
        return bool(appends) and all(self._db.execute(query, append).fetchone() for append in appends)

    def _write(self, appends: Sequence[Append], key_changes: Sequence[KeyChange]) -> None:
        for append in appends:
            last = self._db.execute("SELECT max(seq) FROM record WHERE stream = ?", append[:1]).fetchone()[0]
            if append.seq != (last or 0) + 1:
                raise StreamMoved
            self._db.execute("INSERT INTO record VALUES (?, ?, ?)", append)
        for change in key_changes:
            if change.blob is None:
                self._db.execute("DELETE FROM key_row WHERE kind = ? AND member = ? AND id = ?", change[:3])
            else:
                self._db.execute("INSERT OR REPLACE INTO key_row VALUES (?, ?, ?, ?)", change)

    def _fetch(self, statement: str, values: Values) -> list[Row]:
        with told(self._where, self._patience):
            return self._db.execute(statement, values).fetchall()

    def check(self) -> list[str]:
        """What SQLite's integrity check finds, and rows and gaps that no commit can have made, in words."""
        try:
            with told(self._where, self._patience):
                lines = [row[0] for row in self._db.execute("PRAGMA integrity_check(20)")]
                found = [words for words, query in SOUND.items() if self._db.execute(query).fetchone()]
        except VaultDamaged as damaged:
            return [damaged.message]
        return found + [f"the file: {line}" for line in lines if line != "ok"]

    def status(self) -> Status:
        """What can be counted, and the size of the file with its WAL."""
        counts = "SELECT count(*), total(n) FROM (SELECT count(*) AS n FROM record GROUP BY stream)"
        with told(self._where, self._patience):
            streams, records = self._db.execute(counts).fetchone()
            key_rows = self._db.execute("SELECT count(*) FROM key_row").fetchone()[0]
            journal = self._db.execute("PRAGMA journal_mode").fetchone()[0]
        beside = place.size(f"{self._where}-wal")
        size = place.size(str(self._where)) + beside
        return Status(self.format_version, streams, int(records), key_rows, size, beside, journal)

    def copy_to(self, where: str, prove: Callable[[VaultPort], None] = lambda _: None) -> None:
        """A compact copy of one moment; it has no page that SQLite left unused, and so no residue of what was deleted."""
        with _building(Path(where)) as building:
            with told(building, self._patience):
                self._db.execute("VACUUM INTO ?", (str(building),))
                _in_wal_mode(building)
            with _open(building, "mode=rw", "", self._patience) as copy:
                prove(copy)

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Read as of now for a block."""
        with told(self._where, self._patience):
            self._db.execute("BEGIN")
        try:
            self._row("SELECT 1 FROM meta", (), (int,))  # the first read makes the moment
            yield
        finally:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")

    def erase_residue(self) -> None:
        """Write the file anew from what it holds, and empty the WAL.

        secure_delete zeroes a deleted row, but not the copy that stays in a page's unused part when SQLite moved the
        row to another page before. VACUUM leaves no such part; its own scratch file holds living rows only.
        """
        if self._why:
            raise self._refusal or VaultReadOnly(why=self._why)
        self._refuse_older()
        with told(self._where, self._patience):
            self._db.execute("VACUUM")
            is_busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if is_busy:
            raise VaultBusy(seconds=self._patience)


def open_(path: Path, *, patience: float = BUSY_SECONDS) -> SqliteVault:
    """The vault in this file; `patience` is how many seconds another program's lock is waited for.

    VaultNotFound, NotAVault, VaultDamaged, VaultIsNewer, RemoteFileSystem, and the WorldProblems. What can't be
    written, and what lies on a full disk, opens for reading.
    """
    place.look_at(path)
    path = path.resolve()  # SQLite writes beside the file itself, not beside a link to it
    why = place.why_unwritable(path)
    if not why:
        try:
            return _open(path, "mode=rw", "", patience)
        except (DiskFull, VaultUnreachable):
            if not place.lies_still(path):
                raise
            why = "there is no room beside its file"
    return _open_for_reading(path, why, patience)


def _open_for_reading(path: Path, why: str, patience: float) -> SqliteVault:
    """A vault that can't be written. One that lies still is read as immutable, which needs nothing beside it.

    Should its owner start to write meanwhile, a reader may find a damaged page, and runs the command again; it never
    takes a wrong text for a right one, since every record is sealed. One that is open somewhere is read through the
    shared memory of the program that has it open.
    """
    if place.lies_still(path):
        return _open(path, "mode=ro&immutable=1", why, patience)
    try:
        return _open(path, "mode=ro&readonly_shm=1", why, patience)
    except (VaultUnreachable, VaultReadOnly):
        raise VaultUnreachable(
            where=path,
            why="the program that wrote it last did not close it, and its folder can't be written",
            hint=f"copy it, together with {path.name}-wal, to a folder that can be written, and open it there",
        ) from None


def _open(path: Path, mode: str, why: str, patience: float) -> SqliteVault:
    with told(path, patience):
        connection = sqlite3.connect(f"{_uri(path)}?{mode}", uri=True, timeout=patience, isolation_level=None)
    try:
        with told(path, patience):
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST)
            for setting in _SETTINGS:
                connection.execute(setting)
            version = _compare_schema(path, connection)
        return SqliteVault(path, connection, version, why_unwritable=why, patience=patience)
    except BaseException:
        connection.close()
        raise


def _uri(path: Path) -> str:
    """The path as SQLite's URI; urllib, which pathlib would import for it, costs more than opening."""
    text = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")  # noqa: PTH100
    if os.name == "nt":
        text = "/" + text.replace("\\", "/")
    return f"file://{text}"


def _compare_schema(path: Path, connection: sqlite3.Connection) -> int:
    """The vault's format version."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise NotAVault(where=path, what="another program's database")
    if version > VERSION:
        raise VaultIsNewer(where=path, found=version, known=VERSION)
    found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()
    if version < OLDEST or found != SCHEMA:
        raise VaultDamaged(where=path, what="its tables are not those of a vault")
    return int(version)


def create(
    path: Path, vault_id: bytes, key_changes: Sequence[KeyChange], appends: Sequence[Append] = ()
) -> SqliteVault:
    """A new vault (`vault_id` 16 bytes): built beside its place, synced, then moved there without overwriting.

    Folders that are missing are made, 0700. VaultExists, RemoteFileSystem, VaultUnreachable, DiskFull.
    """
    with _building(path) as building:
        _build(building, vault_id, key_changes, appends)
    try:
        return open_(path)
    except BaseException:
        place.remove_files(path)
        raise


def copy_into(path: Path, source: VaultPort, prove: Callable[[VaultPort], None]) -> None:
    """What a vault of any kind holds as a new file, of the same format; `prove` sees it before it has its place.

    The errors of `create`, and what `prove` raises; then nothing is left there.
    """
    from ipt_notes.vault.contents import in_parts

    with _building(path) as building:
        _build(building, source.vault_id, (), ())
        with _open(building, "mode=rw", "", BUSY_SECONDS) as copy:
            for appends, changes in in_parts(source):
                copy.commit(appends, changes)
        _set_format(building, source.format_version)
        with _open(building, "mode=rw", "", BUSY_SECONDS) as copy:
            prove(copy)


def _set_format(path: Path, version: int) -> None:
    with told(path, BUSY_SECONDS):
        db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute(f"PRAGMA user_version = {int(version)}")
        finally:
            db.close()


def _in_wal_mode(path: Path) -> None:
    db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
    finally:
        db.close()


@contextmanager
def _building(path: Path) -> Iterator[Path]:
    """An empty file beside `path` (0600), which takes that place when the block is done and vanishes when it fails."""
    from ipt_notes.vault import copies

    place.make_folder(path.parent)
    place.refuse_remote(path.parent)
    if os.path.lexists(path):
        raise VaultExists(where=path)
    place.refuse_leftovers(path)
    try:
        with copies.hidden(path) as building:
            os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            yield building
            place.publish(building, path)
    except OSError as error:
        raise place.unreachable(path, error) from None


def _build(path: Path, vault_id: bytes, key_changes: Sequence[KeyChange], appends: Sequence[Append]) -> None:
    with told(path, BUSY_SECONDS):
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        with told(path, BUSY_SECONDS):
            for setting in (
                f"PRAGMA page_size = {PAGE}",
                f"PRAGMA application_id = {APPLICATION_ID}",
                f"PRAGMA user_version = {VERSION}",
                "PRAGMA journal_mode = WAL",
                *_SETTINGS,
                "BEGIN IMMEDIATE",
                *(sql for *_, sql in SCHEMA),
            ):
                db.execute(setting)
            db.execute("INSERT INTO meta VALUES ('vault', ?)", (vault_id,))
            db.execute("COMMIT")
        SqliteVault(path, db, VERSION, why_unwritable="", patience=BUSY_SECONDS).commit(appends, key_changes)
    finally:
        db.close()
