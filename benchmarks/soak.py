"""`python -m benchmarks.soak`: many therapists write to one PostgreSQL server, which is killed and started again meanwhile.

Each is a process of its own and saves notes as the program does: the chart is read and proven, the note parsed, sealed and
signed, and committed. Beside it, in turn, in the same process and on the same server, a bare INSERT of as many bytes is
timed: with a primary key, and on the disk when it is answered. In the end every record that was answered as saved has to
be there byte for byte, and no note twice.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import sys
import time
from contextlib import suppress
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from benchmarks import machine, vaults
from benchmarks.trust import settings
from ipt_notes.course import records as r
from ipt_notes.errors import CodeExists, WorldProblem
from ipt_notes.services import clients, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import keeping, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice
from tests.postgres_server import Server, a_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Append, KeyChange

MOST = 2.5
"""How many times as long as a bare INSERT a commit may take, at the 95th percentile of both."""
_INSERT = "INSERT INTO bare.record VALUES (%s, %s, %s)"
_DURABLE = "SET synchronous_commit = on"


class Plan(NamedTuple):
    """How many therapists write for how many seconds, each with a pause of about so many seconds; how often the server dies."""

    therapists: int = 50
    seconds: float = 300
    pause: float = 2.5
    kills: int = 3


class Therapist(NamedTuple):
    """What a process needs to work as one: the environment of a command, and what the codes of the clients begin with."""

    env: dict[str, str]
    codes: str


class Written(NamedTuple):
    """What one has written. `answered` are (stream, seq, SHA-256) that were told to be saved, `drafts` the ids of the notes;
    `unanswered` counts the saves that ended in an error and were made again. The rest are seconds.
    """

    answered: list[tuple[bytes, int, bytes]]
    drafts: list[str]
    unanswered: int
    saves: list[float]
    commits: list[float]
    inserts: list[float]


class Outcome(NamedTuple):
    """What came of it: the 95th percentiles are milliseconds; `lost` and `twice` should be 0."""

    notes: int
    records: int
    unanswered: int
    lost: int
    twice: int
    save: float
    commit: float
    insert: float

    @property
    def ratio(self) -> float:
        """A commit over a bare INSERT."""
        return self.commit / self.insert


def set_up(server: Server, folder: Path, number: int) -> Therapist:
    """A therapist who can begin to write: with a vault of their own on the server."""
    folder.mkdir(parents=True)
    env = vaults.environment(folder) | {"IPT_NOTES_VAULT": server.new_place()}
    plans = [secrets_in.key_file(folder / "key")]
    keeping.make_vault(settings(env), therapist=f"Dr {number} Example", plans=plans, kit=folder / "kit.txt")
    return Therapist(env, f"T{number:03}")


def soak(server: Server, folder: Path, plan: Plan) -> Outcome:
    """One run. The server is left running."""
    server.run(
        "CREATE SCHEMA bare",
        "CREATE TABLE bare.record (stream bytea, seq bigint, blob bytea, PRIMARY KEY (stream, seq))",
    )
    therapists = [set_up(server, folder / str(number), number) for number in range(1, plan.therapists + 1)]
    context = get_context("spawn")
    running = []
    for therapist in therapists:
        pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, therapist, server.address, plan), daemon=True)
        process.start()
        theirs.close()
        running.append((pipe, process))
    for pipe, _ in running:
        pipe.recv()  # it is ready
    for pipe, _ in running:
        pipe.send(None)
    for number in range(plan.kills):
        time.sleep(plan.seconds / (plan.kills + 1))
        _kill(server, signal.SIGKILL if number % 2 else signal.SIGQUIT)
    written = [pipe.recv() for pipe, _ in running]
    for _, process in running:
        process.join()
    return _compared(therapists, written)


def _kill(server: Server, how: signal.Signals) -> None:
    """End the server as a power failure would, and start it again once nothing of it is left."""
    server.stop(how)
    for _ in range(50):
        try:
            server.start()
        except AssertionError:  # processes of the dead one still hold its memory
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start again")


def _serve(pipe: Connection, therapist: Therapist, bare: str, plan: Plan) -> None:
    with open_practice(settings(therapist.env), Nobody()) as practice:
        pipe.send(None)
        pipe.recv()
        pipe.send(_write(practice, therapist.codes, bare, plan))


def _write(practice: Practice, codes: str, bare: str, plan: Plan) -> Written:
    """Save note after note, each followed by a bare INSERT, until the time is over."""
    watch, insert = _Watch(practice.port.commit), _Bare(bare)
    practice.port.commit = watch.commit  # type: ignore[method-assign]
    drafts, saves, inserts, unanswered = [], [], [], 0
    end = time.monotonic() + plan.seconds
    for code, session in _sessions(practice, codes):
        time.sleep(random.uniform(0, 2 * plan.pause))
        if time.monotonic() > end:
            break
        draft = writing.new_draft(practice, practice.open(code), vaults.note(session, code), session)
        start = time.perf_counter()
        unanswered += _until_answered(partial(writing.save_note, practice, draft))
        saves.append(time.perf_counter() - start)
        drafts.append(draft.id)
        inserts.append(insert.timed(watch.size))
    return Written(watch.answered, drafts, unanswered, saves, watch.commits, inserts)


def _sessions(practice: Practice, codes: str) -> Iterator[tuple[str, int]]:
    """(code, session) of one course after the other."""
    course = clients.NewCourse(start=vaults.FIRST_DAY)
    for number in itertools.count(1):
        code = f"{codes}-{number:03}"
        with suppress(CodeExists):  # it was added, and the answer lost
            _until_answered(partial(clients.add_client, practice, code, f"Client {code}", None, course))
        for session in range(1, vaults.SESSIONS + 1):
            yield code, session


def _until_answered(step: Callable[[], object]) -> int:
    """Do it again as one who resumes a draft, until it is answered; how often it was not. What is no fault of the world is raised."""
    for times in itertools.count():
        try:
            step()
        except WorldProblem:
            continue
        return times
    raise AssertionError


class _Watch:
    """Remembers what a port's commits were answered for, and how long those of one record took; `size` is the last one's."""

    def __init__(self, commit: Callable[..., None]) -> None:
        self._commit, self.size = commit, 0
        self.answered: list[tuple[bytes, int, bytes]] = []
        self.commits: list[float] = []

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """The port's own."""
        start = time.perf_counter()
        self._commit(appends, key_changes)
        if len(appends) == 1:
            self.commits.append(time.perf_counter() - start)
            self.size = len(appends[0].blob)
        self.answered.extend((each.stream, each.seq, sha256(each.blob).digest()) for each in appends)


class _Bare:
    """A connection that only inserts, and is made anew where it is lost."""

    def __init__(self, address: str) -> None:
        self._address, self._seq, self._stream = address, 0, os.urandom(16)
        self._link = self._connected()

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


def _compared(therapists: Sequence[Therapist], written: Sequence[Written]) -> Outcome:
    """What was answered, against what is there."""
    lost = twice = records = 0
    for therapist, own in zip(therapists, written, strict=True):
        with open_practice(settings(therapist.env), Nobody()) as practice:
            lost += sum(not _is_there(practice, *each) for each in own.answered)
            found = [record for chart in practice.charts() for record in chart.records]
            assert not practice.damage, practice.damage
        notes = [record.body.draft for record in found if isinstance(record.body, r.NoteSaved)]
        lost += len(set(own.drafts) - set(notes))
        twice += len(notes) - len(set(notes)) + len(found) - len({record.id for record in found})
        records += len(found)
    return Outcome(
        sum(len(own.drafts) for own in written),
        records,
        sum(own.unanswered for own in written),
        lost,
        twice,
        *(_late([seconds for own in written for seconds in getattr(own, name)]) for name in ("saves", "commits", "inserts")),
    )  # fmt: skip


def _is_there(practice: Practice, stream: bytes, seq: int, digest: bytes) -> bool:
    seq_there, blob = next(practice.port.read(stream, seq - 1), (0, b""))
    return (seq_there, sha256(blob).digest()) == (seq, digest)


def _late(taken: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return quantiles(taken, n=20)[-1] * 1000


def told(plan: Plan, found: Outcome) -> Iterator[str]:
    """The figures."""
    yield (
        f"{plan.therapists} therapists, {plan.seconds:.0f} s, the server killed {plan.kills} times: {found.notes:,} notes "
        f"in {found.records:,} records, {found.unanswered} saves not answered and made again"
    )
    yield f"{'holds ' if not found.lost + found.twice else 'MISSED'}  lost {found.lost}, twice {found.twice}"
    yield (
        f"{'holds ' if found.ratio <= MOST else 'MISSED'}  a commit {found.ratio:.2f} x a bare INSERT (at most {MOST}), "
        f"95 % within: {found.commit:.1f} ms / {found.insert:.1f} ms"
    )
    yield f"        a whole save, with reading, proving, sealing and signing: {found.save:.1f} ms ({found.save / found.insert:.2f} x)"


def main() -> int:
    """0 when nothing was lost, nothing is there twice, and a commit is fast enough."""
    wish = Plan()
    asked = argparse.ArgumentParser(description=__doc__)
    for name, usual in wish._asdict().items():
        asked.add_argument(f"--{name}", type=type(usual), default=usual)
    plan = Plan(**vars(asked.parse_args()))
    print(machine.described())
    with TemporaryDirectory() as folder, a_server() as server:
        found = soak(server, Path(folder), plan)
    print("\n".join(told(plan, found)))
    return 0 if found.lost + found.twice == 0 and found.ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
