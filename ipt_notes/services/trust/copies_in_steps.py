"""Copies that are made in many steps, as those on a server are: one that breaks off is gone on with, and what arrived in
the end is held against its source byte for byte.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.errors import Damaged, Interrupted
from ipt_notes.vault.contents import KINDS
from ipt_notes.vault.locate import is_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.vault.port import VaultPort


class NotTheSame(Damaged):
    """What was copied is not what the vault holds: {what}."""

    hint = "do not use the copy; remove it, run `ipt-notes vault verify`, and copy anew"


class CopyInterrupted(Interrupted):
    """Interrupted; the copy at {where} is unfinished."""

    hint = "run the same command again: it goes on where it ended"


class Tally(Struct):
    """What was compared."""

    records: int = 0
    key_rows: int = 0


@contextmanager
def resumable(where: str) -> Iterator[None]:
    """CopyInterrupted for Ctrl-C while a copy is made on a server; a file that is not whole is not there."""
    try:
        yield
    except KeyboardInterrupt:
        if is_server(where):
            raise CopyInterrupted(where=where) from None
        raise


def compare(source: VaultPort, copy: VaultPort) -> Tally:
    """Hold all that a copy holds against its source. NotTheSame."""
    tally = Tally()
    for ours, theirs in zip_longest(source.streams(), copy.streams()):
        if ours != theirs or ours is None:
            raise NotTheSame(what="a stream is missing, or has another length")
        stream, count = ours
        pairs = zip_longest(source.read(stream), copy.read(stream))
        if any(one != other for one, other in pairs):
            raise NotTheSame(what="a record differs")
        tally.records += count
    for kind in KINDS:
        for row, other in zip_longest(source.key_rows(kind), copy.key_rows(kind)):
            if row != other:
                raise NotTheSame(what="a row of keys differs")
            tally.key_rows += 1
    return tally
