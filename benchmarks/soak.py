"""`python -m benchmarks.soak`: the members of a practice write to one PostgreSQL server, which is killed and started again
meanwhile.

Each is a process of its own (`soak_writing`), and two and two share a chart (`soak_practice`). In the end every record that
was answered as saved has to be there byte for byte, no note twice, and each text that lost to another one has to be a draft.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import machine
from benchmarks.soak_practice import found
from benchmarks.soak_writing import Writer
from ipt_notes.course import records as r
from ipt_notes.services.person import Nobody
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice
from tests.postgres_server import Server, a_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from benchmarks.soak_practice import Therapist
    from benchmarks.soak_writing import Written
    from ipt_notes.course.records import Record
    from ipt_notes.services.practice import Practice

MOST = 2.5
"""How many times as long as a bare INSERT a save may take, at the 95th percentile of both."""
IDLE_ENOUGH = 0.6
"""Which part of the processors may be busy: beyond that a figure tells of who waits for whom, and not of the program."""
_VERIFIED = 3


class Plan(NamedTuple):
    """How many therapists write for how many seconds, each with a pause of about so many seconds; how often the server dies.

    `shared` is the part of the turns that goes to the chart that two of them share.
    """

    therapists: int = 50
    seconds: float = 300
    pause: float = 2.5
    kills: int = 3
    shared: float = 0.25


class Late(NamedTuple):
    """How long something took, in milliseconds: half of all times, and 95 % of them, were within."""

    half: float
    most: float


class Outcome(NamedTuple):
    """What came of it; `lost` and `twice` should be 0, and `wrong`, what `vault verify` told some members, empty.

    `busy` is the part of the processors that was busy, `own` that of the therapists' own processes, without the server.
    """

    notes: int
    records: int
    unanswered: int
    kept: int
    turned_away: int
    changes: int
    lost: int
    twice: int
    wrong: tuple[str, ...]
    save: Late
    commit: Late
    insert: Late
    busy: float
    own: float

    @property
    def is_whole(self) -> bool:
        """Whether nothing is lost, twice or wrong."""
        return not (self.lost or self.twice or self.wrong)


def soak(server: Server, folder: Path, plan: Plan) -> Outcome:
    """One run. The server is left running."""
    server.run(
        "CREATE SCHEMA bare",
        "CREATE TABLE bare.record (stream bytea, seq bigint, blob bytea, PRIMARY KEY (stream, seq))",
    )
    therapists = found(server.new_place(), folder, plan.therapists)
    written, busy = _run(therapists, server, plan)
    return _compared(therapists, written, busy, plan)


def _run(therapists: Sequence[Therapist], server: Server, plan: Plan) -> tuple[list[Written], float]:
    """What each has written, and which part of the processors was busy meanwhile."""
    context, running = get_context("spawn"), []
    for therapist in therapists:
        pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, therapist, server.address, plan), daemon=True)
        process.start()
        theirs.close()
        running.append((pipe, process))
    for pipe, _ in running:
        pipe.recv()  # it is ready
    before = _processors()
    for pipe, _ in running:
        pipe.send(None)
    for number in range(plan.kills):
        time.sleep(plan.seconds / (plan.kills + 1))
        _kill(server, signal.SIGKILL if number % 2 else signal.SIGQUIT)
    written = [pipe.recv() for pipe, _ in running]
    busy, passed = (now - then for now, then in zip(_processors(), before, strict=True))
    for _, process in running:
        process.join()
    return written, busy / passed


def _serve(pipe: Connection, therapist: Therapist, bare: str, plan: Plan) -> None:
    writer = Writer(therapist, bare, pause=plan.pause, shared=plan.shared)
    pipe.send(None)
    pipe.recv()
    pipe.send(writer.work(plan.seconds))


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


def _processors() -> tuple[int, int]:
    """(busy, all) of the processors since they were started, in ticks (proc(5))."""
    ticks = [int(each) for each in Path("/proc/stat").read_text(encoding="ascii").split()[1:9]]
    return sum(ticks) - sum(ticks[3:5]), sum(ticks)


def _compared(
    therapists: Sequence[Therapist], written: Sequence[Written], busy: float, plan: Plan
) -> Outcome:
    """What was answered, against what is there."""
    charts: dict[str, tuple[Record, ...]] = {}
    wrong: list[str] = []
    lost = 0
    sample = therapists[:: max(1, len(therapists) // _VERIFIED)]
    for therapist, own in zip(therapists, written, strict=True):
        with open_practice(therapist.settings, Nobody()) as practice:
            lost += _lost(practice, own)
            for chart in practice.charts():
                client = chart.grant.client.hex()
                charts[client] = max(charts.get(client, ()), chart.records, key=len)
            wrong += practice.damage
            wrong += verify_vault(practice).problems if therapist in sample else ()
    records = [record for chart in charts.values() for record in chart]
    notes = [record.body.draft for record in records if isinstance(record.body, r.NoteSaved)]
    saved = [draft for own in written for draft in own.drafts]
    return Outcome(
        notes=len(saved),
        records=len(records),
        **{
            name: sum(getattr(own, name) for own in written)
            for name in ("unanswered", "turned_away", "changes")
        },
        kept=sum(len(own.kept) for own in written),
        lost=lost + len(set(saved) - set(notes)),
        twice=len(notes) - len(set(notes)) + len(records) - len({record.id for record in records}),
        wrong=tuple(wrong),
        **{name: _late(written, f"{name}s") for name in ("save", "commit", "insert")},
        busy=busy,
        own=sum(own.processor for own in written) / plan.seconds / (os.cpu_count() or 1),
    )


def _lost(practice: Practice, own: Written) -> int:
    """How many records that were answered are not there, and how many texts that were not saved are no drafts."""
    texts = {draft.id: sha256(draft.text.encode()).digest() for draft in drafts.left(practice)}
    return sum(not _is_there(practice, *each) for each in own.answered) + len(
        own.kept.items() - texts.items()
    )


def _is_there(practice: Practice, stream: bytes, seq: int, digest: bytes) -> bool:
    seq_there, blob = next(practice.port.read(stream, seq - 1), (0, b""))
    return (seq_there, sha256(blob).digest()) == (seq, digest)


def _late(written: Sequence[Written], name: str) -> Late:
    taken = [seconds * 1000 for own in written for seconds in getattr(own, name)]
    return Late(median(taken), quantiles(taken, n=20)[-1])


def told(plan: Plan, found: Outcome) -> Iterator[str]:
    """The figures."""
    yield (
        f"{plan.therapists} members of one practice, {plan.seconds:.0f} s, a pause of about {plan.pause:g} s before each turn,"
        f" the server killed {plan.kills} times: {found.notes:,} notes in {found.records:,} records,"
        f" {found.unanswered} questions not answered and asked again"
    )
    yield (
        f"        in shared charts {found.changes} changes of access; {found.kept} texts came second and are drafts,"
        f" {found.turned_away} times the chart was closed to them"
    )
    yield f"{'holds ' if found.is_whole else 'MISSED'}  lost {found.lost}, twice {found.twice}; verified: {', '.join(found.wrong) or 'nothing is wrong'}"
    yield _ratio("a whole save", found.save, found.insert)
    yield _ratio("its commit", found.commit, found.insert)
    yield f"        processors {found.busy:.0%} busy, {found.own:.0%} with the therapists' own work"
    if found.busy > IDLE_ENOUGH:
        yield f"        (over {IDLE_ENOUGH:.0%}: these times are in part those of waiting for a processor)"


def _ratio(what: str, ours: Late, bare: Late) -> str:
    ratio = ours.most / bare.most
    return (
        f"{'holds ' if ratio <= MOST else 'MISSED'}  {what} {ratio:.2f} x a bare INSERT (at most {MOST}), 95 % within:"
        f" {ours.most:.1f} ms / {bare.most:.1f} ms (half within: {ours.half:.1f} ms / {bare.half:.1f} ms)"
    )


def main() -> int:
    """0 when nothing was lost, nothing is there twice, and a save is fast enough."""
    wish = Plan()
    asked = argparse.ArgumentParser(description=__doc__)
    for name, usual in wish._asdict().items():
        asked.add_argument(f"--{name}", type=type(usual), default=usual)
    plan = Plan(**vars(asked.parse_args()))
    print(machine.described())
    with TemporaryDirectory() as folder, a_server() as server:
        found = soak(server, Path(folder), plan)
    print("\n".join(told(plan, found)))
    return 0 if found.is_whole and found.save.most / found.insert.most <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
