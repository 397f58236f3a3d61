"""Looks which plugins are installed, without importing any: for `plugin list`, `plugin enable`, and what asks for one by name."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

from ipt_notes.errors import NotFound, Refused
from ipt_notes.plugins import API, ROOMS
from ipt_notes.plugins.enabled import Enabled, Part
from ipt_notes.plugins.files import digest, listed
from ipt_notes.plugins.loading import told_enabled

if TYPE_CHECKING:
    from collections.abc import Iterator

PERMISSIONS = {"code": "the client's code", "text": "the text of the note"}
"""What a part of the room `events` may ask to be told."""
_GROUP = "ipt_notes."
_NAME = r"[a-z0-9-]{1,60}"
_POINT = r"[A-Za-z][A-Za-z0-9_-]{0,39}"
_MODULE = r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*"
_MOST_SHOWN = 60


class PluginNotFound(NotFound):
    """There is no plugin {name} installed here."""

    hint = "install it beside ipt-notes (`pipx inject ipt-notes NAME`); `ipt-notes plugin list` shows what is there"


class PluginUnfit(Refused):
    """The plugin {name} can't be enabled: {why}."""

    hint = "docs/plugins.md says what a plugin is; nothing was changed"


class NotEnabled(Refused):
    """{what} is part of the plugin {plugin}, which is installed and not enabled."""

    hint = "`ipt-notes plugin enable {plugin}` shows what it adds, and asks"


def installed() -> dict[str, Distribution]:
    """The distributions that add something to a room, by name; of two with one name the one that Python would import."""
    found: dict[str, Distribution] = {}
    for each in distributions():
        with suppress(Exception):  # a distribution that can't be read is none of ours
            name = normal_name(each.metadata["Name"])
            is_plugin = any(_room(point.group) for point in each.entry_points)
            if is_plugin and re.fullmatch(_NAME, name):
                found.setdefault(name, each)
    return found


def normal_name(name: str) -> str:
    """A distribution's name as two are compared (PyPA, "Names and normalization")."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _room(group: str) -> str:
    room = group.removeprefix(_GROUP)
    return room if group.startswith(_GROUP) and room in ROOMS else ""


def find_installed(name: str) -> Distribution:
    """The plugin of this name. PluginNotFound with the nearest one."""
    from difflib import get_close_matches

    found = installed()
    if (wanted := normal_name(name)) in found:
        return found[wanted]
    near = get_close_matches(wanted, found, n=1, cutoff=0.5)
    shown = repr(name[:_MOST_SHOWN])
    raise PluginNotFound(name=shown, hint=f"did you mean {near[0]}?" if near else None)


def described(found: Distribution) -> Enabled:
    """A plugin as enabling it would write it down; its code is read, not run. PluginUnfit."""
    name = normal_name(found.metadata["Name"])
    points = sorted((_room(each.group), each.name, each.value) for each in found.entry_points)
    try:
        folder = _folder(found, name)
        parts = tuple(_part(folder, name, *point) for point in points if point[0])
        return Enabled(name, found.version or "?", str(folder), digest(folder), parts)
    except (OSError, ValueError) as error:
        raise PluginUnfit(name=name, why=f"its files can't be read ({type(error).__name__})") from None


def _folder(found: Distribution, name: str) -> Path:
    files = found.files or ()
    records = [each for each in files if each.name == "RECORD" and each.parent.suffix == ".dist-info"]
    if not records:
        raise PluginUnfit(name=name, why="it was installed without a list of its files")
    return Path(str(found.locate_file(records[0]))).parent


def _part(folder: Path, name: str, room: str, point: str, module: str) -> Part:
    """A part, with what its module says of itself as plain literals."""
    if not (re.fullmatch(_POINT, point) and re.fullmatch(_MODULE, module, re.ASCII)):
        raise PluginUnfit(name=name, why=f'an entry point for {room} is not NAME = "package.module"')
    said = _said(_source(folder, name, module))
    if said.get("API") != API:
        raise PluginUnfit(name=name, why=f"{module} does not say that it was written for API {API}")
    return Part(room, point, module, _asks(said.get("ASKS", ()), name, module))


def _asks(said: object, name: str, module: str) -> tuple[str, ...]:
    """What a module asks to be told. PluginUnfit for what there is not."""
    asks = tuple(said) if isinstance(said, tuple | list) else ("",)
    if not all(each in PERMISSIONS for each in asks):
        known = ", ".join(PERMISSIONS)
        raise PluginUnfit(
            name=name, why=f"ASKS in {module} is not a tuple of what there is to ask for: {known}"
        )
    return asks


def _source(folder: Path, name: str, module: str) -> bytes:
    """The source of a module, from the files that are hashed."""
    base = module.replace(".", "/")
    for file in (f"{base}.py", f"{base}/__init__.py"):
        if file in listed(folder):
            return (folder.parent / file).read_bytes()
    why = f"{module} is not among the files it was installed with (installed with -e? build its wheel)"
    raise PluginUnfit(name=name, why=why)


def _said(source: bytes) -> dict[str, object]:
    """The literals that a module assigns at its top level; nothing of what can't be parsed."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return dict(_literals(body))


def _literals(body: list[ast.stmt]) -> Iterator[tuple[str, object]]:
    for line in body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            try:
                yield line.targets[0].id, ast.literal_eval(line.value)
            except (ValueError, TypeError, RecursionError):
                continue


def require_enabled(room: str, name: str, what: str) -> None:
    """NotEnabled where a plugin that is installed and not enabled adds a thing of this name to a room."""
    enabled = {each.name for each in told_enabled()}
    for plugin, found in installed().items():
        if plugin not in enabled and _key(name) in _named(found, room):
            raise NotEnabled(what=what, plugin=plugin)


def _named(found: Distribution, room: str) -> set[str]:
    """What a plugin calls the things that it adds to a room; a set of templates is called by each one's name."""
    points = [each for each in found.entry_points if _room(each.group) == room]
    if room != "templates":
        return {_key(each.name) for each in points}
    folders = {each.value.replace(".", "/") for each in points}
    files = [each for each in found.files or () if str(each.parent) in folders]
    return {_key(each.name.removesuffix(".md.j2")) for each in files}


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
