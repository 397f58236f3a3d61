"""Words and keys that must be nowhere, and how they are looked for: in any spelling, in packed files, in processes."""

from __future__ import annotations

import base64
import io
import os
import re
import secrets
import threading
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST = 64 * 1024 * 1024
_SEEN_EVERY = 0.004
"""Seconds between two looks at the processes: a command takes twenty times as long."""


def word() -> str:
    """A random word of 24 letters and digits, long enough to be found nowhere by chance."""
    return "q" + secrets.token_hex(12)[1:]


def spellings(secret: bytes) -> Iterator[bytes]:
    """The forms a text or a key may take on its way: as it is, UTF-16, hex, base 64 wherever it starts in a longer text.

    UTF-8, Latin-1 and JSON write these words alike.
    """
    yield secret
    for text in {secret, secret.hex().encode()} if secret.isascii() else {secret.hex().encode()}:
        wide = text.decode("ascii")
        yield from (wide.encode("utf-16-le"), wide.encode("utf-16-be"))
    yield from (secret.hex().encode(), secret.hex().upper().encode())
    for before in range(3):
        coded = base64.b64encode(bytes(before) + secret)
        core = coded[(0, 2, 3)[before] : len(coded) if (before + len(secret)) % 3 == 0 else -4]
        yield from (core, core.replace(b"+", b"-").replace(b"/", b"_"))


class Canaries:
    """Secrets by name."""

    def __init__(self, named: dict[str, bytes]) -> None:
        """Each of at least 16 bytes."""
        assert all(len(secret) >= 16 for secret in named.values())
        self._named = {form: name for name, secret in named.items() for form in spellings(secret)}

    def within(self, data: bytes) -> set[str]:
        """The names of those that stand in these bytes, or in what is packed in them."""
        if len(data) < 16:
            return set()
        return {name for each in _unpacked(data) for form, name in self._named.items() if form in each}


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and every zip member, gzip or zlib stream in them."""
    yield data
    if data[:2] == b"PK":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        with suppress(zlib.error):
            yield zlib.decompressobj(47).decompress(data[start.start() :], _MOST)


class Leak(NamedTuple):
    """What was found, and where."""

    name: str
    where: str


def in_files(canaries: Canaries, folders: Iterable[Path], *, since: float = 0.0) -> list[Leak]:
    """The leaks in every file below these folders that was changed since then (seconds), in its name, and in links."""
    return [
        Leak(name, str(path))
        for folder in folders
        for path in _below(folder)
        for name in canaries.within(os.fsencode(path.name)) | canaries.within(_content(path, since))
    ]


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        yield from (Path(root, name) for name in (*folders, *files))


def _content(path: Path, since: float) -> bytes:
    with suppress(OSError):
        if path.is_symlink():
            return os.fsencode(path.readlink())
        known = path.stat()
        if path.is_file() and known.st_mtime >= since and known.st_size <= _MOST:
            return path.read_bytes()
    return b""


class Processes:
    """Watches the command line and the environment of every process that starts while it is open (Linux)."""

    def __init__(self, canaries: Canaries) -> None:
        """Start with `with`."""
        self._canaries, self._ends = canaries, threading.Event()
        self._before = set(_pids())
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._texts: dict[bytes, tuple[int, str]] = {}
        self.seen: set[int] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ends.wait(_SEEN_EVERY):
            for pid in set(_pids()) - self._before:
                for part in ("cmdline", "environ"):
                    with suppress(OSError):
                        text = Path(f"/proc/{pid}/{part}").read_bytes()
                        self._texts.setdefault(text, (pid, part))
                        self.seen.add(pid)

    def leaks(self, typed: dict[int, set[str]]) -> list[Leak]:
        """What was seen, apart from what a person typed themselves in the command line of a process: names by its id."""
        return [
            Leak(name, f"{part} of a process")
            for text, (pid, part) in self._texts.items()
            for name in self._canaries.within(text)
            if part == "environ" or name not in typed.get(pid, set())
        ]


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
