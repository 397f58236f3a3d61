"""What can be told of a vault's place before SQLite sees it, and how a finished file is put there."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ipt_notes.durable import make_folders, sync_folder
from ipt_notes.errors import (
    DiskFull,
    FileInTheWay,
    NotAVault,
    RemoteFileSystem,
    VaultDamaged,
    VaultExists,
    VaultNotFound,
    VaultUnreachable,
)
from ipt_notes.vault.faults import UNWRITABLE
from ipt_notes.vault.schema import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOUNTS = "/proc/self/mountinfo"
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_IN_WAL_MODE = b"\2\2"  # bytes 18 and 19 of SQLite's header
_NAME = (
    "9p afs beegfs ceph cifs coda davfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 orangefs smb3 smbfs sshfs"
    " davfs2 gvfsd-fuse s3fs gcsfuse rclone curlftpfs goofys mount_smbfs"
)
# 9p is also how Windows drives appear in WSL: a WAL can't be shared there.
REMOTE = frozenset(_NAME.split()) | {f"fuse.{name}" for name in _NAME.split()}


def look_at(path: Path) -> None:
    """Refuse what can't be a vault: VaultNotFound, NotAVault, VaultDamaged, VaultUnreachable, RemoteFileSystem."""
    with _told(path):
        mode = os.stat(path).st_mode  # noqa: PTH116 - pathlib's is_dir hides errors
        if stat.S_ISDIR(mode):
            raise NotAVault(where=path, what="a folder")
        if not stat.S_ISREG(mode):
            raise NotAVault(where=path, what="a device or a pipe")
        with open(path, "rb") as file:
            start = file.read(_HEADER)
    _look_at_start(path, start)
    _look_beside(path)
    refuse_remote(path)


def is_vault(path: Path) -> bool:
    """Whether a file begins as a vault does."""
    with suppress(OSError), open(path, "rb") as file:
        start = file.read(_HEADER)
        return start[:16] == _MAGIC and int.from_bytes(start[68:72], "big") == APPLICATION_ID
    return False


def _look_at_start(path: Path, start: bytes) -> None:
    if not start:
        raise NotAVault(where=path, what="an empty file")
    if start[:16] != _MAGIC[: len(start)]:
        raise NotAVault(where=path, what="a file of another kind")
    if len(start) < _HEADER:
        raise VaultDamaged(where=path, what="its end is missing")
    if int.from_bytes(start[68:72], "big") != APPLICATION_ID:
        raise NotAVault(where=path, what="another program's database")
    if start[18:20] != _IN_WAL_MODE:
        raise VaultDamaged(where=path, what="another program changed how it is written")


def _look_beside(path: Path) -> None:
    """VaultDamaged where a rollback journal lies there: SQLite would obey it, and delete whatever other file it names."""
    if size(f"{os.path.realpath(path)}-journal"):
        raise VaultDamaged(
            where=path,
            what="a journal lies beside it that no ipt-notes wrote",
            hint=f"move {path.name}-journal away, and find out what put it there; nothing was changed",
        )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """The file system's errors as ours."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise VaultNotFound(where=path) from None
    except OSError as error:
        raise unreachable(path, error) from None
    except ValueError:  # a NUL in the path
        raise VaultNotFound(where=repr(str(path))) from None


def unreachable(path: Path, error: OSError) -> VaultUnreachable | DiskFull:
    """An error of the file system as ours."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull()
    return VaultUnreachable(where=path, why=(error.strerror or type(error).__name__).lower())


def why_unwritable(path: Path) -> str:
    """Why a vault can only be read, or "": SQLite writes beside the file too, so both must be writable."""
    return "" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else UNWRITABLE


def lies_still(path: Path) -> bool:
    """Whether all of the vault is in its file: no program has written to it since it was opened, and none died then."""
    return size(f"{path}-wal") == 0


def size(path: str) -> int:
    """Bytes of a file; 0 when there is none."""
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return 0


def refuse_remote(path: Path, mounts: str = MOUNTS) -> None:
    """RemoteFileSystem where a file's locks and shared memory can't be trusted (told on Linux only)."""
    kind = file_system(path, mounts)
    if kind in REMOTE:
        raise RemoteFileSystem(where=path, kind=kind)


def file_system(path: Path, mounts: str = MOUNTS) -> str:
    """The type of the file system that `path` is on ("ext4"), or "" where it can't be told.

    `mounts` is a file as proc(5) describes mountinfo: the longest mount point that leads to the path counts, the
    latest of equal ones.
    """
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            lines = [line.split() for line in file]
    except OSError:
        return ""
    place, best, kind = os.path.realpath(path), "", ""
    for fields in lines:
        point = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), fields[4])
        leads = place == point or place.startswith(point.rstrip("/") + "/")
        if leads and len(point) >= len(best):
            best, kind = point, fields[fields.index("-", 6) + 1]
    return kind


def make_folder(folder: Path) -> None:
    """The folder and those above it that are missing, 0700 each. VaultUnreachable, DiskFull."""
    try:
        make_folders(folder)
    except OSError as error:
        raise unreachable(folder, error) from None


def identity(path: Path) -> tuple[int, int]:
    """Which file lies there (device, number); (0, 0) where none does."""
    try:
        known = os.stat(path)  # noqa: PTH116
    except OSError:
        return 0, 0
    return known.st_dev, known.st_ino


def refuse_leftovers(path: Path) -> None:
    """FileInTheWay where what SQLite wrote beside an earlier vault lies at a new one's place: it would be read into it."""
    for suffix in ("-wal", "-journal"):
        if size(f"{path}{suffix}"):
            hint = "it holds the newest notes of the vault that was here: move it to where that vault is now"
            raise FileInTheWay(where=f"{path}{suffix}", hint=hint)


def publish(building: Path, path: Path) -> None:
    """Move a finished file into place, never over another one, and sync both. VaultExists, OSError; then none is there."""
    with open(building, "rb+") as file:
        if file.read(20)[18:] != _IN_WAL_MODE or not lies_still(building):
            raise OSError(errno.EIO, "the last of it could not be written")  # which SQLite tells nobody
        os.fsync(file.fileno())
    try:
        os.link(building, path)
    except FileExistsError:
        raise VaultExists(where=path) from None
    except OSError:  # a file system without hard links: claim the name, then take the claim's place
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise VaultExists(where=path) from None
        _replace_claim(building, path)
    try:
        sync_folder(path.parent)
    except OSError:  # whoever asked for it takes its keys back: a vault without a key must not stay
        remove_files(path)
        raise


def _replace_claim(building: Path, path: Path) -> None:
    """Take the place of an empty file that holds the name; it does not stay when that fails."""
    try:
        building.replace(path)
    except OSError:
        path.unlink()
        raise


def remove_files(building: Path) -> None:
    """A file that was not published, and what SQLite wrote beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            os.unlink(f"{building}{suffix}")  # noqa: PTH108
