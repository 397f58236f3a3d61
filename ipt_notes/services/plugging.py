"""Lists, enables and disables plugins."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ipt_notes.errors import NotFound, UsageProblem
from ipt_notes.folders import plugins_file
from ipt_notes.plugins.enabled import read_enabled, write_enabled
from ipt_notes.plugins.files import digest
from ipt_notes.plugins.installed import (
    PERMISSIONS,
    PluginUnfit,
    described,
    find_installed,
    installed,
    normal_name,
)
from ipt_notes.plugins.loading import Plugged, load
from ipt_notes.plugins.trouble import WrongPart

if TYPE_CHECKING:
    from ipt_notes.plugins.enabled import Enabled, Part
    from ipt_notes.services.person import Person

State = Literal["enabled", "not enabled", "changed", "broken", "missing", "unfit"]


class PartLine(Struct, frozen=True):
    """One thing that a plugin adds, and what it asks to be told."""

    room: str
    name: str
    module: str
    asks: tuple[str, ...] = ()


class PluginLine(Struct, frozen=True):
    """A plugin. `sha256` is that of its files as they are now ("" where they are not there); `why` explains its state."""

    name: str
    version: str
    state: State
    adds: tuple[PartLine, ...]
    sha256: str
    why: str = ""


class PluginList(Struct, frozen=True):
    """The plugins that are installed or enabled, by name, and the file that says which are."""

    plugins: tuple[PluginLine, ...]
    file: str


def list_plugins() -> PluginList:
    """Every plugin with its state; those that are enabled are imported, to see that they work. EnabledUnreadable."""
    enabled = {each.name: each for each in read_enabled()}
    found = installed()
    lines = [_line(name, enabled.get(name)) for name in sorted({*enabled, *found})]
    return PluginList(tuple(lines), str(plugins_file()))


def _line(name: str, enabled: Enabled | None) -> PluginLine:
    try:
        now = described(find_installed(name))
    except NotFound:
        assert enabled is not None  # it would be in neither list
        return _as_line(enabled, "missing", "it is not installed here any more", sha256="")
    except PluginUnfit as error:
        return PluginLine(name, "", "unfit", (), "", error.message)
    if enabled is None:
        return _as_line(now, "not enabled")
    if now != enabled:
        return _as_line(now, "changed", "it is not what was enabled; `plugin enable` looks at it anew")
    why = _broken(enabled)
    return _as_line(now, "broken" if why else "enabled", why)


def _as_line(plugin: Enabled, state: State, why: str = "", sha256: str | None = None) -> PluginLine:
    adds = tuple(PartLine(each.room, each.name, each.module, each.asks) for each in plugin.parts)
    return PluginLine(
        plugin.name, plugin.version, state, adds, plugin.sha256 if sha256 is None else sha256, why
    )


def _broken(plugin: Enabled) -> str:
    """What is wrong with the first part that does not work, "" where all do. Their code is run."""
    for part in plugin.parts:
        try:
            _try(plugin, part)
        except WrongPart as wrong:
            return str(wrong)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - code of others
            return f"{part.module} failed ({type(error).__name__})"
    return ""


def _try(plugin: Enabled, part: Part) -> None:
    """Import a part and hold it against what its room asks for. WrongPart, and whatever it raises."""
    if part.room == "templates":
        return
    import sys
    from contextlib import redirect_stdout

    with redirect_stdout(sys.stderr):
        each = Plugged(plugin.name, part, load(plugin, part))
        _require_fit(each)


def _require_fit(each: Plugged) -> None:
    match each.part.room:
        case "measures":
            from ipt_notes.measures.plugged import measure_of

            measure_of(each)
        case "checks":
            from ipt_notes.checks.plugged import rule_of

            rule_of(each)
        case "exports":
            from ipt_notes.export.plugged import export_of

            export_of(each)
        case "events":
            from ipt_notes.services.plugging_events import listener_of

            listener_of(each)
        case _:
            if not hasattr(each.module.app, "registered_commands"):
                raise WrongPart(f"has a command that is no Typer program: {each.part.name}")


def enable(name: str, person: Person, *, is_agreed: bool) -> PluginLine:
    """Enable a plugin as it is installed now, once a person has seen what it adds and agreed. What came of it.

    PluginNotFound, PluginUnfit; UsageProblem where nobody could be asked, or they said no.
    """
    plugin = described(find_installed(name))
    for line in told(plugin):
        person.tell(line)
    if not is_agreed:
        _ask(plugin, person)
    others = [each for each in read_enabled() if each.name != plugin.name]
    write_enabled([*others, plugin])
    return _line(plugin.name, plugin)


def told(plugin: Enabled) -> list[str]:
    """What a person should know before they agree."""
    lines = [f"{plugin.name} {plugin.version} adds:"]
    for part in plugin.parts:
        lines.append(f"  {part.room:<10} {part.name} ({part.module})")
        lines += [f"  {'':<10} asks to be told {PERMISSIONS[asked]}" for asked in part.asks]
    return [
        *lines,
        f"SHA-256 of its files: {plugin.sha256}",
        "It runs in the same process as your notes while they are decrypted: enable what you trust with all of them.",
    ]


def _ask(plugin: Enabled, person: Person) -> None:
    answer = person.confirm(f"Enable {plugin.name}?", default=False)
    if answer is None:
        raise UsageProblem(what="nobody is there to agree", hint="--yes agrees to what was shown")
    if not answer:
        raise UsageProblem(what=f"{plugin.name} was not enabled", hint="nothing was changed")


def disable(name: str) -> PluginLine:
    """Take a plugin off the list; it stays installed. NotFound where it is not on it."""
    enabled = {each.name: each for each in read_enabled()}
    wanted = normal_name(name)
    if wanted not in enabled:
        hint = f"enabled: {', '.join(enabled)}" if enabled else "no plugin is enabled"
        raise NotFound(what=f"an enabled plugin {wanted[:60]!r}", hint=hint)
    gone = enabled.pop(wanted)
    write_enabled(enabled.values())
    sha256 = ""
    with suppress(OSError):
        sha256 = digest(Path(gone.folder))
    return _as_line(gone, "not enabled", sha256=sha256)
