"""Writes a folder of documents for its owner's eyes: folders 0700, files 0600, complete or not at all."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from ipt_notes.durable import NewFile, make_folders, sync_folder
from ipt_notes.errors import Refused, WorldProblem
from ipt_notes.export.leftovers import hidden_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


_ELSEWHERE = "nothing was written; choose another place"


@contextmanager
def placed_folder(folder: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Write the files (by their path within it) beside `folder`, and put them there when the block ends well.

    When the block raises, nothing is left behind; what a killed program left, the next one beside it removes. Refused for a folder that holds something; WorldProblem when the
    place can not be written to.
    """
    _require_free(folder)
    with ExitStack() as stack:
        with told_of(folder, _ELSEWHERE):
            hidden = stack.enter_context(hidden_place(folder.parent))
            _write(hidden, files)
        yield
        with told_of(folder, _ELSEWHERE):
            _put(hidden, folder)


def _require_free(folder: Path) -> None:
    with told_of(folder, _ELSEWHERE):
        is_free = not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir()))
    if not is_free:
        raise Refused(
            what=f"{folder} is there already and is not an empty folder",
            hint="give a folder that is new or empty",
        )
    if not folder.parent.is_dir():
        raise WorldProblem(
            what=f"{folder} can not be made: the folder above it is not there", hint="make that folder first"
        )


def _write(hidden: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = hidden / name
        make_folders(path.parent)
        with NewFile(path.parent, data) as file:
            file.put(path)


def _put(hidden: Path, folder: Path) -> None:
    if folder.is_dir():
        folder.rmdir()  # it is empty; not every system lets another take its place
    hidden.rename(folder)
    sync_folder(folder.parent)


@contextmanager
def told_of(folder: Path, hint: str) -> Iterator[None]:
    """The operating system's errors about a folder in words, as WorldProblem with this hint."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else "it failed"
        raise WorldProblem(what=f"{folder} can not be written: {why}", hint=hint) from None
    except ValueError:  # a NUL in the name
        raise WorldProblem(what="no folder can have this name", hint="choose another name") from None
