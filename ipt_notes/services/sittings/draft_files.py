"""Draft files: written whole, and held while the program that writes them lives.

On POSIX a draft itself is locked. Windows neither replaces nor removes a file that is open: there a file beside the
draft is locked, and the draft is closed at once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from ipt_notes.durable import sync_folder
from ipt_notes.locks import is_locked, lock

if TYPE_CHECKING:
    from pathlib import Path

HALF_WAY = ".new"
"""How the name of a state ends until it is whole on the disk, and takes the draft's place."""


class DraftFiles(Protocol):
    """How drafts lie in a folder; every path ends in `.draft`."""

    def write(self, path: Path, blob: bytes) -> None:
        """Put `blob` in the place of the draft and hold it; OSError, and the earlier state then stays."""

    def remove(self, path: Path) -> None:
        """Remove the draft, if no other program holds it, and let go of it."""

    def is_held_elsewhere(self, path: Path) -> bool:
        """Whether another living program writes at this draft."""


class LockedDrafts:
    """Drafts that are locked themselves."""

    def __init__(self) -> None:
        """Hold nothing; later the open descriptor of each draft that this process writes."""
        self._held: dict[Path, int] = {}

    def write(self, path: Path, blob: bytes) -> None:
        """As in DraftFiles; the lock is taken before the draft has its name."""
        new = path.with_suffix(HALF_WAY)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            lock(handle)
            _fill(handle, blob)
            new.replace(path)
            sync_folder(path.parent)
        except BaseException:
            os.close(handle)
            with suppress(OSError):
                new.unlink()
            raise
        self._let_go(path)
        self._held[path] = handle

    def remove(self, path: Path) -> None:
        """As in DraftFiles."""
        if not self.is_held_elsewhere(path):
            _unlink(path)
            self._let_go(path)

    def is_held_elsewhere(self, path: Path) -> bool:
        """As in DraftFiles."""
        return path not in self._held and is_locked(path)

    def _let_go(self, path: Path) -> None:
        if (handle := self._held.pop(path, None)) is not None:
            os.close(handle)


class DraftsWithLocks:
    """Drafts that are closed, each with a locked file beside it."""

    def __init__(self) -> None:
        """Hold nothing; later the open descriptor of each lock of this process."""
        self._held: dict[Path, int] = {}

    def write(self, path: Path, blob: bytes) -> None:
        """As in DraftFiles."""
        self._hold(path)
        new = path.with_suffix(HALF_WAY)
        try:
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
            try:
                _fill(handle, blob)
            finally:
                os.close(handle)
            new.replace(path)
        except BaseException:
            with suppress(OSError):
                new.unlink()
            raise
        sync_folder(path.parent)

    def _hold(self, path: Path) -> None:
        """Lock what is not locked yet; where another program is just looking, the next write tries again."""
        if path in self._held:
            return
        handle = os.open(_lock_of(path), os.O_RDWR | os.O_CREAT, 0o600)
        if lock(handle):
            self._held[path] = handle
        else:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """As in DraftFiles; the lock goes last."""
        if self.is_held_elsewhere(path):
            return
        _unlink(path)
        if (handle := self._held.pop(path, None)) is not None:
            os.close(handle)
        with suppress(OSError):
            _lock_of(path).unlink()

    def is_held_elsewhere(self, path: Path) -> bool:
        """As in DraftFiles."""
        return path not in self._held and is_locked(_lock_of(path))


def of_this_system() -> DraftFiles:
    """The way that this system allows."""
    return DraftsWithLocks() if os.name == "nt" else LockedDrafts()


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _unlink(path: Path) -> None:
    for each in (path, path.with_suffix(HALF_WAY)):
        with suppress(OSError):
            each.unlink()


def _fill(handle: int, blob: bytes) -> None:
    with open(handle, "wb", closefd=False) as file:
        file.write(blob)
        file.flush()
        os.fsync(handle)
