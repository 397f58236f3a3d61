"""Files that are there for good: private, synced to the disk, complete or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self


class NewFile:
    """A synced file (0600) that has no name until `put` gives it one: a killed program leaves nothing of it.

    Where the system makes no such files it has a hidden name beside its place meanwhile. Use it in a `with`.
    """

    def __init__(self, folder: Path, data: bytes) -> None:
        """Write it to the disk that `folder` is on. OSError; then nothing is left."""
        self._hidden = folder / f".ipt-{os.urandom(8).hex()}.tmp"
        self._unnamed = _open_unnamed(folder)
        try:
            if self._unnamed is None:
                _write_new(self._hidden, data)
            else:
                _fill(self._unnamed, data)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it; without a name it is gone."""
        if self._unnamed is not None:
            os.close(self._unnamed)
        with suppress(OSError):
            self._hidden.unlink()

    def put(self, path: Path, *, replace: bool = False) -> None:
        """Give it its name, durably; another file's only with `replace`. FileExistsError, OSError; then it has none."""
        if replace:
            if self._unnamed is not None:
                self._link(self._hidden)
            self._hidden.replace(path)
            sync_folder(path.parent)
            return
        self._link(path)
        try:
            sync_folder(path.parent)
        except OSError:
            path.unlink()
            raise

    def _link(self, path: Path) -> None:
        """A hard link is what refuses to take another file's place."""
        if self._unnamed is not None:
            _link_unnamed(self._unnamed, path)
            return
        try:
            path.hardlink_to(self._hidden)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):  # file systems without links
            if os.path.lexists(path):
                raise FileExistsError from None
            self._hidden.rename(path)


_HANDLES = "/proc/self/fd"


def _open_unnamed(folder: Path) -> int | None:
    """A file without a name, as Linux makes them on most disks; None where it can't be, or could get no name later."""
    flag = getattr(os, "O_TMPFILE", 0)
    if flag and os.path.isdir(_HANDLES):  # noqa: PTH112
        with suppress(OSError):
            return os.open(folder, flag | os.O_WRONLY, 0o600)
    return None


def _link_unnamed(handle: int, path: Path) -> None:
    """Name an open file, as open(2) shows it."""
    handles = os.open(_HANDLES, os.O_RDONLY)
    try:
        os.link(str(handle), path, src_dir_fd=handles, follow_symlinks=True)
    finally:
        os.close(handles)


def _write_new(path: Path, data: bytes) -> None:
    """Closed again: Windows neither renames nor removes a file that is open."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        _fill(handle, data)
    finally:
        os.close(handle)


def _fill(handle: int, data: bytes) -> None:
    with open(handle, "wb", closefd=False) as file:
        file.write(data)
        file.flush()
        os.fsync(handle)


def write_secret(path: Path, text: str) -> None:
    """A new file with a small text (UTF-8), 0600, durable, in folders that are made, 0700, where they are missing.

    Whole or not there, and never over another one. FileExistsError, OSError.
    """
    make_folders(path.parent)
    with NewFile(path.parent, text.encode("utf-8", "backslashreplace")) as file:
        file.put(path)


def make_folders(folder: Path) -> None:
    """The folder and those above it that are missing, 0700 each, their names durable. OSError."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(mode=0o700, exist_ok=True)
        sync_folder(new.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in this folder durable, where the system has a way."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
