"""Writes a document for its owner's eyes: mode 0600, complete or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ipt_notes.durable import NewFile
from ipt_notes.errors import Refused, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HINTS = {
    errno.ENOENT: "make the folder first, or choose another place",
    errno.ENOTDIR: "choose a path whose folders are folders",
    errno.EACCES: "choose a folder you may write to",
    errno.EPERM: "choose a folder you may write to",
    errno.EROFS: "this place is read-only; choose another",
    errno.ENOSPC: "the disk is full; make room, then run the command again",
    errno.EDQUOT: "the quota is used up; make room, then run the command again",
    errno.ENAMETOOLONG: "choose a shorter name",
}


@contextmanager
def placed(path: Path, data: bytes, *, replace: bool = False) -> Iterator[None]:
    """Write `data` to the disk that `path` is on with mode 0600, and put it there when the block ends well.

    What can fail (no room, no permission) has failed before the block begins; when the block raises, nothing is left
    behind and a file that was there stays as it was. A reader sees the old file, or the new one, never a part.
    Refused when a file is there and `replace` is not set; WorldProblem when the place can not be written to.
    """
    with ExitStack() as stack:
        with _told(path):
            _check_target(path, replace=replace)
            file = stack.enter_context(NewFile(path.parent, data))
        yield
        with _told(path):
            file.put(path, replace=replace)


def write_private(path: Path, data: bytes, *, replace: bool = False) -> None:
    """Write `data` to `path` as `placed` does, with nothing to do in between."""
    with placed(path, data, replace=replace):
        pass


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """The operating system's errors in words."""
    try:
        yield
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise _problem(path, error) from None


def _check_target(path: Path, *, replace: bool) -> None:
    try:
        is_possible = b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        is_possible = False
    if not is_possible:
        raise WorldProblem(what="no file can have this name", hint="choose another name")
    is_there = os.path.lexists(path)
    is_other = is_there and not path.is_file() and not path.is_symlink()
    if path.is_dir():
        raise WorldProblem(what=f"{path} is a folder", hint="add a file name, such as summary.docx")
    if is_other:
        raise WorldProblem(what=f"{path} is not an ordinary file", hint="choose another name")
    if is_there and not replace:
        raise _exists(path)


def _exists(path: Path) -> Refused:
    return Refused(
        what=f"there is a file at {path} already",
        hint="choose another name, or add --replace to overwrite it",
    )


def _problem(path: Path, error: OSError) -> WorldProblem:
    why = os.strerror(error.errno).lower() if error.errno else "it failed"
    hint = _HINTS.get(error.errno or 0, "nothing was written; choose another place")
    return WorldProblem(what=f"{path} can not be written: {why}", hint=hint)
