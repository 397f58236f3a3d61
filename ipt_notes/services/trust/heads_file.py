"""The file in which a machine remembers a vault: its rows in memory as they stand on the disk, found without opening them.

Each client has several, so beside them is a single byte of each: a row is looked for among those that share it.
Programs write in turn. One that writes the file anew reads it first, so that nothing another one added is lost.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from errno import ETIMEDOUT
from typing import TYPE_CHECKING

from ipt_notes.durable import NewFile, make_folders
from ipt_notes.keys.seen import NAME, ROW
from ipt_notes.locks import lock
from ipt_notes.services.trust.streams import stand_aside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MARK = 1
"""Which byte of a name is beside it: the first says the kind, those behind it are random."""
_ATTEMPTS = 60
"""Two seconds or so; a write takes milliseconds."""


class Rows:
    """Sealed rows in the order in which they were written."""

    def __init__(self, data: bytes = b"") -> None:
        """A last row that was cut short is none."""
        self._data = bytearray(data[: len(data) // ROW * ROW])
        self._marks = self._data[_MARK::ROW]

    def __repr__(self) -> str:
        """Names no stream."""
        return f"<Rows {len(self)}>"

    def __len__(self) -> int:
        """How many there are, those that are out of date among them."""
        return len(self._marks)

    def add(self, data: bytes) -> None:
        """Further rows, behind the others."""
        self._data += data
        self._marks += data[_MARK::ROW]

    def of(self, name: bytes) -> Iterator[bytes]:
        """Every row of a name."""
        for at in self._marked(name[_MARK]):
            if self._data.startswith(name, at * ROW):
                yield bytes(self._data[at * ROW : (at + 1) * ROW])

    def count_names(self) -> int:
        """How many names have a row; only those that share a byte are in memory at once."""
        return sum(len({self._name(at) for at in self._marked(mark)}) for mark in range(256))

    def _marked(self, mark: int) -> Iterator[int]:
        at = self._marks.find(mark)
        while at >= 0:
            yield at
            at = self._marks.find(mark, at + 1)

    def _name(self, at: int) -> bytes:
        return bytes(self._data[at * ROW : at * ROW + NAME])

    def last_first(self, kind: bytes = b"") -> Iterator[bytes]:
        """Each name once, that written last before the others; of one kind (its first letter) or of all."""
        met = set[bytes]()
        for at in self._from_end(kind) if kind else reversed(range(len(self))):
            name = self._name(at)
            if name not in met:
                met.add(name)
                yield name

    def _from_end(self, kind: bytes) -> Iterator[int]:
        kinds = self._data[::ROW]
        at = kinds.rfind(kind)
        while at >= 0:
            yield at
            at = kinds.rfind(kind, 0, at)


def read_rows(path: Path) -> Rows:
    """What is there; of a file that is missing nothing. OSError."""
    try:
        return Rows(path.read_bytes())
    except FileNotFoundError:
        return Rows()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Keep other programs from writing meanwhile. OSError, TimeoutError."""
    make_folders(path.parent)
    handle = os.open(path.parent.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for attempt in range(_ATTEMPTS):
            if lock(handle):
                break
            stand_aside(attempt)
        else:
            raise TimeoutError(ETIMEDOUT, "another program holds it")
        yield
    finally:
        os.close(handle)


def append(path: Path, data: bytes) -> None:
    """One write at the end of a file (0600); a row that was cut short there is filled up, and opens under no key. OSError."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        os.write(handle, bytes(-os.fstat(handle).st_size % ROW) + data)
    finally:
        os.close(handle)


def write_anew(path: Path, data: bytes) -> None:
    """A new file in the place of the old one: synced, for all of it is at stake. OSError."""
    with NewFile(path.parent, data) as file:
        file.put(path, replace=True)
