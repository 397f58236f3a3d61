"""A commit on its way to a PostgreSQL server: tried until it is written, by this try or by one whose answer was lost.

It goes to the server in one piece, the look at where its streams end together with what it writes, and is ended by a second
one: two round trips. The primary key is the lock. Of two programs that write to the same place the one that comes later
waits for the other and is refused by the server. An answer that is lost with the connection is asked for again: the same
bytes at the same places are this commit.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
from psycopg.errors import DeadlockDetected, SerializationFailure, UniqueViolation
from psycopg.pq import TransactionStatus

from ipt_notes.errors import IptNotesError, OutcomeUnknown, StreamMoved, VaultBusy, VaultMoved
from ipt_notes.vault.postgres_faults import ServerAway
from ipt_notes.vault.postgres_statements import (
    APPEND,
    DELETE_KEY,
    DURABLE,
    END,
    IS_THERE,
    PUT_KEY,
    SET_FORMAT,
)
from ipt_notes.vault.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.vault.port import Append, KeyChange
    from ipt_notes.vault.postgres_session import Link, Session

_ATTEMPTS = 100
_ALONE = (b"BEGIN", b"COMMIT", b"ROLLBACK")
_INSIDE = (b"SAVEPOINT part", b"RELEASE part", b"ROLLBACK TO part")
"""How a commit begins and ends, and is undone; and one that is a part of a greater transaction."""
_LOST_RACE = (UniqueViolation, SerializationFailure, DeadlockDetected)


class Commit:
    """Records and changes of keys that are written together, or not at all."""

    def __init__(
        self, session: Session, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()
    ) -> None:
        """What is to be written, and over which session."""
        self._session, self._appends, self._key_changes = session, appends, key_changes
        self._may_be_written = self._is_ending = False

    def write(self) -> None:
        """Try until it is written. StreamMoved, VaultBusy, VaultMoved; the session's errors.

        OutcomeUnknown in the place of any but StreamMoved and VaultMoved, once the server went away while a try ended:
        that try may be written, or be written yet.
        """
        try:
            self._write()
        except (StreamMoved, VaultMoved):
            raise
        except IptNotesError:
            if self._may_be_written:
                raise OutcomeUnknown(where=self._session.address.shown) from None
            raise

    def _write(self) -> None:
        """A try that lost a race for a row of keys, and not for a place, is made again.

        Whether the places are still the next ones is asked first: a try whose answer was lost may arrive between the two
        questions, and would else be taken for another program's.
        """
        for _ in range(_ATTEMPTS):
            if self._try():
                return
            is_next = self._is_next()
            if self._is_there():
                return
            if not is_next:
                raise StreamMoved
        raise VaultBusy(seconds=self._session.patience)

    def _try(self) -> bool:
        """Whether this try has written it. The errors of connecting anew."""
        try:
            return self._session.run(self._run)
        except ServerAway:
            self._may_be_written |= self._is_ending
            self._session.reconnect()
            return False

    def _run(self, link: Link) -> bool:
        """Whether this try has written it. psycopg's own transactions would wait for the server five times, and not two."""
        self._is_ending = False
        begin, end, undo = _ALONE if link.info.transaction_status == TransactionStatus.IDLE else _INSIDE
        try:
            with link.pipeline():
                link.execute(begin)
                link.execute(self._said(DURABLE), (str(int(self._session.patience * 1000)),))
                ends = self._put(link)
                self._is_ending = _follow(ends(), self._appends)
                link.execute(end if self._is_ending else undo)
        except _LOST_RACE:
            link.execute(undo)
            return False
        except BaseException:
            with suppress(psycopg.Error):
                link.execute(undo)
            raise
        return self._is_ending

    def _put(self, link: Link) -> Callable[[], dict[bytes, int]]:
        """Send what is written; what is given back waits for the answer, and tells where the streams ended before.

        In the order of their keys, so that two programs do not wait for each other.
        """
        end, streams = self._said(END), sorted({each.stream for each in self._appends})
        ends = {stream: link.execute(end, (stream,)) for stream in streams}
        changes = sorted({change[:3]: change.blob for change in self._key_changes}.items())
        with link.cursor() as cursor:
            if self._appends:
                cursor.executemany(self._said(APPEND), sorted(self._appends))
            if changes:
                cursor.executemany(self._said(DELETE_KEY), [row for row, _ in changes])
            if new := [(*row, blob) for row, blob in changes if blob is not None]:
                cursor.executemany(self._said(PUT_KEY), new)
        return lambda: {stream: (cursor.fetchone() or (0,))[0] for stream, cursor in ends.items()}

    def _is_there(self) -> bool:
        """Whether exactly these records were written before (by this very commit, whose answer was lost)."""
        return bool(self._appends) and all(self._session.rows(IS_THERE, each) for each in self._appends)

    def _is_next(self) -> bool:
        """Whether the places are still those behind the ends of their streams."""
        ends = {each.stream: self._session.rows(END, (each.stream,)) for each in self._appends}
        return _follow({stream: rows[0][0] if rows else 0 for stream, rows in ends.items()}, self._appends)

    def _said(self, statement: str) -> bytes:
        return self._session.said(statement)


class Upgrade(Commit):
    """A commit with which the vault has this program's format."""

    def _put(self, link: Link) -> Callable[[], dict[bytes, int]]:
        ends = super()._put(link)
        link.execute(self._said(SET_FORMAT), (str(VERSION).encode(),))
        return ends


def _follow(ends: dict[bytes, int], appends: Sequence[Append]) -> bool:
    """Whether each place is the next one of its stream, in the order in which they are given."""
    ends = dict(ends)
    for append in appends:
        if append.seq != ends[append.stream] + 1:
            return False
        ends[append.stream] = append.seq
    return True
