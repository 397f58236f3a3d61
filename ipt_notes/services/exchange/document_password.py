"""The password that a document is written under: the first line of a file that its owner alone can read."""

from __future__ import annotations

import os
import shlex
import stat
import unicodedata
from typing import TYPE_CHECKING

from ipt_notes.errors import UsageProblem, WorldProblem

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.export.locked import Lock

_MOST = 65536


class PasswordFileUnusable(UsageProblem):
    """The password file {path} {why}."""


def lock_from(path: Path | None) -> Lock | None:
    """The lock for the password in a file; None where no file is named. The errors of `read_password` and `make_lock`."""
    if path is None:
        return None
    from ipt_notes.export.locked import make_lock

    return make_lock(read_password(path))


def read_password(path: Path) -> str:
    """The password as it is typed in Word. PasswordFileUnusable, WorldProblem; neither quotes it."""
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(_MOST)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "there is no such place"
        hint = "check the path and its permissions"
        raise WorldProblem(what=f"the password file {path} could not be read: {why}", hint=hint) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise PasswordFileUnusable(
            path=path, why="can be read by others", hint=f"run: chmod 600 {shlex.quote(str(path))}"
        )
    return _password(path, data)


def _password(path: Path, data: bytes) -> str:
    from ipt_notes.export.locked import LONGEST_PASSWORD

    try:
        line = data.decode("utf-8-sig").partition("\n")[0].removesuffix("\r")
    except UnicodeDecodeError:
        raise PasswordFileUnusable(path=path, why="is not UTF-8 text", hint="save it as UTF-8") from None
    if not line.strip():
        raise PasswordFileUnusable(
            path=path, why="has no password in its first line", hint="write it there, and nothing else"
        )
    if any(unicodedata.category(letter) == "Cc" for letter in line):
        raise PasswordFileUnusable(
            path=path, why="holds a control character in its first line", hint="nobody could type it in Word"
        )
    if len(line.encode("utf-16-le")) > 2 * LONGEST_PASSWORD:
        hint = f"Word takes {LONGEST_PASSWORD} characters"
        raise PasswordFileUnusable(path=path, why="holds a longer password than Word takes", hint=hint)
    return line
