"""Locks on files: they tell other programs that this one lives, and a kill lets go of them."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def lock(handle: int, *, is_shared: bool = False) -> bool:
    """Hold a file until it is closed or this process ends; False when another program holds it.

    Where the system has no such lock it is True, and nobody is told of the others. Windows knows no shared one.
    """
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    with suppress(ImportError, OSError):
        import fcntl

        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def is_locked(path: Path) -> bool:
    """Whether another program holds this file."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not lock(handle, is_shared=True)
    finally:
        os.close(handle)
