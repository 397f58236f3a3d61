"""The port every vault implements: streams of sealed records and, apart from them because they must be physically
erasable, rows of keys (members, slots, grants, offers to colleagues, and to recovery recipients). A vault sees sealed bytes only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from ipt_notes.digests import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from ipt_notes.errors import IptNotesError

EMPTY = bytes(32)


class Append(NamedTuple):
    """A sealed record for place `seq` (from 1) of a stream (16 bytes)."""

    stream: bytes
    seq: int
    blob: bytes


class KeyRow(NamedTuple):
    """A row of keys: `kind` is member, slot, grant, offer or recovery; `member` 16 bytes; `id` what tells rows of a kind apart."""

    kind: str
    member: bytes
    id: bytes
    blob: bytes


class KeyChange(NamedTuple):
    """A row of keys as it is to be; None as `blob` deletes it."""

    kind: str
    member: bytes
    id: bytes
    blob: bytes | None


class Head(NamedTuple):
    """Where a stream ends: the last place (0: empty) and the SHA-256 of its sealed record (32 zeros)."""

    seq: int
    hash: bytes


class Status(NamedTuple):
    """What can be counted without a key.

    `bytes` is the size on the disk with the journal, `journal_bytes` the journal's part of it, and `journal` its
    kind: "wal", another of SQLite's words, or "none" where there is none.
    """

    format_version: int
    streams: int
    records: int
    key_rows: int
    bytes: int
    journal_bytes: int
    journal: str


class VaultPort(Protocol):
    """An open vault. One of an older format can be read and upgraded, and not written: `read_only` is True then."""

    vault_id: bytes
    read_only: bool
    format_version: int

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """One atomic, durable transaction over any number of streams and rows of keys.

        When all of `appends` stand at their places already, byte for byte, a lost answer is being retried: that is
        success, and nothing is written. StreamMoved when a place is taken or is not the next one; WorldProblem when
        the vault can't be written, VaultIsOlder when it must be upgraded first. After any error nothing of the commit
        is there; only after OutcomeUnknown all of it may be, and after VaultMoved all of it may be in the vault that
        was moved away.
        """

    def only_read(self, why: str, refusal: IptNotesError | None = None) -> None:
        """Refuse every commit from now on, with VaultReadOnly saying `why`, or with `refusal`."""

    def upgrade(self, appends: Sequence[Append]) -> None:
        """One transaction as `commit` makes it, and with it the vault has this program's format."""

    def copy_to(self, where: str, prove: Callable[[VaultPort], None] = ...) -> None:
        """A copy of the vault as it is at one moment, in a new place, durable when this returns; others may write meanwhile.

        `prove` sees the copy, and may write to it, before it has its place. VaultExists, the errors of making a
        vault, and what `prove` raises; then nothing is left there.
        """

    def at_one_moment(self) -> AbstractContextManager[None]:
        """For a block, reading finds the vault as it was at its beginning; others may write, this port may not."""

    def head(self, stream: bytes) -> Head:
        """Where the stream ends."""

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """(seq, sealed record) in order; memory does not grow with the stream.

        Nothing is held between two records: the caller may commit, stop half-way or wait, and sees what was appended
        in the meantime. The same holds for `streams` and `key_rows`.
        """

    def streams(self) -> Iterator[tuple[bytes, int]]:
        """(stream, number of records), in the order of the streams."""

    def key_rows(self, kind: str, member: bytes | None = None) -> Iterator[KeyRow]:
        """The rows of a kind, of one member or of all, in the order of (member, id)."""

    def key_row(self, kind: str, member: bytes, id: bytes) -> bytes | None:  # noqa: A002
        """One row's bytes."""

    def check(self) -> list[str]:
        """What is wrong with the vault's structure, in words; empty when nothing is."""

    def status(self) -> Status:
        """What can be counted."""

    def erase_residue(self) -> None:
        """Overwrite what deleted rows left behind in the vault's own files; VaultBusy when another program is in it.

        What a disk, a backup or a server keeps elsewhere is out of its reach.
        """

    def close(self) -> None:
        """Let go of it."""

    def __enter__(self) -> Self:
        """Nothing to prepare."""

    def __exit__(self, *_: object) -> None:
        """Close."""


def head_of(seq: int, blob: bytes | None) -> Head:
    """The head that the last record makes."""
    return Head(seq, sha256(blob) if blob is not None else EMPTY)
