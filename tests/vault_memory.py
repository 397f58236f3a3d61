"""A vault in memory: the port's rules without a disk. It passes the contract suite that every vault passes."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ipt_notes.errors import StreamMoved, VaultIsOlder, VaultReadOnly
from ipt_notes.vault.locate import remove_vault
from ipt_notes.vault.port import Append, Head, KeyChange, KeyRow, Status, VaultPort, head_of
from ipt_notes.vault.schema import VERSION
from ipt_notes.vault.sqlite import create

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ipt_notes.errors import IptNotesError


class Store:
    """What a vault holds; several open vaults may share one."""

    def __init__(self, vault_id: bytes) -> None:
        """Start empty."""
        self.vault_id = vault_id
        self.version = VERSION
        self.records: dict[bytes, dict[int, bytes]] = {}
        self.keys: dict[tuple[str, bytes, bytes], bytes] = {}
        self.lock = threading.Lock()


class MemoryVault:
    """An open vault. It is a VaultPort."""

    def __init__(self, store: Store) -> None:
        """Open what is stored."""
        self.store, self.vault_id = store, store.vault_id
        self.format_version, self.why = store.version, ""
        self.refusal: IptNotesError | None = None
        self.read_only = store.version < VERSION

    @classmethod
    def copy_of(cls, port: VaultPort) -> Self:
        """A vault that holds what `port` holds."""
        store = Store(port.vault_id)
        store.records = {stream: dict(port.read(stream)) for stream, _ in port.streams()}
        store.keys = {
            row[:3]: row.blob for kind in ("member", "slot", "grant") for row in port.key_rows(kind)
        }
        return cls(store)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing to let go of."""

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """All of it, or nothing."""
        if self.why:
            raise self.refusal or VaultReadOnly(why=self.why)
        if self.read_only:
            raise VaultIsOlder(found=self.format_version)
        with self.store.lock:
            if appends and all(self._blob(append) == append.blob for append in appends):
                return
            ends: dict[bytes, int] = {}
            for append in appends:
                if append.seq != ends.get(append.stream, self.head(append.stream).seq) + 1:
                    raise StreamMoved
                ends[append.stream] = append.seq
            for append in appends:
                self.store.records.setdefault(append.stream, {})[append.seq] = append.blob
            for change in key_changes:
                if change.blob is None:
                    self.store.keys.pop(change[:3], None)
                else:
                    self.store.keys[change[:3]] = change.blob

    def only_read(self, why: str, refusal: IptNotesError | None = None) -> None:
        """Refuse every commit."""
        self.why, self.refusal, self.read_only = why, refusal, True

    def upgrade(self, appends: Sequence[Append]) -> None:
        """The records, and today's version."""
        self.format_version = self.store.version = VERSION
        self.read_only = False
        self.commit(appends)

    def copy_to(self, where: str, prove: Callable[[VaultPort], None] = lambda _: None) -> None:
        """What there is, in a file."""
        changes = [KeyChange(*key, blob) for key, blob in self.store.keys.items()]
        appends = [
            Append(stream, *record) for stream, kept in self.store.records.items() for record in kept.items()
        ]
        with create(Path(where), self.vault_id, changes, appends) as copy:
            try:
                prove(copy)
            except BaseException:
                copy.close()
                remove_vault(where)
                raise

    def _blob(self, append: Append) -> bytes | None:
        return self.store.records.get(append.stream, {}).get(append.seq)

    def head(self, stream: bytes) -> Head:
        """The last record of the stream."""
        records = self.store.records.get(stream, {})
        return head_of(max(records), records[max(records)]) if records else head_of(0, None)

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """The records in order, those that come in the meantime too."""
        while later := [seq for seq in self.store.records.get(stream, {}) if seq > after]:
            after = min(later)
            yield after, self.store.records[stream][after]

    def streams(self) -> Iterator[tuple[bytes, int]]:
        """The streams in order."""
        for stream in sorted(self.store.records):
            yield stream, len(self.store.records[stream])

    def key_rows(self, kind: str, member: bytes | None = None) -> Iterator[KeyRow]:
        """The rows of a kind in order."""
        for key in sorted(self.store.keys):
            if key[0] == kind and member in (None, key[1]) and key in self.store.keys:
                yield KeyRow(*key, self.store.keys[key])

    def key_row(self, kind: str, member: bytes, id: bytes) -> bytes | None:  # noqa: A002
        """One row."""
        return self.store.keys.get((kind, member, id))

    def check(self) -> list[str]:
        """Gaps in streams are all that can be wrong."""
        whole = all(
            sorted(records) == list(range(1, len(records) + 1)) for records in self.store.records.values()
        )
        return [] if whole else ["a stream has a gap in its records"]

    def status(self) -> Status:
        """Counts, and the size of the sealed bytes."""
        sizes = [len(blob) for records in self.store.records.values() for blob in records.values()]
        return Status(
            self.format_version,
            len(self.store.records),
            len(sizes),
            len(self.store.keys),
            sum(sizes),
            0,
            "none",
        )

    def erase_residue(self) -> None:
        """Memory keeps nothing of what was deleted."""
