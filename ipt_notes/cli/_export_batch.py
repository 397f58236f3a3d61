"""`ipt-notes export batch`: the termination summaries of many clients."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame, printing
from ipt_notes.cli.export import (
    AudienceName,
    Authorisation,
    DryRun,
    LetterheadFile,
    PasswordFile,
    Recipient,
    app,
    letterhead_from,
    release_of,
)
from ipt_notes.export.audiences import ABOUT, FULL, NO_RELEASE, Content
from ipt_notes.services.exchange import batching
from ipt_notes.services.exchange.batching import BatchDone, BatchForeseen, Wish
from ipt_notes.services.exchange.document_password import read_password
from ipt_notes.services.settings import read_date

_MOST_LISTED = 20
_SECONDS_BETWEEN = 0.2


class _Line:
    """How far it is and how long it still takes, in one line of a terminal that is written over and over."""

    def __init__(self) -> None:
        """Begin to count."""
        self._begun = self._shown = time.monotonic()
        self._is_wanted = sys.stderr.isatty()
        self._width = 0

    def __call__(self, done: int, total: int) -> None:
        """Show it, at most five times a second."""
        now = time.monotonic()
        if self._is_wanted and (now - self._shown >= _SECONDS_BETWEEN or done == total):
            self._shown = now
            self._write("" if done == total else told_progress(done, total, now - self._begun))

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"\r{text:{self._width}}" + ("" if text else "\r"))
            sys.stderr.flush()
            self._width = len(text)

    def wipe(self) -> None:
        """Leave an empty line."""
        if self._width:
            self._write("")


def told_progress(done: int, total: int, seconds: float) -> str:
    """How far it is, and how long it still takes if it goes on as before."""
    left = (total - done) * seconds / done
    return f"{done:,} of {total:,} clients, {_told_time(left)} left"


def _told_time(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {minutes / 60:.1f} h"


def _told(done: BatchDone) -> Iterable[str]:
    """What was done, and what was not."""
    is_dry = isinstance(done, BatchForeseen)
    written = "would be written" if is_dry else "written"
    sums = f"{count(done.written, 'document')} {written} to {done.folder}, {done.unchanged} unchanged, "
    recorded = "; each one written is recorded as a disclosure" if done.written and not is_dry else ""
    yield f"{sums}{len(done.left_out)} left out{recorded}"
    for left in done.left_out[:_MOST_LISTED]:
        yield f"  {left.code} {left.state}: {left.why[0] if left.why else 'no reason is known'}"
    if len(done.left_out) > _MOST_LISTED:
        yield f"  and {len(done.left_out) - _MOST_LISTED} more"
    if isinstance(done, BatchForeseen):
        yield from _told_foreseen(done)
        return
    yield f"{done.manifest} tells what became of each client"
    if done.written and not done.is_encrypted:
        printing.aside("the files are not encrypted: keep them where only those may read them who should")


def _told_foreseen(done: BatchForeseen) -> Iterable[str]:
    """What each document holds and what not."""
    yield f"Each document for the audience {done.audience!r} would hold, as far as it is recorded"
    yield from (f"  {ABOUT[Content(each)]}" for each in done.contains)
    if done.withholds:
        yield f"It would withhold ({done.why})"
        yield from (f"  {ABOUT[Content(each)]}" for each in done.withholds)
    yield "Nothing was written or recorded: this was a dry run."


def _exit_code(done: BatchDone) -> int:
    return 1 if done.left_out else 0


def _cores() -> int:
    """As many as this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@frame.command(app, "export batch", BatchDone | BatchForeseen, _told, _exit_code)
def batch(
    output: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help="The folder for the documents; made if it is missing."),
    ],
    concluded: Annotated[
        bool, typer.Option("--concluded", help="Only courses that are concluded; others are refused.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only courses concluded, or last seen, on that day or later."),
    ] = None,
    shard: Annotated[
        str, typer.Option(metavar="I/N", help="Only the I-th of N parts: several machines share the clients.")
    ] = "1/1",
    jobs: Annotated[
        int | None, typer.Option(metavar="N", help="How many processes; default: as many as there are cores.")
    ] = None,
    audience: AudienceName = FULL.id,
    authorisation: Authorisation = "",
    recipient: Recipient = "",
    dry_run: DryRun = False,
    paper: Annotated[
        str, typer.Option(metavar="a4|letter", help="The sheet; a letterhead has its own.")
    ] = "a4",
    letterhead: LetterheadFile = None,
    password_file: PasswordFile = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Drafts of all; every page says so, open findings are listed.")
    ] = False,
) -> BatchDone:
    """Write the termination summary of every client to a folder. Run it again, and only what changed is written.

    A course that can't be exported never stops the rest; it is listed, and the exit code is 1. `manifest.json` says what
    became of each client. Stopped at any moment it goes on where it ended.
    """
    parts = batching.read_shard(shard)
    processes = _cores() if jobs is None else jobs
    batching.require_jobs(processes)
    password = read_password(password_file) if password_file else ""
    day = read_date(since, "--since") if since else None
    sheet = letterhead_from(letterhead)
    release = NO_RELEASE if dry_run else release_of(authorisation, recipient, audience)
    wish = Wish(output, audience, paper, draft, concluded, day, parts, processes, release, dry_run, sheet)
    line = _Line()
    with frame.practice_with_root() as (practice, root):
        try:
            return batching.export_batch(practice, root, wish, password=password, progress=line)
        finally:
            line.wipe()
