"""Finds what an open room holds.

An open room is a package in which one file is one thing, found by its file name. Names that start with an
underscore, and the room's own machinery, which it lists in `MACHINERY` of its `__init__`, are not things. Plugins that a
person enabled add to the rooms (`plugged`); where none is, no code of theirs and none of their host's is imported.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ipt_notes.errors import NotFound
from ipt_notes.folders import has_plugins

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from ipt_notes.plugins.loading import Plugged


@cache
def names(room: str) -> tuple[str, ...]:
    """The names of the things in `room` (such as "checks"), sorted."""
    package = import_module(f"ipt_notes.{room}")
    machinery = getattr(package, "MACHINERY", ())
    files = (file for folder in package.__path__ for file in os.listdir(folder))  # noqa: PTH208
    found = {file.removesuffix(".py") for file in files if file.endswith(".py")}
    return tuple(sorted(name for name in found if not name.startswith("_") and name not in machinery))


def load(room: str, name: str) -> ModuleType:
    """The thing called `name` in `room`; NotFound with the near names if there is none."""
    if name not in names(room):
        from difflib import get_close_matches

        near = get_close_matches(name, names(room), n=1, cutoff=0.5)
        raise NotFound(
            what=f"{name!r}",
            hint=f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names(room))}",
        )
    return import_module(f"ipt_notes.{room}.{name}")


def load_all(room: str) -> tuple[ModuleType, ...]:
    """Everything in `room`, in the order of the names."""
    return tuple(import_module(f"ipt_notes.{room}.{name}") for name in names(room))


def plugged(room: str) -> Iterator[Plugged]:
    """What enabled plugins add to `room`, imported; what is changed or broken is reported and left out."""
    if has_plugins():
        from ipt_notes.plugins import loading

        yield from loading.plugged(room)


def require_enabled(room: str, name: str, what: str) -> None:
    """Refused where an installed plugin would add `name` to `room`, and is not enabled: before it is told as not found."""
    from ipt_notes.plugins import installed

    installed.require_enabled(room, name, what)
