"""Makes any function of the program raise what a careless one might: an error that quotes a note."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from pkgutil import walk_packages
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, NamedTuple

import ipt_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOMS = ("services", "keys", "notes", "export", "editing", "vault", "course", "checks", "measures")


class Boundary(NamedTuple):
    """A function of a room, and its name as a person would write it."""

    name: str
    function: FunctionType


def boundaries() -> dict[CodeType, Boundary]:
    """Every function and method of the rooms, by its code. Nested ones belong to the one around them."""
    found = {}
    for module in walk_packages(ipt_notes.__path__, "ipt_notes."):
        if module.name.split(".")[1] in ROOMS:
            for function in _functions(import_module(module.name)):
                name = f"{function.__module__.removeprefix('ipt_notes.')}.{function.__qualname__}"
                found[function.__code__] = Boundary(name, function)
    return found


def _functions(module: object) -> Iterator[FunctionType]:
    for value in vars(module).values():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        for each in vars(value).values() if isinstance(value, type) else [value]:
            function = _plain(each)
            if function and not function.__code__.co_freevars:
                yield function


def _plain(value: object) -> FunctionType | None:
    """The function inside a property, a class method, a cache."""
    for _ in range(3):
        if isinstance(value, property):
            value = value.fget
        elif isinstance(value, cached_property):
            value = value.func
        else:
            value = getattr(value, "__wrapped__", value)
    return value if isinstance(value, FunctionType) and _is_ours(value) else None


def _is_ours(function: FunctionType) -> bool:
    return function.__module__.startswith("ipt_notes.") and "ipt_notes" in function.__code__.co_filename


def called(run: Callable[[], object]) -> set[CodeType]:
    """The codes that run inside a call."""
    codes: set[CodeType] = set()

    def note(frame: object, event: str, _: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(None)
    return codes


@contextmanager
def raises(function: FunctionType, error: str, message: str) -> Iterator[None]:
    """The function raises this error whoever calls it, under whatever name it was imported."""
    space: dict[str, FunctionType] = {}
    exec(f"def raising(*args, **kwargs):\n raise {error}({message!r})\n", space)
    code, function.__code__ = function.__code__, space["raising"].__code__
    try:
        yield
    finally:
        function.__code__ = code
