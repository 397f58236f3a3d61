"""Copies of vaults in a folder: those that lie there, and those a program was building when it was killed.

What becomes a vault or a copy is built under a hidden name beside its place, `.NAME.<8 hex digits>.building`. A file
beside it is locked meanwhile, so that others can tell whether its program lives. (Not the copy itself: on some systems
that lock and SQLite's own would be in each other's way.)
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ipt_notes.locks import is_locked, lock
from ipt_notes.vault.place import identity, is_vault, remove_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUILDING = re.compile(r"(\..+\.[0-9a-f]{8}\.building)(?:-wal|-shm|-journal|\.lock)?", re.DOTALL)


@contextmanager
def hidden(path: Path) -> Iterator[Path]:
    """A free name for what is built beside `path`; what bears it in the end is removed. OSError.

    What killed programs were building in that folder is removed first.
    """
    sweep(path.parent)
    building, handle = _claim(path)
    try:
        yield building
    finally:
        remove_files(building)
        _unlock(building, handle)


def _claim(path: Path) -> tuple[Path, int]:
    """A name, and the open lock that holds it; another one where a program that sweeps was faster."""
    while True:
        building = path.with_name(f".{path.name[:200]}.{os.urandom(4).hex()}.building")
        handle = os.open(_lock_of(building), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        known = os.fstat(handle)
        if lock(handle) and identity(_lock_of(building)) == (known.st_dev, known.st_ino):
            return building, handle
        os.close(handle)


def _unlock(building: Path, handle: int) -> None:
    """Where an open file can't be removed, it is when it is closed."""
    with suppress(OSError):
        _lock_of(building).unlink()
    os.close(handle)
    with suppress(OSError):
        _lock_of(building).unlink()


def _lock_of(building: Path) -> Path:
    return building.with_name(f"{building.name}.lock")


def sweep(folder: Path) -> None:
    """Remove what killed programs were building in a folder, as far as that can be."""
    for building in left_behind(folder):
        with suppress(OSError):
            _sweep(building)


def _sweep(building: Path) -> None:
    """Under its lock, which goes last: a living program that takes the name just now is told by that."""
    handle = os.open(_lock_of(building), os.O_RDWR | os.O_CREAT, 0o600)
    if not lock(handle):
        os.close(handle)
        return
    remove_files(building)
    _unlock(building, handle)


def left_behind(folder: Path) -> list[Path]:
    """What killed programs were building in a folder."""
    return [building for building in _being_built(folder) if not is_locked(_lock_of(building))]


def _being_built(folder: Path) -> list[Path]:
    found = (_BUILDING.fullmatch(name) for name in _names(folder))
    return sorted({folder / match[1] for match in found if match})


def beside(vault: Path) -> list[Path]:
    """The other vaults in a vault's folder, and what is being built there."""
    names = {vault.with_name(name) for name in _names(vault.parent)} - {vault}
    return sorted(
        {path for path in names if _is_plain(path) and is_vault(path)} | set(_being_built(vault.parent))
    )


def _names(folder: Path) -> list[str]:
    with suppress(OSError):
        return os.listdir(folder)  # noqa: PTH208
    return []


def _is_plain(path: Path) -> bool:
    with suppress(OSError):
        return stat.S_ISREG(path.lstat().st_mode)
    return False
