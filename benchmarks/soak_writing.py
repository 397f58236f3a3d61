"""What one therapist does in `benchmarks.soak`: notes of own clients, notes in a shared chart, and sometimes a change of who
may write there.

A save is that of the program: the chart is read and proven, the note parsed, sealed and signed, and committed. Before or
behind it, as a coin falls, in the same process and on the same server, a bare INSERT of as many bytes is timed: with a
primary key, and on the disk when it is answered.
"""

from __future__ import annotations

import itertools
import os
import random
import time
from contextlib import suppress
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

import psycopg
from msgspec import Struct

from benchmarks import vaults
from benchmarks.soak_practice import COURSE
from ipt_notes.course.vocabulary import Role
from ipt_notes.errors import CodeExists, Conflict, NotFound, Refused, WorldProblem
from ipt_notes.services import clients, writing
from ipt_notes.services.members.granting import NoAccess, grant_access, revoke_access
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_practice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.soak_practice import Therapist
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft
    from ipt_notes.vault.port import Append, KeyChange

CHANGES = 0.1
"""Which part of the turns at a shared chart is, for who holds it, a change of access."""
_INSERT = "INSERT INTO bare.record VALUES (%s, %s, %s)"
_READ = "SELECT blob FROM bare.record WHERE stream = %s ORDER BY seq DESC LIMIT 16"
_DURABLE = "SET synchronous_commit = on"
_MARK = "\n\nTyped by "
Given = TypeVar("Given")


class Written(Struct):
    """What one has done. `answered` are (stream, seq, SHA-256) that were told to be saved, `drafts` the ids of the notes.

    `kept` are the drafts (by id, the text's SHA-256) of saves that lost to somebody who came first, or whose access was taken
    back while the note was typed; `turned_away` counts the shared chart found closed before. `unanswered` counts what ended in
    an error of the server and was asked for again. The rest are seconds; `processor` those of this process.
    """

    answered: list[tuple[bytes, int, bytes]] = []
    drafts: list[str] = []
    kept: dict[str, bytes] = {}
    turned_away: int = 0
    changes: int = 0
    unanswered: int = 0
    saves: list[float] = []
    commits: list[float] = []
    inserts: list[float] = []
    processor: float = 0


class Writer:
    """One therapist at work, with a pause of about so many seconds before each turn."""

    def __init__(self, therapist: Therapist, bare: str, *, pause: float, shared: float) -> None:
        """Open the vault; `bare` is where bare INSERTs go, `shared` the part of the turns that goes to the shared chart."""
        self._therapist, self._insert = therapist, _Bare(bare)
        self._pause, self._shared = pause, shared if therapist.shared else 0
        self._written = Written()
        self._watch = _Watch(self._written)
        self._practice = self._opened()
        self._own, self._marks = self._sessions(), itertools.count(1)
        self._has_given = therapist.holds_it

    def work(self, seconds: float) -> Written:
        """Turn after turn, until the time is over."""
        end, start = time.monotonic() + seconds, time.process_time()
        self._think()
        while time.monotonic() < end:
            self._turn()
            self._think()
        self._practice.close()
        self._written.processor = time.process_time() - start
        return self._written

    def _think(self) -> None:
        time.sleep(random.uniform(0, 2 * self._pause))

    def _turn(self) -> None:
        if random.random() >= self._shared:
            self._own_note()
        elif self._therapist.holds_it and random.random() < CHANGES:
            self._change_access()
        else:
            self._shared_note()

    def _own_note(self) -> None:
        code, session = next(self._own)
        chart = self._until_answered(lambda: self._practice.open(code))
        self._save(chart, writing.new_draft(self._practice, chart, vaults.note(session, code), session))

    def _sessions(self) -> Iterator[tuple[str, int]]:
        """(code, session) of one course after the other; the vault is opened anew for each course."""
        for number in itertools.count(1):
            self._open_anew()
            code = f"{self._therapist.codes}-{number:03}"
            add = partial(clients.add_client, self._practice, code, f"Client {code}", None, COURSE)
            with suppress(CodeExists):  # it was added, and the answer lost
                self._until_answered(add)
            for session in range(1, vaults.SESSIONS + 1):
                yield code, session

    def _shared_note(self) -> None:
        """The next note of the shared chart, or another revision of its last one: the other may be at the same meanwhile."""
        try:
            chart = self._until_answered(lambda: self._practice.open(self._therapist.shared))
            draft = self._typed(chart)
        except (NotFound, Refused):
            self._written.turned_away += 1
            self._open_anew()
            return
        self._think()
        try:
            self._save(chart, draft)
        except (Conflict, NotFound, Refused):
            self._written.kept[draft.id] = sha256(draft.text.encode()).digest()

    def _typed(self, chart: OpenChart) -> Draft:
        number = writing.next_session(chart.course)
        text = (
            vaults.note(number, chart.code) if number <= vaults.SESSIONS else chart.course.sessions[-1].text
        )
        text = f"{text.partition(_MARK)[0].rstrip()}{_MARK}{self._therapist.codes}, {next(self._marks)}.\n"
        return writing.new_draft(self._practice, chart, text, min(number, vaults.SESSIONS))

    def _change_access(self) -> None:
        """Take the partner's access back, or give it again."""
        code, partner = self._therapist.shared, self._therapist.partner
        if self._has_given:
            with suppress(NoAccess):  # it was taken back, and the answer lost
                self._until_answered(lambda: revoke_access(self._practice, code, partner))
        else:
            self._until_answered(lambda: grant_access(self._practice, code, partner, Role.WRITE))
        self._has_given = not self._has_given
        self._written.changes += 1

    def _save(self, chart: OpenChart, draft: Draft) -> None:
        """Save what was typed at the chart, as the program does, and time that; a bare INSERT before or behind it."""
        if not self._written.drafts:  # the first one of a process loads what all others find loaded
            self._until_answered(lambda: writing.save_note(self._practice, draft, seen=chart))
        elif random.random() < 0.5:
            self._time_insert()
            self._time_save(chart, draft)
        else:
            self._time_save(chart, draft)
            self._time_insert()
        self._written.drafts.append(draft.id)

    def _time_save(self, chart: OpenChart, draft: Draft) -> None:
        start = time.perf_counter()
        self._until_answered(lambda: writing.save_note(self._practice, draft, seen=chart))
        self._written.saves.append(time.perf_counter() - start)

    def _time_insert(self) -> None:
        self._insert.wake()
        self._written.inserts.append(self._insert.timed(self._watch.size))

    def _until_answered(self, step: Callable[[], Given]) -> Given:
        """Do it again, as one who resumes a draft, until it is answered. What is no fault of the world is raised."""
        while True:
            try:
                return step()
            except WorldProblem:
                self._written.unanswered += 1
                time.sleep(0.1)

    def _open_anew(self) -> None:
        """As the next command does: what colleagues left is taken up."""
        self._practice.close()
        self._practice = self._opened()

    def _opened(self) -> Practice:
        opened = self._until_answered(lambda: open_practice(self._therapist.settings, Nobody()))
        opened.port.commit = partial(self._watch.commit, opened.port.commit)  # type: ignore[method-assign]
        return opened


class _Watch:
    """Remembers what commits were answered for, and how long those of one record took; `size` is the last one's."""

    def __init__(self, written: Written) -> None:
        self._written, self.size = written, 0

    def commit(
        self,
        commit: Callable[..., None],
        appends: Sequence[Append],
        key_changes: Sequence[KeyChange] = (),
    ) -> None:
        """The port's own `commit`."""
        start = time.perf_counter()
        commit(appends, key_changes)
        if len(appends) == 1 and not key_changes:
            self._written.commits.append(time.perf_counter() - start)
            self.size = len(appends[0].blob)
        told = ((each.stream, each.seq, sha256(each.blob).digest()) for each in appends)
        self._written.answered.extend(told)


class _Bare:
    """A connection that only inserts, and is made anew where it is lost."""

    def __init__(self, address: str) -> None:
        self._address, self._seq, self._stream = address, 0, os.urandom(16)
        self._link = self._connected()

    def wake(self) -> None:
        """Read, as a save does on its own connection before it writes: a server's process that slept long is slow at first."""
        with suppress(psycopg.OperationalError):
            self._link.execute(_READ, (self._stream,)).fetchall()

    def timed(self, size: int) -> float:
        """Seconds of one INSERT, of as many bytes as a sealed note has."""
        self._seq += 1
        start = time.perf_counter()
        while True:
            try:
                self._link.execute(_INSERT, (self._stream, self._seq, os.urandom(size)))
            except psycopg.errors.UniqueViolation:
                pass  # its answer was lost
            except psycopg.OperationalError:
                self._link = self._connected()
                continue
            return time.perf_counter() - start

    def _connected(self) -> psycopg.Connection:
        while True:
            try:
                link = psycopg.connect(self._address, autocommit=True)
                link.execute(_DURABLE)
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return link
