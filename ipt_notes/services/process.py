"""What this process is not to leave behind, and who may not look into it."""

from __future__ import annotations

import sys
from contextlib import suppress

_SET_DUMPABLE = 4
"""PR_SET_DUMPABLE of prctl(2)."""


def leave_no_core() -> None:
    """No core file of this process or of a program it starts, whoever would take it.

    Linux hands a core to a collector (systemd-coredump, apport) whatever the limit is, and only spares a process
    whose limit is exactly 1 byte (`do_coredump` in fs/coredump.c); in a file 1 byte is less than the least it writes.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        least = 1 if sys.platform == "linux" and hard else 0
        resource.setrlimit(resource.RLIMIT_CORE, (least, hard))


def close_to_others() -> None:
    """Keep other programs of this user out of this process's memory (ptrace, /proc/PID/mem), where Linux lets it.

    A program it starts is open again. Importing ctypes takes 3 ms, which is nothing before a sitting that holds keys
    for an hour, and too much before a command that is gone in a tenth of a second.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError, ImportError):
        import ctypes

        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
