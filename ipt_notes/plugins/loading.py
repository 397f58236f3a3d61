"""Imports the parts of enabled plugins when a room needs them, and keeps what goes wrong in them from the command."""

from __future__ import annotations

import sys
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.plugins import API
from ipt_notes.plugins.enabled import EnabledUnreadable, read_enabled
from ipt_notes.plugins.files import digest
from ipt_notes.plugins.trouble import WrongPart, report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from ipt_notes.plugins.enabled import Enabled, Part


class Plugged(NamedTuple):
    """A part of an enabled plugin, imported."""

    plugin: str
    part: Part
    module: ModuleType


def plugged(room: str) -> Iterator[Plugged]:
    """The parts that enabled plugins add to a room, in the order of their names. One that can't be had is reported."""
    for plugin, part in enabled_parts(room):
        module = None
        with guarded(plugin.name, f"at the import of {part.module}"):
            module = load(plugin, part)
        if module:
            yield Plugged(plugin.name, part, module)


def enabled_parts(room: str) -> list[tuple[Enabled, Part]]:
    """What enabled plugins add to a room and is as it was when it was enabled; nothing is imported yet."""
    parts = [(plugin, part) for plugin in told_enabled() for part in plugin.parts if part.room == room]
    return [(plugin, part) for plugin, part in parts if _is_as_enabled(plugin)]


def told_enabled() -> tuple[Enabled, ...]:
    """What is enabled; a file that can't be read is reported, and enables nothing."""
    try:
        return read_enabled()
    except EnabledUnreadable as error:
        report(error.message)
        return ()


@cache
def _is_as_enabled(plugin: Enabled) -> bool:
    try:
        is_same = digest(Path(plugin.folder)) == plugin.sha256
    except (OSError, ValueError):
        is_same = False
    if not is_same:
        again = f"`ipt-notes plugin enable {plugin.name}` looks at it anew"
        report(f"the plugin {plugin.name} was changed or removed since it was enabled ({again})")
    return is_same


def load(plugin: Enabled, part: Part) -> ModuleType:
    """The module of a part. WrongPart, and whatever its import raises."""
    _require_place(Path(plugin.folder).parent, part.module.partition(".")[0])
    module = import_module(part.module)
    if getattr(module, "API", None) != API:
        raise WrongPart(f"does not say `API = {API}` in {part.module}")
    return module


def _require_place(site: Path, top: str) -> None:
    """WrongPart where Python would import another package of this name than the one that was hashed."""
    spec = find_spec(top)
    found = Path(spec.origin).resolve() if spec and spec.origin else None
    home = site.resolve()
    if found not in (home / top / "__init__.py", home / f"{top}.py"):
        raise WrongPart(f"is not what Python finds under the name {top}")


@contextmanager
def guarded(plugin: str, where: str) -> Iterator[None]:
    """Run code of a plugin: whatever it raises is reported by its kind, what it prints goes to standard error.

    The message of an exception is never shown: it could hold words of a note. Ctrl+C goes through.
    """
    try:
        with redirect_stdout(sys.stderr):
            yield
    except WrongPart as wrong:
        report(f"the plugin {plugin} {wrong}")
    except (Exception, SystemExit) as error:  # noqa: BLE001 - code of others, beside the notes
        report(f"the plugin {plugin} failed {where} ({type(error).__name__})")
