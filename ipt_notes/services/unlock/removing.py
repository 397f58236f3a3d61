"""Removes a file when its time is over. A program of its own, which needs nothing but the standard library:

    python removing.py INODE ISSUED EXPIRES NAME...

It leaves a process behind and ends; its exit code 0 says that the process is there. The file is the one with this inode,
under any of these names; times are Unix seconds. The process ends as soon as the file is gone: removed, or replaced by
another one. It never opens the file.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

_LOOK = 2.0
"""Seconds between two looks. A sleep does not count the time a computer is asleep, so it has to be short."""


def remove_in_time(inode: int, issued: int, expires: int, names: list[str]) -> None:
    """Wait until the file is gone, or its time is over (or has not come: a clock was set back); then remove it."""
    while held := [name for name in names if _inode(name) == inode]:
        left = expires - time.time()
        if left <= 0 or time.time() < issued:
            for name in held:
                with suppress(OSError):
                    os.unlink(name)  # noqa: PTH108 - starts in milliseconds because it imports next to nothing
            return
        time.sleep(min(left, _LOOK))


def _inode(name: str) -> int:
    try:
        return os.lstat(name).st_ino
    except OSError:
        return 0


if __name__ == "__main__" and os.fork() == 0:
    inode, issued, expires = map(int, sys.argv[1:4])
    remove_in_time(inode, issued, expires, sys.argv[4:])
