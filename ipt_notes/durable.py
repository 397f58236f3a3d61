"""Files that are there for good: private, synced to the disk, complete or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_new(path: Path, data: bytes) -> None:
    """A new file with `data`, 0600, synced; never over another one. FileExistsError, OSError; then no file is left."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def write_secret(path: Path, text: str) -> None:
    """`write_new` for a small text (UTF-8), in folders that are made, 0700, where they are missing."""
    make_folders(path.parent)
    write_new(path, text.encode("utf-8", "backslashreplace"))
    sync_folder(path.parent)


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
