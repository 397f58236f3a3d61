"""The file that says which plugins are enabled: what each adds, where it is, and the hash it was enabled with."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ipt_notes.errors import WorldProblem
from ipt_notes.folders import plugins_file
from ipt_notes.plugins import API

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MOST_BYTES = 1 << 20


class Part(Struct, frozen=True):
    """One thing that a plugin adds: to which room, under which name, from which module; `asks` is what it may be told."""

    room: str
    name: str
    module: str
    asks: tuple[str, ...] = ()


class Enabled(Struct, frozen=True):
    """A plugin as it was when a person enabled it. `folder` is its `.dist-info`, `sha256` that of its files."""

    name: str
    version: str
    folder: str
    sha256: str
    parts: tuple[Part, ...]


class _Written(Struct, frozen=True):
    """The file."""

    api: int
    plugins: tuple[Enabled, ...]


class EnabledUnreadable(WorldProblem):
    """{file} does not say which plugins are enabled: {why}."""

    hint = "mend it or delete it, then enable your plugins again"


def read_enabled() -> tuple[Enabled, ...]:
    """The plugins that are enabled, by name; none where there is no file. EnabledUnreadable."""
    path = plugins_file()
    try:
        with path.open("rb") as file:
            _require_private(path, os.fstat(file.fileno()))
            written = msgspec.json.decode(file.read(_MOST_BYTES), type=_Written)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise EnabledUnreadable(file=path, why=(error.strerror or "it failed").lower()) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise EnabledUnreadable(file=path, why="it is not as `plugin enable` writes it") from None
    if written.api != API:
        raise EnabledUnreadable(file=path, why=f"it is of API {written.api}; this version knows {API}")
    return written.plugins


def _require_private(path: Path, found: os.stat_result) -> None:
    """EnabledUnreadable for a file that somebody else may write: whoever does decides what runs beside the notes."""
    if os.name == "posix" and (found.st_mode & 0o022 or found.st_uid not in (0, os.getuid())):
        raise EnabledUnreadable(file=path, why="another user of this computer may write it")


def write_enabled(plugins: Iterable[Enabled]) -> None:
    """Put these in place of what is enabled: whole or not at all, 0600; no file where there are none. OSError."""
    from ipt_notes.durable import NewFile, make_folders, sync_folder

    path, kept = plugins_file(), tuple(sorted(plugins, key=lambda each: each.name))
    if not kept:
        with suppress(FileNotFoundError):
            path.unlink()
            sync_folder(path.parent)
        return
    make_folders(path.parent)
    data = msgspec.json.format(msgspec.json.encode(_Written(API, kept)), indent=1)
    with NewFile(path.parent, data + b"\n") as file:
        file.put(path, replace=True)
