"""A key file: a random secret on its own, for servers and cron. Readable by its owner alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ipt_notes.command_line import typed
from ipt_notes.durable import write_secret
from ipt_notes.errors import Locked, WorldProblem

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = "ipt-notes key file"
_SECRET = 32


class KeyFileUnusable(Locked):
    """The key file {path} {why}."""


def new_secret() -> bytes:
    """The secret of a new key file: 32 random bytes."""
    return os.urandom(_SECRET)


def write_key_file(path: Path, secret: bytes) -> None:
    """A new key file, 0600. WorldProblem when it can't be written or is there already."""
    try:
        write_secret(path, f"{_HEADER}\n{secret.hex()}\n")
    except FileExistsError:
        raise WorldProblem(what=f"there is a file at {path} already", hint="choose another place") from None
    except OSError as error:
        raise WorldProblem(
            what=f"the key file {path} could not be written: {error.strerror}", hint="choose another place"
        ) from None


def read_key_file(path: Path) -> bytes:
    """The secret in a key file. KeyFileUnusable when it is missing, readable by others, or no key file."""
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(4096)
    except OSError as error:
        raise KeyFileUnusable(
            path=path, why=f"could not be read: {error.strerror}", hint="check the path and its permissions"
        ) from None
    if os.name == "posix" and _is_for_others(path, mode):
        raise KeyFileUnusable(
            path=path, why="can be read by others", hint=f"run: chmod 600 {typed(str(path))}"
        )
    return _secret(data, path)


def _is_for_others(path: Path, mode: int) -> bool:
    """Whether others may read it. A credential that systemd hands to a service (systemd.exec(5), LoadCredential=) lies in
    a folder for that service alone; in the place of the group's right to read stands the mask of an access list there.
    """
    handed_over = os.environ.get("CREDENTIALS_DIRECTORY") == str(path.parent)
    return bool(stat.S_IMODE(mode) & (0o037 if handed_over else 0o077))


def _secret(data: bytes, path: Path) -> bytes:
    try:
        header, secret, *more = data.decode("ascii").split("\n")
        found = bytes.fromhex(secret.strip())
    except ValueError:
        header, found, more = "", b"", []
    if header.strip() != _HEADER or len(found) != _SECRET or any(line.strip() for line in more):
        raise KeyFileUnusable(
            path=path, why="is no key file", hint="`ipt-notes slot add key-file --key-file F` makes one"
        )
    return found
