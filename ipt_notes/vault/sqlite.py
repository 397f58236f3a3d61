"""The vault in one SQLite file: WAL, synchronous=FULL, secure_delete, 0600.

Its page size is 8 KiB: with 16,000 records of 1 to 4 KiB it appends and reads as fast as 4 and 16 KiB (within the
noise of a disk that syncs), and wastes less than 16 KiB pages do on small rows.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Self

from ipt_notes.errors import (
    Damaged,
    Refused,
    StreamMoved,
    UsageProblem,
    VaultExists,
    VaultNotFound,
    WorldProblem,
)
from ipt_notes.vault.port import Head, KeyRow, Status, head_of
from ipt_notes.vault.schema import APPLICATION_ID, TABLES, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ipt_notes.vault.port import Append, KeyChange

PAGE = 8192
BUSY_SECONDS = 10.0
_MAGIC = b"SQLite format 3\0"
_CHECKPOINT_PAGES = 1000
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "davfs", "fuse.rclone", "ncpfs"}


class NotAVault(UsageProblem):
    """{where} is {what}, not a vault."""

    hint = "check --vault and IPT_NOTES_VAULT; nothing was changed"


class VaultDamaged(Damaged):
    """The vault at {where} is damaged: {what}."""

    hint = "nothing was changed; keep a copy of it as it is, and restore a backup beside it"


class VaultIsNewer(Refused):
    """The vault at {where} was written by a newer ipt-notes (format {found}; this one knows {known})."""

    hint = "update ipt-notes; nothing was changed"


class RemoteFileSystem(Refused):
    """{where} is on a network file system ({kind}), where two computers can damage it."""

    hint = "keep the vault on a disk of this computer, and copy backups to the network"


class VaultBusy(WorldProblem):
    """Another program has kept the vault locked for ten seconds."""

    hint = "wait for it to end, then run the command again"


class VaultReadOnly(WorldProblem):
    """The vault can only be read: {why}."""

    hint = "nothing was written; check the permissions of the file and its folder"


class SqliteVault:
    """An open vault file. It is a VaultPort."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, read_only: bool) -> None:
        """Take over a connection that was checked."""
        self._path, self._db, self.read_only = path, connection, read_only
        with self._told():
            row = self._db.execute("SELECT value FROM meta WHERE name = 'vault'").fetchone()
        if not row or not isinstance(row[0], bytes) or len(row[0]) != 16:
            raise VaultDamaged(where=path, what="it has lost its id")
        self.vault_id: bytes = row[0]

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
        """Close the file."""
        with suppress(sqlite3.Error):
            self._db.close()

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """One durable transaction: every record at the end of its stream, every change of keys, or nothing."""
        if self.read_only:
            raise VaultReadOnly(why="its file or folder can't be written")
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                if not self._is_there(appends):
                    for append in appends:
                        self._append(append)
                    for change in key_changes:
                        self._change(change)
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise

    def _is_there(self, appends: Sequence[Append]) -> bool:
        """Whether exactly these records were written before (by this very commit, whose answer was lost)."""
        return bool(appends) and all(self._blob(append.stream, append.seq) == append.blob for append in appends)

    def _blob(self, stream: bytes, seq: int) -> bytes | None:
        row = self._db.execute("SELECT blob FROM record WHERE stream = ? AND seq = ?", (stream, seq)).fetchone()
        return row[0] if row else None

    def _append(self, append: Append) -> None:
        last = self._db.execute("SELECT max(seq) FROM record WHERE stream = ?", (append.stream,)).fetchone()[0] or 0
        if append.seq != last + 1:
            raise StreamMoved
        self._db.execute("INSERT INTO record VALUES (?, ?, ?)", append)

    def _change(self, change: KeyChange) -> None:
        if change.blob is None:
            self._db.execute("DELETE FROM key_row WHERE kind = ? AND member = ? AND id = ?", change[:3])
        else:
            self._db.execute("INSERT OR REPLACE INTO key_row VALUES (?, ?, ?, ?)", change)

    def head(self, stream: bytes) -> Head:
        """Where the stream ends."""
        with self._told():
            row = self._db.execute(
                "SELECT seq, blob FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1", (stream,)
            ).fetchone()
        return head_of(*row) if row else head_of(0, None)

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """(seq, sealed record) in order, all of one moment."""
        return self._rows("SELECT seq, blob FROM record WHERE stream = ? AND seq > ? ORDER BY seq", (stream, after))

    def streams(self) -> Iterator[tuple[bytes, int]]:
        """(stream, number of records)."""
        return self._rows("SELECT stream, count(*) FROM record GROUP BY stream", ())

    def key_rows(self, kind: str, member: bytes | None = None) -> Iterator[KeyRow]:
        """The rows of a kind."""
        of = "" if member is None else " AND member = ?"
        values = (kind,) if member is None else (kind, member)
        for row in self._rows(f"SELECT kind, member, id, blob FROM key_row WHERE kind = ?{of}", values):  # noqa: S608
            yield KeyRow(*row)

    def key_row(self, kind: str, member: bytes, id: bytes) -> bytes | None:  # noqa: A002
        """One row's bytes."""
        with self._told():
            row = self._db.execute(
                "SELECT blob FROM key_row WHERE kind = ? AND member = ? AND id = ?", (kind, member, id)
            ).fetchone()
        return row[0] if row else None

    def _rows(self, query: str, values: tuple[object, ...]) -> Iterator[tuple]:  # type: ignore[type-arg]
        with self._told():
            for row in self._db.execute(query, values):
                yield row

    def check(self) -> list[str]:
        """SQLite's own integrity check, in words."""
        with self._told():
            lines = [row[0] for row in self._db.execute("PRAGMA integrity_check(20)")]
        return [] if lines == ["ok"] else [f"the file: {line}" for line in lines]

    def status(self) -> Status:
        """What can be counted, and the size of the file with its WAL."""
        with self._told():
            records = self._db.execute("SELECT count(*) FROM record").fetchone()[0]
            streams = self._db.execute("SELECT count(DISTINCT stream) FROM record").fetchone()[0]
        files = [self._path, self._path.with_name(self._path.name + "-wal")]
        return Status(VERSION, streams, records, sum(file.stat().st_size for file in files if file.exists()))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors as ours."""
        with told(self._path):
            yield


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's errors as ours; none of them carries content."""
    try:
        yield
    except sqlite3.Error as error:
        raise _as_ours(path, error) from None


def _as_ours(path: Path, error: sqlite3.Error) -> Exception:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return VaultBusy()
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return VaultReadOnly(why="its file or folder can't be written")
    if name.startswith("SQLITE_FULL"):
        return WorldProblem(what="the disk is full; nothing was saved", hint="make room, then run the command again")
    if name.startswith("SQLITE_NOTADB"):
        return NotAVault(where=path, what="a file of another kind")
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        return WorldProblem(what=f"the vault at {path} could not be read or written ({name})", hint="check the disk and the permissions")
    return VaultDamaged(where=path, what=name.removeprefix("SQLITE_").lower() or "its pages contradict each other")


def open_file(path: Path) -> SqliteVault:
    """The vault in this file. VaultNotFound, NotAVault, VaultIsNewer, VaultDamaged, RemoteFileSystem, WorldProblem."""
    _look_at(path)
    read_only = not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)
    with told(path):
        connection = _connect(path, read_only=read_only)
        try:
            _compare_schema(path, connection)
            return SqliteVault(path, connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise


def _look_at(path: Path) -> None:
    """What can be told of a path before SQLite sees it."""
    if path.is_dir():
        raise NotAVault(where=path, what="a folder")
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            start = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise VaultNotFound(where=path) from None
    except OSError as error:
        raise WorldProblem(what=f"the vault at {path} could not be opened: {error.strerror}", hint="check its permissions") from None
    if not start:
        raise NotAVault(where=path, what="an empty file")
    if start[:16] != _MAGIC[: len(start)] or len(start) < 16:
        raise NotAVault(where=path, what="a file of another kind")
    _look_at_size(path, start, size)
    _refuse_remote(path)


def _look_at_size(path: Path, start: bytes, size: int) -> None:
    page = int.from_bytes(start[16:18], "big") or 1
    pages = int.from_bytes(start[28:32], "big")
    if len(start) < 100 or (pages and size < page * pages):
        raise VaultDamaged(where=path, what="its end is missing")


def _refuse_remote(path: Path) -> None:
    kind = file_system(path)
    if kind in _REMOTE:
        raise RemoteFileSystem(where=path, kind=kind)


def file_system(path: Path) -> str:
    """The type of the file system a path is on ("ext4", "tmpfs"), or "" where it can't be told."""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            mounts = [line.split() for line in file]
    except OSError:
        return ""
    place, best, kind = os.path.realpath(path), "", ""
    for mount in mounts:
        point = mount[4].replace("\\040", " ")
        if len(point) >= len(best) and (place == point or place.startswith(point.rstrip("/") + "/")):
            best, kind = point, mount[mount.index("-") + 1]
    return kind


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = path.absolute().as_uri()
    if read_only:
        # A WAL vault on media that can't be written opens only as immutable, and then its WAL must be empty.
        wal = path.with_name(path.name + "-wal")
        frozen = not os.access(path.parent, os.W_OK)
        if frozen and wal.exists() and wal.stat().st_size:
            raise VaultReadOnly(why="it was not closed properly and its folder can't be written")
        uri += "?mode=ro&immutable=1" if frozen else "?mode=ro"
    else:
        uri += "?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    _set_up(connection)
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")


def _compare_schema(path: Path, connection: sqlite3.Connection) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise NotAVault(where=path, what="another program's database")
    if version > VERSION:
        raise VaultIsNewer(where=path, found=version, known=VERSION)
    found = dict(connection.execute("SELECT name, sql FROM sqlite_schema"))
    if found != TABLES:
        raise VaultDamaged(where=path, what="its tables are not those of a vault")


def create(path: Path, vault_id: bytes, key_changes: Sequence[KeyChange], appends: Sequence[Append] = ()) -> SqliteVault:
    """A new vault: built beside its place, synced, then moved there without overwriting. VaultExists."""
    _make_folder(path.parent)
    _refuse_remote(path.parent)
    if path.exists():
        raise VaultExists(where=path)
    building = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _build(building, vault_id, key_changes, appends)
        _publish(building, path)
    except OSError as error:
        raise WorldProblem(what=f"the vault could not be made at {path}: {error.strerror}", hint="choose another place with --vault") from None
    finally:
        for left in (building, building.with_name(building.name + "-wal"), building.with_name(building.name + "-shm")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return open_file(path)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise WorldProblem(what=f"the folder {folder} could not be made: {error.strerror}", hint="choose another place with --vault") from None


def _build(path: Path, vault_id: bytes, key_changes: Sequence[KeyChange], appends: Sequence[Append]) -> None:
    with told(path):
        db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        db.execute(f"PRAGMA page_size = {PAGE}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("PRAGMA journal_mode = WAL")
        _set_up(db)
        db.execute("BEGIN IMMEDIATE")
        for text in TABLES.values():
            db.execute(text)
        db.execute("INSERT INTO meta VALUES ('vault', ?)", (vault_id,))
        db.execute("COMMIT")
        vault = SqliteVault(path, db, read_only=False)
        vault.commit(appends, key_changes)
        vault.close()


def _publish(building: Path, path: Path) -> None:
    """Move the finished file into place, never over another one, and sync both."""
    with open(building, "rb+") as file:  # noqa: PTH123
        os.fsync(file.fileno())
    try:
        os.link(building, path)
    except FileExistsError:
        raise VaultExists(where=path) from None
    except OSError:
        if path.exists():
            raise VaultExists(where=path) from None
        building.rename(path)  # a file system without hard links
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable, where the system has a way."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
