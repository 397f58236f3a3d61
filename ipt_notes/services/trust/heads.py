"""What this machine has seen of a vault: where each stream ended, and each row of keys as it was last written.

A sealed file in the state folder, outside the vault, so that a vault which lost its end or was replaced by an older one
is told from an honest one. It is written after each commit, without waiting for the disk: after a power failure it may
remember a little less than the vault holds, never more. What it remembers only advances.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256
from ipt_notes.keys.seen import NAME, SeenRows
from ipt_notes.services.trust.heads_file import Rows, append, read_rows, write_anew, writing
from ipt_notes.services.trust.streams import START
from ipt_notes.vault.port import Head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ipt_notes.keys.identity import Member

_SLACK = 512  # rows that may be out of date before the file is written anew
_MOST = 256  # rows of one name before it is: whoever asks for the name opens all of them
_KEPT = 1024  # ends that were opened and are kept at hand (0.2 MB), of however many clients
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
        self._rows, self.trouble = _read(path)
        self._opened: dict[bytes, Head] = {}
        self._new: dict[bytes, Head] = {}
        self._is_anew = False

    def __repr__(self) -> str:
        """Names no stream."""
        return "<Heads>"

    @property
    def is_empty(self) -> bool:
        """Whether this machine has seen nothing of the vault."""
        return not self._new and not any(self.seen(name).seq for name in self._rows.last_first())

    def seen(self, name: bytes) -> Head:
        """The furthest that was seen of `name`: START for what was never seen."""
        found = self._new.get(name) or self._opened.get(name)
        if found is None:
            found = self._written(self._rows, name)
            self._keep(name, found)
        return found

    def _written(self, rows: Rows, name: bytes) -> Head:
        """The furthest that `rows` tell."""
        opened = (self._seal.open(row) for row in rows.of(name))
        return max((Head(*said) for said in opened if said), default=START)

    def _keep(self, name: bytes, head: Head) -> None:
        if len(self._opened) >= _KEPT:
            del self._opened[next(iter(self._opened))]
        self._opened[name] = head

    def known(self, kind: str) -> Iterator[tuple[bytes, Head]]:
        """Everything that was seen of one kind: "c" (streams), "s", "g", "m" (rows of keys)."""
        first = kind.encode()
        new = (name for name in self._new if name.startswith(first))
        for name in dict.fromkeys((*self._rows.last_first(first), *new)):
            yield name, self.seen(name)

    def advance(self, name: bytes, head: Head) -> None:
        """Remember a later end; an earlier one changes nothing."""
        if head.seq > self.seen(name).seq:
            self._new.pop(name, None)
            self._new[name] = head

    def latest(self) -> list[tuple[bytes, Head]]:
        """The streams that were written or found longer last: a vault that was replaced by an older one lacks their ends."""
        last = [*islice(self._rows.last_first(b"c"), _LATEST)]
        return [(name, self.seen(name)) for name in reversed(last)]

    def flush(self) -> None:
        """Write what was learned. OSError when the disk does not take it."""
        if not self._new or self._path is None:
            return
        with writing(self._path):
            if self._is_worn():
                self._write_anew(self._path)
            else:
                data = self._sealed(self._new)
                append(self._path, data)
                self._rows.add(data)
        for name, head in self._new.items():
            self._opened.pop(name, None)
            self._keep(name, head)
        self._new.clear()

    def _is_worn(self) -> bool:
        """Whether the file is to be written anew. Names are counted now and then, for all of them are read for it."""
        before, after = len(self._rows), len(self._rows) + len(self._new)
        is_time = before // _SLACK < after // _SLACK
        return (
            self._is_anew
            or (is_time and after > 2 * self._rows.count_names() + _SLACK)
            or any(sum(1 for _ in self._rows.of(name)) > _MOST for name in self._new)
        )

    def forget(self) -> None:
        """Begin anew: what is learned from now on takes the place of all that was seen when it is written."""
        self._rows, self._is_anew = Rows(), True
        self._opened.clear()
        self._new.clear()

    def digest(self) -> str:
        """One digest (hex digits) of all that was seen; "" where nothing was."""
        if self.is_empty:
            return ""
        names = sorted({*self._rows.last_first(), *self._new})
        told = ((name, head) for name in names if (head := self.seen(name)).seq)
        return sha256(b"".join(name + head.seq.to_bytes(8, "big") + head.hash for name, head in told)).hex()

    def _sealed(self, ends: Mapping[bytes, Head]) -> bytes:
        """Streams last: a write that is cut never remembers the ledger's end without the rows it tells of."""
        ordered = sorted(ends, key=lambda name: name.startswith(b"c"))
        return b"".join(self._seal.seal(name, *ends[name]) for name in ordered)

    def _write_anew(self, path: Path) -> None:
        """A row for each name; other programs may have added some since the file was read."""
        rows = Rows() if self._is_anew else read_rows(path)
        names = reversed([*rows.last_first()])
        ends = {name: head for name in names if (head := self._written(rows, name)).seq}
        for name, head in self._new.items():
            ends[name] = max(head, ends.pop(name, START))
        data = self._sealed(ends)
        write_anew(path, data)
        self._rows, self._is_anew = Rows(data), False
        self._opened.clear()


def _read(path: Path | None) -> tuple[Rows, str]:
    """The rows of a file; and why it could not be read."""
    try:
        return (read_rows(path) if path else Rows()), ""
    except OSError as error:
        return Rows(), (error.strerror or "it failed").lower()
