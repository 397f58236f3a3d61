"""A stream whose sealed records were changed, moved, dropped, doubled, swapped or replaced: the truth up to a place, then told.

The bytes are a list of changes to a stream of nine records under two keys. Whatever they are, what is read is the
beginning of what was written, word for word.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from ipt_notes.errors import Damaged
from ipt_notes.keys.authorship import is_signed
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.trust.streams import START, open_stream, seal_behind
from tests.fuzz.draws import Draws
from tests.fuzz.member import VAULT, a_member
from tests.fuzz.saying import says

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.vault.port import Head

    Rows = list[tuple[int, bytes]]

_STREAM, _OTHER = b"s" * 16, b"o" * 16
_KEYS = {1: b"1" * 32, 2: b"2" * 32}
_OWNER = a_member()
_PAYLOADS = [f"record {number} ".encode() * number * 20 for number in range(1, 10)]
_SAYS = r"record \d+ of a chart is damaged or was tampered with\.|a record has a shape that this program never wrote\."


def _sealed(vault: bytes, stream: bytes, payloads: list[bytes]) -> tuple[Rows, list[Head]]:
    """(the rows of a stream whose fifth record is the first under a new key, where it ends after each)."""
    head, rows, heads = START, [], [START]
    for number, payload in enumerate(payloads, 1):
        known = {epoch: key for epoch, key in _KEYS.items() if epoch <= 1 + (number > 4)}
        keys = StreamKeys(vault, stream, known)
        appends, head = seal_behind(head, [payload], stream=stream, keys=keys, author=_OWNER)
        rows += [(append.seq, append.blob) for append in appends]
        heads.append(head)
    return rows, heads


_ROWS, _HEADS = _sealed(VAULT, _STREAM, _PAYLOADS)
_STRANGERS = [
    blob
    for vault, stream in ((VAULT, _STREAM), (VAULT, _OTHER), (b"w" * 16, _STREAM))
    for _, blob in _sealed(vault, stream, list(reversed(_PAYLOADS)))[0]
][1:]
"""Records that open with the same keys, elsewhere: in another course of events, another stream, another vault.

The first of another course of events is left out: who begins a stream anew has forked it, which only heads that were
seen before can tell.
"""


class _Port:
    """All of a vault's port that reading a stream needs; its rows are read as they lie, in whatever order."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def read(self, _: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """The rows behind `after`."""
        yield from (row for row in self._rows if row[0] > after)


def _flip(rows: Rows, at: int, draws: Draws) -> None:
    seq, blob = rows[at]
    changed = bytearray(blob or b"\0")
    changed[draws.number(len(changed) - 1)] ^= draws.number(255)
    rows[at] = (seq, bytes(changed))


def _write_over(rows: Rows, at: int, draws: Draws) -> None:
    seq, blob = rows[at]
    start, new = draws.number(len(blob)), draws.take(draws.number(60))
    rows[at] = (seq, blob[:start] + new + blob[start + len(new) :])


def _cut(rows: Rows, at: int, draws: Draws) -> None:
    seq, blob = rows[at]
    rows[at] = (seq, blob[: draws.number(len(blob))])


def _grow(rows: Rows, at: int, draws: Draws) -> None:
    seq, blob = rows[at]
    rows[at] = (seq, blob + draws.take(draws.number(80)))


def _swap(rows: Rows, at: int, draws: Draws) -> None:
    other = draws.number(len(rows) - 1)
    (here, one), (there, two) = rows[at], rows[other]
    rows[at], rows[other] = (here, two), (there, one)


def _reorder(rows: Rows, at: int, draws: Draws) -> None:
    rows.insert(draws.number(len(rows)), rows.pop(at))


def _drop(rows: Rows, at: int, draws: Draws) -> None:
    del rows[at]
    if draws.number(1):
        rows[at:] = [(seq - 1, blob) for seq, blob in rows[at:]]


def _double(rows: Rows, at: int, draws: Draws) -> None:
    seq, blob = rows[at]
    is_pushed = draws.number(1)
    behind = [(later + is_pushed, other) for later, other in rows[at + 1 :]]
    rows[at + 1 :] = [(seq + is_pushed, blob), *behind]


def _renumber(rows: Rows, at: int, draws: Draws) -> None:
    rows[at] = (draws.number(12), rows[at][1])


def _replace(rows: Rows, at: int, draws: Draws) -> None:
    rows[at] = (rows[at][0], draws.pick(_STRANGERS))


def _relabel(rows: Rows, at: int, draws: Draws) -> None:
    """Another version or epoch in front of the same seal."""
    seq, blob = rows[at]
    rows[at] = (seq, struct.pack(">BI", draws.number(2), draws.number(3)) + blob[5:])


def _resealed(rows: Rows, at: int, draws: Draws) -> None:
    """Sealed anew by someone who holds the keys, for its place, with too little or too much inside."""
    seq, _ = rows[at]
    keys = StreamKeys(VAULT, _STREAM, {draws.pick((1, 2)): _KEYS[1]})
    rows[at] = (seq, keys.seal(draws.take(draws.number(63)), seq=max(seq, 1), previous=_HEADS[0].hash))


_CHANGES: tuple[Callable[[Rows, int, Draws], None], ...] = (
    _flip, _write_over, _cut, _grow, _swap, _reorder, _drop, _double, _renumber, _replace, _relabel, _resealed,
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """Read from the beginning, or from any place that was seen before."""
    draws = Draws(data)
    start, rows = draws.number(len(_HEADS) - 1), list(_ROWS)
    while rows and not draws.is_over:
        draws.pick(_CHANGES)(rows, draws.number(len(rows) - 1), draws)
    at = start
    try:
        for opened in open_stream(
            _Port(rows), _STREAM, StreamKeys(VAULT, _STREAM, _KEYS), after=_HEADS[start]
        ):
            assert opened.payload == _PAYLOADS[at]
            assert is_signed(opened.payload, opened.signature, _OWNER.public)
            at += 1
            assert opened.head == _HEADS[at]
    except Damaged as error:
        says(error, _SAYS)
