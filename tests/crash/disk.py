"""A disk that loses power: what a recording's calls left on it for certain, and what they may have left.

The rules are those that a careful program can count on. What was written to a file is certain once that file was
synced; a name (made, linked, renamed or removed) once its folder was. Until then any of it may have reached the disk:
nothing, all, a part with a torn end, or every other write. Names change in the order in which they were changed, as
journals keep them. What lies in memory is gone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tests.crash.strace import NAMES, OPENS, SYNCS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tests.crash.strace import Call

_SECTOR = 512
VOLATILE = "-shm"
"""SQLite's index of the WAL: shared memory that the first to open the vault makes anew."""


class Change(NamedTuple):
    """A write that is not synced: `data` at an offset; None sets the length to `offset`."""

    offset: int
    data: bytes | None

    def on(self, content: bytes) -> bytes:
        """The content with it."""
        filled = content.ljust(self.offset, b"\0")
        if self.data is None:
            return filled[: self.offset]
        return filled[: self.offset] + self.data + filled[self.offset + len(self.data) :]


class File:
    """The content of a file: what is certain, and the changes that are not."""

    def __init__(self, content: bytes = b"") -> None:
        self.certain, self.changes = content, list[Change]()

    def sync(self) -> None:
        """Make everything certain."""
        self.certain, self.changes = all_of(self), []


def none_of(file: File) -> bytes:
    """Every change is lost."""
    return file.certain


def all_of(file: File) -> bytes:
    """Every change arrived."""
    return _with(file, file.changes)


def torn(file: File) -> bytes:
    """The first half of the changes arrived, the last of them up to the middle."""
    kept = file.changes[: (len(file.changes) + 1) // 2]
    return _with(file, [*kept[:-1], *(_half(change) for change in kept[-1:])])


def every_other(file: File) -> bytes:
    """The first change arrived, the second is lost, and so on."""
    return _with(file, file.changes[::2])


def the_others(file: File) -> bytes:
    """The first change is lost, the second arrived, and so on."""
    return _with(file, file.changes[1::2])


LOSSES: tuple[Callable[[File], bytes], ...] = (none_of, all_of, torn, every_other, the_others)


def _with(file: File, changes: list[Change]) -> bytes:
    content = file.certain
    for change in changes:
        content = change.on(content)
    return content


def _half(change: Change) -> Change:
    """A write that stopped in the middle, at the end of a sector where it has several."""
    if change.data is None:
        return change
    middle = len(change.data) // 2
    return change._replace(data=change.data[: middle - middle % _SECTOR if middle > _SECTOR else middle])


class Disk:
    """The files below one folder, as a recording's calls change them one by one."""

    def __init__(self, folder: str, files: Mapping[str, bytes], folders: Iterable[str]) -> None:
        """Everything that is there at the start is certain. Paths in `files` are relative to the folder."""
        self._folder = folder
        self.names: dict[str, File | None] = {name: File(data) for name, data in files.items()}
        self.names |= dict.fromkeys(folders)
        self._certain = dict(self.names)
        self._renamed: list[tuple[str, File | None, bool]] = []
        self._handles: dict[int, File] = {}
        self._places: dict[int, int] = {}

    def apply(self, call: Call) -> None:
        """Do what the call did; one that failed did nothing."""
        if call.result < 0 or not call.paths:
            return
        paths = [self._own(path) for path in call.paths]
        if call.name in OPENS:
            self._open(call, paths[0])
        elif call.name in NAMES:
            self._change_names(call, paths)
        elif call.handle in self._handles:
            self._change(call, self._handles[call.handle])
        elif call.name in SYNCS and paths[0] is not None:
            self._sync_folder(paths[0])

    def _own(self, path: str) -> str | None:
        """The path below the folder, "" for the folder itself, None for one elsewhere and for what is volatile."""
        below = os.path.relpath(path, self._folder)
        is_other = below.startswith("..") or below.endswith(VOLATILE)
        return None if is_other else "" if below == "." else below

    def _open(self, call: Call, name: str | None) -> None:
        self._handles.pop(call.result, None)
        if name is None:
            return
        if name not in self.names and call.makes and not call.is_nameless:
            self._set(name, File())
        file = File() if call.is_nameless else self.names.get(name)
        if file is None:  # a folder
            return
        self._handles[call.result] = file
        self._places[call.result] = len(all_of(file)) if "O_APPEND" in call.flags else 0
        if call.empties:
            file.changes.append(Change(0, None))

    def _change(self, call: Call, file: File) -> None:
        """What was done to an open file."""
        if call.name in SYNCS:
            file.sync()
        elif call.name == "ftruncate":
            file.changes.append(Change(call.numbers[-1], None))
        else:
            file.changes.append(self._written(call))

    def _written(self, call: Call) -> Change:
        data, handle = call.data[: call.result], call.handle or 0
        if call.name == "pwrite64":
            return Change(call.numbers[-1], data)
        assert call.name == "write", f"the replay does not know {call.name}"
        self._places[handle] += len(data)
        return Change(self._places[handle] - len(data), data)

    def _sync_folder(self, folder: str) -> None:
        mine = [each for each in self._renamed if os.path.dirname(each[0]) == folder]  # noqa: PTH120
        self._certain = _after(self._certain, mine)
        self._renamed = [each for each in self._renamed if each not in mine]

    def _change_names(self, call: Call, paths: list[str | None]) -> None:
        first, last = paths[0], paths[-1]
        if last is None:
            return
        if call.name.startswith("mkdir"):
            self._set(last, None)
        elif call.name.startswith("link"):
            handle = int(os.path.basename(call.paths[0])) if first is None else 0  # noqa: PTH119
            self._set(last, self._handles[handle] if first is None else self.names[first])
        elif call.name.startswith("rename"):
            self._set(last, self.names[first or ""])
            self._drop(first or "")
        else:
            self._drop(last)

    def _set(self, name: str, file: File | None) -> None:
        self.names[name] = file
        self._renamed.append((name, file, True))

    def _drop(self, name: str) -> None:
        del self.names[name]
        self._renamed.append((name, None, False))

    def losses(self) -> Iterator[dict[str, bytes | None]]:
        """What may be on the disk when the power goes now: files by their path, None for a folder."""
        for count in range(len(self._renamed) + 1):
            names = _after(self._certain, self._renamed[:count])
            reachable = {name: file for name, file in names.items() if _is_reachable(name, names)}
            for loss in LOSSES:
                yield {name: None if file is None else loss(file) for name, file in reachable.items()}


def _after(
    names: dict[str, File | None], renamed: list[tuple[str, File | None, bool]]
) -> dict[str, File | None]:
    """The names after these changes."""
    after = dict(names)
    for name, file, is_there in renamed:
        if is_there:
            after[name] = file
        else:
            after.pop(name, None)
    return after


def _is_reachable(name: str, names: dict[str, File | None]) -> bool:
    """Whether every folder above it has its name."""
    above = os.path.dirname(name)  # noqa: PTH120
    return not above or (above in names and _is_reachable(above, names))
