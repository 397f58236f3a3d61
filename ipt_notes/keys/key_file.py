"""A key file: a random secret on its own, for servers and cron. Readable by its owner alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ipt_notes.errors import Locked, WorldProblem

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = "ipt-notes key file"


class KeyFileUnusable(Locked):
    """The key file {path} {why}."""


def make_key_file(path: Path) -> bytes:
    """A new key file, 0600; its secret (32 random bytes). WorldProblem when it can't be written or is there already."""
    secret = os.urandom(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{_HEADER}\n{secret.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise WorldProblem(what=f"there is a file at {path} already", hint="choose another place") from None
    except OSError as error:
        raise WorldProblem(
            what=f"the key file {path} could not be written: {error.strerror}", hint="choose another place"
        ) from None
    return secret


def read_key_file(path: Path) -> bytes:
    """The secret in a key file. KeyFileUnusable when it is missing, readable by others, or no key file."""
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(4096)
    except OSError as error:
        raise KeyFileUnusable(
            path=path, why=f"could not be read: {error.strerror}", hint="check IPT_NOTES_KEY_FILE"
        ) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeyFileUnusable(path=path, why="can be read by others", hint=f"run: chmod 600 {path}")
    return _secret(data, path)


def _secret(data: bytes, path: Path) -> bytes:
    try:
        header, secret, *more = data.decode("ascii").split("\n")
        found = bytes.fromhex(secret.strip())
    except ValueError:
        header, found, more = "", b"", []
    if header.strip() != _HEADER or len(found) != 32 or any(line.strip() for line in more):
        raise KeyFileUnusable(
            path=path, why="is no key file", hint="`ipt-notes slot add key-file --key-file F` makes one"
        )
    return found
