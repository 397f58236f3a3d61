"""A hidden place for a folder that is being written; what a killed program left of one is removed by the next.

Beside `.ipt-<16 digits>.tmp` stands an empty `.ipt-<16 digits>.lock`, which its writer holds. Only a folder with such a
file of this user's, held by nobody, is removed; and none where the file system keeps no locks.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ipt_notes.locks import is_locked, lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MARK = re.compile(r"\.ipt-[0-9a-f]{16}\.lock")
_OPEN = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def hidden_place(parent: Path) -> Iterator[Path]:
    """A path in `parent` that nobody else writes to; what is still there when the block ends is removed. OSError."""
    mark = parent / f".ipt-{os.urandom(8).hex()}.lock"
    handle = os.open(mark, _OPEN | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if lock(handle) and is_locked(mark):  # else no lock can be relied on here
            _sweep(parent, mark)
        yield mark.with_suffix(".tmp")
    finally:
        shutil.rmtree(mark.with_suffix(".tmp"), ignore_errors=True)
        os.close(handle)
        with suppress(OSError):
            mark.unlink()


def _sweep(parent: Path, own: Path) -> None:
    """Remove what programs left here that live no more."""
    with suppress(OSError):
        for mark in list(parent.iterdir()):
            if mark != own and _MARK.fullmatch(mark.name):
                _remove(mark)


def _remove(mark: Path) -> None:
    with suppress(OSError):
        handle = os.open(mark, _OPEN)
        try:
            if not (_is_ours(handle) and lock(handle)):
                return
            shutil.rmtree(mark.with_suffix(".tmp"), ignore_errors=True)
        finally:
            os.close(handle)
        if not os.path.lexists(mark.with_suffix(".tmp")):
            mark.unlink()


def _is_ours(handle: int) -> bool:
    """Whether it is an empty file of this user's, as we make them."""
    state = os.fstat(handle)
    is_own = os.name != "posix" or state.st_uid == os.geteuid()
    return stat.S_ISREG(state.st_mode) and state.st_size == 0 and is_own
