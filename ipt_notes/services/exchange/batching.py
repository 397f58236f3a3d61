"""The termination summaries of many clients, each in a file of its own: only what changed is written and recorded."""

from __future__ import annotations

import datetime as dt
import hmac
import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec import Struct

from ipt_notes import digests
from ipt_notes.errors import UsageProblem
from ipt_notes.export.audiences import NO_RELEASE, Release, find_audience, require_authorised
from ipt_notes.export.folders import told_of
from ipt_notes.export.paper import find_paper
from ipt_notes.export.stationery import Letterhead
from ipt_notes.keys.derive import derive
from ipt_notes.keys.identity import normal_code
from ipt_notes.services.exchange.batch_work import Order, Task, settle
from ipt_notes.services.exchange.crew import take_turns
from ipt_notes.services.exchange.manifest import (
    LEFT_OUT,
    MANIFEST,
    Entry,
    drop_unannounced,
    held,
    read_manifest,
    write_manifest,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.unlock.unlocking import OpenRoot

COMMAND = "export batch"
"""What the audit calls it."""
_MOST_SHARDS = 10_000
_MOST_JOBS = 256

_MENDED = "choose another folder, or mend that; then run the batch again"


class Wish(Struct, frozen=True):
    """What is asked for. `shard` is (I, N): the I-th of N parts, so that several machines share the clients.

    `is_dry_run`: only say what would be done.
    """

    folder: Path
    audience: str = "full"
    paper: str = "a4"
    is_draft: bool = False
    is_concluded: bool = False
    since: dt.date | None = None
    shard: tuple[int, int] = (1, 1)
    jobs: int = 1
    release: Release = NO_RELEASE
    is_dry_run: bool = False
    letterhead: Letterhead | None = None


class LeftOut(Struct, frozen=True):
    """A client without a document: `state` is "refused" (not done yet) or "failed"."""

    code: str
    state: str
    why: tuple[str, ...]


class BatchDone(Struct, frozen=True):
    """What a batch did. `written` documents are new or changed; each is recorded as a disclosure."""

    folder: str
    manifest: str
    written: int
    unchanged: int
    left_out: tuple[LeftOut, ...]
    is_encrypted: bool


class BatchForeseen(BatchDone, frozen=True):
    """What a batch would do, had it not been a dry run, and what its audience is given: nothing was written or recorded."""

    audience: str = ""
    contains: tuple[str, ...] = ()
    withholds: tuple[str, ...] = ()
    why: str = ""


class Progress(Protocol):
    """Hears how far a batch is."""

    def __call__(self, done: int, total: int) -> None:
        """So many clients of all are done."""


def _quiet(done: int, total: int) -> None:
    """Nobody listens."""


def read_shard(text: str) -> tuple[int, int]:
    """(I, N) of "I/N"; UsageProblem."""
    part, slash, parts = text.partition("/")
    if slash and part.isascii() and part.isdecimal() and parts.isascii() and parts.isdecimal():
        shard = int(part[:6]), int(parts[:6])
        if 1 <= shard[0] <= shard[1] <= _MOST_SHARDS:
            return shard
    raise UsageProblem(what="--shard takes I/N, such as 2/4", hint="the second of four parts is 2/4")


def require_jobs(jobs: int) -> None:
    """UsageProblem for a number of processes that can't be meant."""
    if not 1 <= jobs <= _MOST_JOBS:
        raise UsageProblem(what=f"--jobs takes 1 to {_MOST_JOBS}", hint="as many as there are cores is best")


def export_batch(
    practice: Practice,
    key: OpenRoot,
    wish: Wish,
    *,
    password: str = "",
    progress: Progress = _quiet,
) -> BatchDone:
    """Write the documents that are wanted and not there yet, and the manifest.

    A course that can't be exported never stops the rest: it is `left_out`. Killed at any moment, the next batch goes on
    where it ended; nothing is recorded twice. UsageProblem, FolderInUse, WorldProblem; the errors of the vault.
    """
    reader = find_audience(wish.audience)
    find_paper(wish.paper)
    order = _ordered(practice, wish, password)
    if wish.is_dry_run:
        return _foreseen(practice, key, wish, order, progress)
    require_authorised(reader, wish.release)
    with (
        told_of(wish.folder, _MENDED),
        held(wish.folder),
        read_manifest(wish.folder, wish.audience, is_encrypted=bool(password)) as entries,
    ):
        _tell_of_open_folder(practice, wish.folder)
        settle(practice, wish.folder, entries)
        drop_unannounced(wish.folder)
        try:
            return _done(practice, key, wish, order, entries, progress)
        finally:
            settle(practice, wish.folder, entries)
            drop_unannounced(wish.folder)
            write_manifest(wish.folder, wish.audience, entries, is_encrypted=bool(password))


def _foreseen(
    practice: Practice, key: OpenRoot, wish: Wish, order: Order, progress: Progress
) -> BatchForeseen:
    """Take every turn dry; the folder is read, if it is there."""
    with (
        told_of(wish.folder, _MENDED),
        read_manifest(wish.folder, wish.audience, is_encrypted=order.lock is not None) as entries,
    ):
        done = _done(practice, key, wish, order, entries, progress)
    reader = find_audience(wish.audience)
    return BatchForeseen(
        done.folder,
        done.manifest,
        done.written,
        done.unchanged,
        done.left_out,
        done.is_encrypted,
        reader.id,
        reader.holds,
        reader.withholds,
        reader.why,
    )


def _ordered(practice: Practice, wish: Wish, password: str) -> Order:
    from ipt_notes.export.locked import make_lock

    key = derive(practice.member.state_key, b"ipt-notes fingerprint of an exported document")
    mark = hmac.digest(key, msgspec.json.encode([wish.audience, password]), "sha256")
    lock = make_lock(password) if password else None
    return Order(
        wish.folder,
        wish.audience,
        wish.paper,
        wish.is_draft,
        wish.is_concluded,
        wish.since,
        lock,
        mark,
        wish.release,
        wish.is_dry_run,
        wish.letterhead,
    )


def _done(
    practice: Practice,
    key: OpenRoot,
    wish: Wish,
    order: Order,
    entries: MutableMapping[str, Entry],
    progress: Progress,
) -> BatchDone:
    """Take every turn; `entries` learns what became of each client."""
    clients = _clients(practice, wish.shard)
    total = len(clients)
    tasks = _tasks(clients, entries)
    jobs = max(1, min(wish.jobs, total))
    written, unchanged, left_out = 0, 0, []
    with closing(take_turns(practice, key, order, tasks, jobs=jobs, command=COMMAND)) as turns:
        for done, (task, outcome) in enumerate(turns, 1):
            if entry := outcome.entry:
                if entry != task.known:  # else the one that is there serves
                    entries[entry.id] = entry
                is_left_out = entry.state in LEFT_OUT
                written += outcome.is_new
                unchanged += not (outcome.is_new or is_left_out)
                if is_left_out:
                    left_out.append(LeftOut(task.code, entry.state, entry.why))
            progress(done, total)
    ordered = tuple(sorted(left_out, key=lambda each: normal_code(each.code)))
    where = str(wish.folder / MANIFEST)
    return BatchDone(str(wish.folder), where, written, unchanged, ordered, order.lock is not None)


def _tasks(clients: list[tuple[str, bytes]], entries: Mapping[str, Entry]) -> Iterator[Task]:
    """The turn of each client, from the end of the list; one that is taken is let go of."""
    while clients:
        code, client = clients.pop()
        yield Task(code, client, entries.get(client.hex()))


def _clients(practice: Practice, shard: tuple[int, int]) -> list[tuple[str, bytes]]:
    """(code, id) of each client of this shard, by code from last to first.

    A client stays in it while the number of shards is the same.
    """
    part, parts = shard
    grants = (grant for grant in practice.grants() if _shard(grant.client, parts) == part)
    found = [(grant.code, grant.client) for grant in grants]
    return sorted(found, key=lambda each: normal_code(each[0]), reverse=True)


def _shard(client: bytes, parts: int) -> int:
    return int.from_bytes(digests.sha256(client)[:8], "big") % parts + 1


def _tell_of_open_folder(practice: Practice, folder: Path) -> None:
    """The files are for their owner alone; their names tell who is a client."""
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        practice.say(
            f"others may look into {folder}, and the names of the files tell who is a client: chmod 700 it"
        )
