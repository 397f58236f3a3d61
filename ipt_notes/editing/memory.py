"""A folder in memory, for the one file that another program has to see in the clear.

A disk keeps what was deleted; a memory file system does not. So the kernel is asked (statfs) whether a folder is on
one, and a folder elsewhere is used only when IPT_NOTES_PLAINTEXT_FOLDER names it.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from ipt_notes.errors import IptNotesError, Refused, UsageProblem, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAMED = "IPT_NOTES_PLAINTEXT_FOLDER"
BADGE = "sitting"
"""A file that says, sealed, what is being written: it lets whoever comes after a kill take the text up."""
_PREFIX = "ipt-notes-edit-"
_SPARED = "ipt-notes-left-"
_MAGIC = {0x01021994, 0x858458F6}
"""f_type of tmpfs and ramfs, from linux/magic.h."""
_YOUNG = 60.0
"""Seconds in which a folder may not be locked yet by the program that made it."""
_OLD = 24 * 3600.0
"""Seconds without a change after which a folder is taken as left, where there are no locks."""


class NoMemoryFolder(Refused):
    """No memory file system was found, and a disk keeps what was deleted."""

    hint = (
        "use the built-in editor (--editor builtin), or name a folder that may hold the text for the while in "
        "IPT_NOTES_PLAINTEXT_FOLDER"
    )


class TextLeft(WorldProblem):
    """The text could not be kept as a draft ({why})."""

    hint = (
        "it is in {where}; memory is emptied when you log out or this computer restarts: copy it from there, then "
        "remove that folder"
    )


class Place(NamedTuple):
    """Where a folder for editing may be made. A place that is not in memory was named by the user."""

    path: Path
    is_memory: bool


def find_place(env: Mapping[str, str]) -> Place:
    """The named folder, else the first of $XDG_RUNTIME_DIR and /dev/shm that is in memory.

    UsageProblem when the named one is no folder that can be written to, NoMemoryFolder when there is none.
    """
    named = env.get(NAMED, "")
    if named:
        if not _is_writable(named):
            raise UsageProblem(what=f"{NAMED} names no folder that can be written to", hint="make it first")
        return Place(Path(named).absolute(), is_memory(named))
    memory = next(_in_memory(env), None)
    if memory is None:
        raise NoMemoryFolder
    return Place(memory, is_memory=True)


def _in_memory(env: Mapping[str, str]) -> Iterator[Path]:
    for place in (env.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):  # noqa: S108 - it is asked whether it is in memory
        if place and _is_writable(place) and is_memory(place):
            yield Path(place)


def leave_in_memory(name: str, data: bytes, env: Mapping[str, str]) -> Path | None:
    """A private file for what nothing else holds; where it is, or None when no folder in memory takes it."""
    for place in _in_memory(env):
        with suppress(OSError):
            return _leave(place, name, data)
    return None


def _leave(place: Path, name: str, data: bytes) -> Path:
    folder = _make(place, _SPARED)
    try:
        write_private(folder / name, data)
    except OSError:
        wipe(folder)
        raise
    return folder / name


def _make(place: Path, prefix: str) -> Path:
    """A new folder, 0700, with a name of its own."""
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix=prefix, dir=place))


def _is_writable(place: str) -> bool:
    return os.path.isdir(place) and os.access(place, os.W_OK | os.X_OK)  # noqa: PTH112


def is_memory(place: str | Path) -> bool:
    """Whether the kernel says that a folder is on tmpfs or ramfs; False where it can't be asked."""
    if sys.platform != "linux":
        return False
    import ctypes

    answer = ctypes.create_string_buffer(512)  # struct statfs, with room to spare; f_type comes first
    if ctypes.CDLL(None).statfs(os.fsencode(place), answer):
        return False
    return ctypes.c_ulong.from_buffer(answer).value & 0xFFFFFFFF in _MAGIC


class MemoryFolder:
    """A fresh folder (0700) that is emptied and removed at the end of the `with`.

    `lock` is an open handle that the editor inherits: a folder is alive as long as anyone has it. One with a badge
    waits for `abandoned` when its program was killed; one without is removed by whoever makes the next.
    """

    def __init__(self, place: Place, badge: bytes = b"") -> None:
        """Also removes the folders of programs that were killed."""
        self._place, self._badge = place, badge
        self._is_spared = False
        self.lock: int | None = None

    def __enter__(self) -> Self:
        """Make it."""
        _sweep(self._place.path)
        self.path = _make(self._place.path, _PREFIX)
        self.lock = _lock(self.path)
        if self._badge:  # behind the lock: who sees a badge and can lock has found a dead one
            self._wear_badge()
        return self

    def _wear_badge(self) -> None:
        try:
            write_private(self.path / BADGE, self._badge)
        except OSError:  # a full memory file system is told when the text itself is written
            (self.path / BADGE).unlink(missing_ok=True)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Remove it; after a defect one with a badge stays, because its text may be kept nowhere else."""
        is_defect = kind is not None and not issubclass(kind, IptNotesError)
        if not self._is_spared and not (is_defect and self._badge):
            wipe(self.path)
        if self.lock is not None:
            os.close(self.lock)

    def spare(self, file: Path, data: bytes) -> Path:
        """Let one file with `data` stay, because nothing else holds the text; where it is."""
        wipe(self.path)
        self._is_spared = True
        return _leave(self._place.path, file.name, data)


def write_private(path: Path, data: bytes) -> None:
    """A file that only this user may read."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def abandoned(env: Mapping[str, str]) -> Iterator[Path]:
    """The folders with a badge whose program and editor are both gone, each held while it is looked at.

    None where there are no locks to tell by.
    """
    places = (env.get(NAMED, ""), env.get("XDG_RUNTIME_DIR", ""), "/dev/shm")  # noqa: S108 - only read
    for place in dict.fromkeys(filter(None, places)):
        for folder in Path(place).glob(f"{_PREFIX}*"):
            if _has_badge(folder) and (handle := _lock(folder)) is not None:
                try:
                    yield folder
                finally:
                    os.close(handle)


def _has_badge(folder: Path) -> bool:
    try:
        return _is_ours(folder.lstat()) and stat.S_ISREG((folder / BADGE).lstat().st_mode)
    except OSError:
        return False


def _is_ours(known: os.stat_result) -> bool:
    return stat.S_ISDIR(known.st_mode) and (sys.platform == "win32" or known.st_uid == os.getuid())


def wipe(folder: Path) -> None:
    """Overwrite and remove every file below a folder, then the folder."""
    for root, folders, files in os.walk(folder, topdown=False):
        for name in files:
            _wipe_file(Path(root, name))
        for name in folders:
            _remove(Path(root, name))
    _remove(folder)


def _wipe_file(path: Path) -> None:
    with suppress(OSError):
        known = path.lstat()
        if stat.S_ISREG(known.st_mode):
            with path.open("r+b") as file:
                file.write(bytes(known.st_size))
                file.flush()
                os.fsync(file.fileno())
    with suppress(OSError):
        path.unlink()


def _remove(folder: Path) -> None:
    with suppress(OSError):
        if folder.is_symlink():
            folder.unlink()
        else:
            folder.rmdir()


def _lock(folder: Path) -> int | None:
    """A locked handle of a folder; None when another program holds it, or there are no such locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _sweep(place: Path) -> None:
    """Remove what killed programs of this user left and nobody can take up."""
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if sys.platform == "win32":
                wipe_old(folder, time.time())
            else:
                _wipe_unheld(folder)


def wipe_old(folder: Path, now: float) -> None:
    """Wipe a folder in which nothing has changed for a day: how a left one is told where there are no locks."""
    if not stat.S_ISDIR(folder.lstat().st_mode):
        return
    changed = [path.lstat().st_mtime for path in (folder, *folder.rglob("*"))]
    if now - max(changed) > _OLD:
        wipe(folder)


def _wipe_unheld(folder: Path) -> None:
    known = folder.lstat()
    if not _is_ours(known) or _has_badge(folder) or time.time() - known.st_mtime < _YOUNG:
        return
    handle = _lock(folder)
    if handle is not None:
        wipe(folder)
        os.close(handle)
