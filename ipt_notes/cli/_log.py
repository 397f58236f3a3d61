"""The log for administrators: a line of JSON for each command at its end, without content.

What a line may hold is what `Line` has: names from our own lists, numbers, and the beginning of the vault's random id.
The file is opened for each line and closed again, so that it can be renamed at any time (logrotate). A log that can't
be written is told on standard error, and stops nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from typing import TYPE_CHECKING, Any, Self

import msgspec
from msgspec import Struct

from ipt_notes import __version__
from ipt_notes.cli import frame, printing
from ipt_notes.errors import StreamMoved
from ipt_notes.vault.locate import is_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.vault.port import Append, KeyChange, VaultPort

_BEGINNING = b'{"at":'
_FLAGS = (
    os.O_RDWR
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody reads is not waited for
    | getattr(os, "O_NOCTTY", 0)
)


class Line(Struct, frozen=True):
    """A command that ended. Its arguments are not in it, nor are messages, paths and the vault's place.

    `at` is when it began (UTC), `ms` how long it took, `exit` its exit code, `error` the error's name as in --json (null:
    none), `vault` the first 8 hex digits of the vault's id and `backend` its kind (null: none was opened). `read` and
    `written` count the records that it read and wrote once the vault was open, `retries` how often another program was
    faster, `damaged` what it left out because it is damaged.
    """

    at: str
    command: str
    version: str
    ms: int
    exit: int
    error: str | None
    vault: str | None
    backend: str | None
    read: int
    written: int
    retries: int
    damaged: int
    pid: int


class Counted:
    """A vault's port that counts what goes through it."""

    def __init__(self, port: VaultPort) -> None:
        """Stand before `port`."""
        self._port = port
        self.records_read = self.records_written = self.retries = 0

    def __repr__(self) -> str:
        """Names no content."""
        return "<Counted>"

    def __getattr__(self, name: str) -> Any:
        """Whatever is not counted is the port's own."""
        return getattr(self._port, name)

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self._port.close()

    def commit(self, appends: Sequence[Append], key_changes: Sequence[KeyChange] = ()) -> None:
        """The port's own; each record that is there then counts as written."""
        try:
            self._port.commit(appends, key_changes)
        except StreamMoved:
            self.retries += 1
            raise
        self.records_written += len(appends)

    def read(self, stream: bytes, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """The port's own; each record counts as read when it is handed over."""
        for record in self._port.read(stream, after):
            self.records_read += 1
            yield record


def add(where: str, command: str, *, seconds: float, exit_code: int, error: str | None) -> None:
    """Add the line of the command that ends now, which took so many seconds. Never raises for want of a log."""
    line = msgspec.json.encode(_line(command, seconds, exit_code, error)) + b"\n"
    try:
        _append(where, line)
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or str(problem) or "it failed"
        printing.aside(f"the log {where} could not be written: {why[:1].lower()}{why[1:]}")


def _line(command: str, seconds: float, exit_code: int, error: str | None) -> Line:
    here, began = frame.here, dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds)
    counted = here.counted
    return Line(
        at=began.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        command=command,
        version=__version__,
        ms=round(seconds * 1000),
        exit=exit_code,
        error=error,
        vault=here.vault_id.hex()[:8] or None,
        backend=("postgresql" if is_server(here.place) else "sqlite") if here.place else None,
        read=counted.records_read if counted else 0,
        written=counted.records_written if counted else 0,
        retries=counted.retries if counted else 0,
        damaged=len(here.practice.damage) if here.practice else 0,
        pid=os.getpid(),
    )


def _append(where: str, line: bytes) -> None:
    """One write at the end of a file (0600): lines of several programs stand behind each other. OSError, ValueError."""
    handle = os.open(where, _FLAGS, 0o600)
    try:
        _refuse_other(handle)
        if os.write(handle, line) < len(line):
            raise ValueError("the disk took a part of the line only")
    finally:
        os.close(handle)


def _refuse_other(handle: int) -> None:
    """ValueError for a file that is no such log: a slip of the finger must not write into a vault or a key file."""
    known = os.fstat(handle)
    if stat.S_ISREG(known.st_mode) and known.st_size and os.read(handle, len(_BEGINNING)) != _BEGINNING:
        raise ValueError("it is another kind of file")
