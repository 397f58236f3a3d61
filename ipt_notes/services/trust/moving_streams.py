"""A stream on its way to another vault: each record opened, and sealed anew as it was written and signed."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from ipt_notes.keys.authorship import join
from ipt_notes.keys.sealing import blob_hash
from ipt_notes.services.trust.streams import START, open_stream
from ipt_notes.vault.port import Head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ipt_notes.keys.sealing import StreamKeys
    from ipt_notes.vault.port import VaultPort


class MovingStream:
    """A stream (16 bytes) with its keys, and what it is to be in the other vault; nobody gets at the text through it."""

    def __init__(
        self, old: bytes, opens: StreamKeys, *, new: bytes, reads: StreamKeys, seals: Mapping[int, StreamKeys]
    ) -> None:
        """`opens` has the keys of the old one; of the new one `reads` has all, and `seals` one for each epoch."""
        self.old, self.new = old, new
        self._opens, self._reads, self._seals = opens, reads, seals

    def __repr__(self) -> str:
        """Names no key."""
        return "<MovingStream>"

    def sealed_anew(self, port: VaultPort) -> Iterator[tuple[int, bytes]]:
        """(seq, record) for the new vault, of what the old one holds, each under its own epoch. ChartDamaged."""
        head = START
        for opened in open_stream(port, self.old, self._opens):
            plaintext = join(opened.payload, opened.signature)
            blob = self._seals[opened.epoch].seal(plaintext, seq=head.seq + 1, previous=head.hash)
            head = Head(head.seq + 1, blob_hash(blob))
            yield head.seq, blob

    def is_same(self, port: VaultPort, copy: VaultPort) -> bool:
        """Whether both vaults hold the same words, signatures and epochs, one after the other. ChartDamaged."""
        ours, theirs = open_stream(port, self.old, self._opens), open_stream(copy, self.new, self._reads)
        return all(
            one is not None and other is not None and one[:3] == other[:3]
            for one, other in zip_longest(ours, theirs)
        )
