"""Runs a command under strace: records every call that changes a file, or lets one of them kill the program or fail.

Recorded is what strace prints with `-y -xx`: paths and data in hex digits, so that a line holds all that was written.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "copy_file_range", "sendfile")
SYNCS = ("fsync", "fdatasync", "sync_file_range", "msync")
SIZES = ("ftruncate", "truncate", "fallocate")
NAMES = (
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
)
OPENS = ("openat", "open", "creat")
CHANGES = (*WRITES, *SYNCS, *SIZES, *NAMES, *OPENS)
"""Every call that can change what is on a disk, or make it durable; opening counts where it makes or empties a file."""

_HEX = re.compile(r"\\x([0-9a-f]{2})")
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (\?|-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_PLACE = re.compile(r"(\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")
_BARE = re.compile(r"(?<![\w<])-?\d+(?![\w<])")


class Call(NamedTuple):
    """One call as it was made: the `nth` of its name (from 1), -1 as `result` when it failed.

    `paths` are absolute; of a call on an open file there is one, and `handle` is its number. `numbers` are the plain
    ones among the arguments in their order (a length, an offset), `data` is what was written.
    """

    name: str
    nth: int
    result: int
    paths: tuple[str, ...]
    handle: int | None
    data: bytes
    numbers: tuple[int, ...]
    flags: str

    @property
    def makes(self) -> bool:
        """Whether an opening makes a file, or may."""
        return "O_CREAT" in self.flags or self.is_nameless

    @property
    def is_nameless(self) -> bool:
        """Whether the file that an opening makes has no name yet."""
        return "O_TMPFILE" in self.flags

    @property
    def empties(self) -> bool:
        """Whether an opening empties a file."""
        return "O_TRUNC" in self.flags


class Injection(NamedTuple):
    """What happens at which calls: "kill" before one is carried out, an error's name (ENOSPC, EIO), or "full".

    `at` are pairs of a call's name and its count (from 1): one pair, and for "full" one for each kind of call that fails
    from there on, as on a disk that stays full.
    """

    what: str
    at: tuple[tuple[str, int], ...]


FILLING = ("pwrite64", "fsync", "fdatasync", "ftruncate", "link", "linkat", "rename")
"""What a disk that stays full refuses. `write` is left out: the program also speaks with it, and writes in memory."""


def recording(log: Path) -> list[str]:
    """The beginning of a command line that records the program itself (none of its children) to `log`."""
    return ["strace", "-o", str(log), "-y", "-xx", "-s", "100000000", "-e", f"trace={_traced()}"]


def injecting(log: Path, injection: Injection, *, with_children: bool) -> list[str]:
    """The beginning of a command line with one injection.

    A program without children runs with a filter in the kernel, at nearly its own speed. strace loses an injected
    SIGKILL there, so a kill does without. With children only the program itself is traced.
    """
    fast = [] if with_children or injection.what == "kill" else ["-f", "--seccomp-bpf"]
    how = {"kill": "signal=KILL", "full": "error=ENOSPC"}.get(injection.what, f"error={injection.what}")
    on = "+" if injection.what == "full" else ""
    traced = ",".join(name for name, _ in injection.at)
    injected = [part for name, nth in injection.at for part in ("-e", f"inject={name}:{how}:when={nth}{on}")]
    return ["strace", *fast, "-o", str(log), "-s", "0", "-e", f"trace={traced}", *injected]


def _traced() -> str:
    return ",".join(f"?{name}" for name in CHANGES)


def read_calls(log: Path) -> list[Call]:
    """The calls of a recording in order."""
    return list(_numbered(log.read_text().split("\n")))


def _numbered(lines: Iterable[str]) -> Iterator[Call]:
    counts: dict[str, int] = {}
    for line in lines:
        found = _CALL.match(line)
        if found:
            name, arguments, result = found.groups()
            counts[name] = counts.get(name, 0) + 1
            yield _call(name, counts[name], arguments, -1 if result == "?" else int(result))


def _call(name: str, nth: int, arguments: str, result: int) -> Call:
    texts = _TEXT.findall(arguments)
    assert not any(cut for _, cut in texts), "strace cut what was written"
    places = _PLACE.findall(arguments)
    handle = int(places[0][0]) if places and places[0][0] != "AT_FDCWD" else None
    bare = _PLACE.sub("", _TEXT.sub("", arguments))
    numbers = tuple(int(number) for number in _BARE.findall(bare))
    flags = "|".join(re.findall(r"O_\w+", bare))
    if name in (*NAMES, *OPENS, "truncate"):
        paths = tuple(_full(_bytes(text).decode(), places) for text, _ in texts)
        return Call(name, nth, result, paths, None, b"", numbers, flags)
    paths = tuple(_bytes(place).decode(errors="replace") for _, place in places[:1])
    return Call(name, nth, result, paths, handle, b"".join(_bytes(text) for text, _ in texts), numbers, flags)


def _bytes(text: str) -> bytes:
    return bytes(int(pair, 16) for pair in _HEX.findall(text))


def _full(path: str, places: list[tuple[str, str]]) -> str:
    """An absolute path; a relative one starts at the folder that the call names."""
    start = _bytes(places[0][1]).decode() if places else ""
    return os.path.normpath(os.path.join(start, path))  # noqa: PTH118


def was_injected(log: Path) -> bool:
    """Whether the injection happened: the error was given, or the program was killed."""
    text = log.read_text(errors="replace")
    return "(INJECTED)" in text or "killed by SIGKILL" in text
