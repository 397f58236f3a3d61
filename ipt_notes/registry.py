"""Finds what an open room holds.

An open room is a package in which one file is one thing, found by its file name. Names that start with an
underscore, and the room's own machinery, which it lists in `MACHINERY` of its `__init__`, are not things.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ipt_notes.errors import NotFound

if TYPE_CHECKING:
    from types import ModuleType


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
