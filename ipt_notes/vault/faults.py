"""SQLite's errors in our words. None of them carries content, and none of SQLite's own leaves this room."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ipt_notes.errors import (
    DiskFull,
    IptNotesError,
    NotAVault,
    VaultBusy,
    VaultDamaged,
    VaultReadOnly,
    VaultUnreachable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNWRITABLE = "its file or folder can't be written"
_TOO_BIG = "a row is larger than any that this program writes"


@contextmanager
def told(path: Path, patience: float) -> Iterator[None]:
    """Raise SQLite's errors as ours; `patience` is how many seconds a lock was waited for."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise RuntimeError("a vault was used after it was closed") from None
    except UnicodeDecodeError:  # SQLite's own message quotes what it found
        raise VaultDamaged(where=path, what=_damage(path)) from None
    except sqlite3.Error as error:
        raise _ours(path, getattr(error, "sqlite_errorname", None) or "", patience) from None


def _ours(path: Path, name: str, patience: float) -> IptNotesError:
    """`name` is SQLite's extended one ("SQLITE_IOERR_WRITE"), or "" for text that is not UTF-8."""
    word = name.removeprefix("SQLITE_")
    match word.partition("_")[0]:
        case "BUSY" | "LOCKED":
            return VaultBusy(seconds=patience)
        case "READONLY" | "PERM" | "AUTH":
            return VaultReadOnly(why=UNWRITABLE)
        case "FULL":
            return DiskFull()
        case "NOTADB":
            return NotAVault(where=path, what="a file of another kind")
        case "IOERR" | "CANTOPEN" | "NOLFS" | "NOMEM" | "INTERRUPT":
            return VaultUnreachable(where=path, why=f"the system reported {word}")
        case _:
            return VaultDamaged(where=path, what=_TOO_BIG if word == "TOOBIG" else _damage(path))


def _damage(path: Path) -> str:
    """ "its end is missing" when the file is shorter than its first page says, else what is known: a contradiction."""
    try:
        with open(path, "rb") as file:
            start = file.read(32)
            size = file.seek(0, 2)
    except OSError:
        start, size = b"", 0
    page = int.from_bytes(start[16:18], "big")
    whole = (65536 if page == 1 else page) * int.from_bytes(start[28:32], "big")
    return "its end is missing" if size < whole else "its pages contradict each other"
