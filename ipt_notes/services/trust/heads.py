"""What this machine has seen of a vault: where each stream ended, and each row of keys as it was last written.

A sealed file in the state folder, outside the vault, so that a vault which lost its end or was replaced by an older one
is told from an honest one. It is written after each commit, without waiting for the disk: after a power failure it may
remember a little less than the vault holds, never more. What it remembers only advances.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.durable import NewFile, make_folders
from ipt_notes.keys.seen import NAME, ROW, SeenRows
from ipt_notes.services.trust.streams import START
from ipt_notes.vault.port import Head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ipt_notes.keys.identity import Member

_SLACK = 512  # rows that may be out of date before the file is written anew
_MOST = 256  # rows of one name before it is: whoever asks for the name opens all of them
_LATEST = 8
FORMAT = b"v".ljust(NAME, b"\0")
"""The name under which the vault's format version is remembered, as the number of a head."""
PLACE = b"p".ljust(NAME, b"\0")
"""The name under which it is remembered where the vault lay, as a digest; the number counts its moves."""
VERIFIED = b"t".ljust(NAME, b"\0")
"""The name under which it is remembered when all of the vault was last found authentic: the number is in seconds since 1970."""

KEPT_UP = b"r".ljust(NAME, b"\0")
"""The name under which it is remembered up to which record of the roster this member's charts follow it."""


def chain_name(stream: bytes) -> bytes:
    """The name of a stream's end."""
    return b"c" + stream


@lru_cache(maxsize=1024)
def row_name(kind: str, id_: bytes) -> bytes:
    """The name of a row of the member's own keys; its first letter is that of the kind (s, g, m)."""
    return kind[:1].encode() + sha256(kind.encode() + b"\0" + id_)[: NAME - 1]


class Heads:
    """The memory of this machine for one member and vault. `flush` writes what `advance` learned."""

    def __init__(self, path: Path | None, member: Member, vault: bytes) -> None:
        """Read what is there; a file that is missing, or another's, is an empty memory. None: one that is never written.

        `trouble` says why a file that is there could not be read, "" where nothing was in the way.
        """
        self._path, self._seal = path, SeenRows(member, vault)
        self._rows, self._total, self.trouble = _read(path)
        self._heads: dict[bytes, Head] = {}
        self._new: dict[bytes, None] = {}

    def __repr__(self) -> str:
        """Names no stream."""
        return "<Heads>"

    @property
    def is_empty(self) -> bool:
        """Whether this machine has seen nothing of the vault."""
        return not any(self.seen(name).seq for name in self._names())

    def seen(self, name: bytes) -> Head:
        """The furthest that was seen of `name`: START for what was never seen."""
        found = self._heads.get(name)
        if found is None:
            opened = [Head(*said) for row in self._rows.get(name, ()) if (said := self._seal.open(row))]
            found = self._heads[name] = max(opened, default=START)
        return found

    def known(self, kind: str) -> Iterator[tuple[bytes, Head]]:
        """Everything that was seen of one kind: "c" (streams), "s", "g", "m" (rows of keys)."""
        first = kind.encode()
        for name in [name for name in self._names() if name[:1] == first]:
            yield name, self.seen(name)

    def advance(self, name: bytes, head: Head) -> None:
        """Remember a later end; an earlier one changes nothing."""
        if head.seq > self.seen(name).seq:
            self._heads[name] = head
            self._new.pop(name, None)
            self._new[name] = None

    def latest(self) -> list[tuple[bytes, Head]]:
        """The streams that were written or found longer last: a vault that was replaced by an older one lacks their ends."""
        streams = [name for name in self._rows if name.startswith(b"c")]
        return [(name, self.seen(name)) for name in streams[-_LATEST:]]

    def flush(self) -> None:
        """Write what was learned. OSError when the disk does not take it."""
        if not self._new or self._path is None:
            return
        if self._is_worn() or _is_torn(self._path):
            self._write_anew(self._path)
        else:
            make_folders(self._path.parent)
            _append(self._path, self._sealed(self._new))
            self._total += len(self._new)
        self._new.clear()

    def _is_worn(self) -> bool:
        is_long = self._total > 2 * len(self._rows) + _SLACK
        return is_long or any(len(self._rows.get(name, ())) > _MOST for name in self._new)

    def forget(self) -> None:
        """Begin anew: what is learned from now on takes the place of all that was seen when it is written."""
        self._rows, self._heads, self._total = {}, {}, _SLACK + 1
        self._new.clear()

    def digest(self) -> str:
        """One digest (hex digits) of all that was seen; "" where nothing was."""
        if self.is_empty:
            return ""
        parts = (name + head.seq.to_bytes(8, "big") + head.hash for name, head in self._all().items())
        return sha256(b"".join(parts)).hex()

    def _names(self) -> set[bytes]:
        return self._rows.keys() | self._heads.keys()

    def _all(self) -> dict[bytes, Head]:
        """Every name that was seen, in order."""
        return {name: head for name in sorted(self._names()) if (head := self.seen(name)).seq}

    def _sealed(self, names: Iterable[bytes]) -> bytes:
        """Streams last: a write that is cut never remembers the ledger's end without the rows it tells of."""
        ordered = sorted(names, key=lambda name: name.startswith(b"c"))
        return b"".join(self._seal.seal(name, *self._heads[name]) for name in ordered)

    def _write_anew(self, path: Path) -> None:
        """A row for each name, in a new file that takes the old one's place: synced, for all of it is at stake."""
        data = self._sealed([*(name for name in self._all() if name not in self._new), *self._new])
        make_folders(path.parent)
        with NewFile(path.parent, data) as file:
            file.put(path, replace=True)
        self._rows, self._total = _by_name(data), len(data) // ROW


def _is_torn(path: Path) -> bool:
    """Whether a write was cut in the middle of a row, so that the next row would stand askew."""
    with suppress(OSError):
        return path.stat().st_size % ROW != 0
    return False


def _read(path: Path | None) -> tuple[dict[bytes, list[bytes]], int, str]:
    """The rows of a file by name, those last that were written last; their number; and why it could not be read."""
    data, trouble = b"", ""
    try:
        data = path.read_bytes() if path else b""
    except FileNotFoundError:
        pass
    except OSError as error:
        trouble = (error.strerror or "it failed").lower()
    return _by_name(data), len(data) // ROW, trouble


def _by_name(data: bytes) -> dict[bytes, list[bytes]]:
    rows: dict[bytes, list[bytes]] = {}
    for at in range(0, len(data) - ROW + 1, ROW):
        name = data[at : at + NAME]
        written = rows.pop(name, [])
        written.append(data[at : at + ROW])
        rows[name] = written
    return rows


def _append(path: Path, data: bytes) -> None:
    """One write at the end of a file (0600): the rows of several programs stand behind each other."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        os.write(handle, data)
    finally:
        os.close(handle)
