"""`ipt-notes plugin`: what other packages add to the program, and which of them may."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.services import plugging
from ipt_notes.services.plugging import PluginLine, PluginList

app = frame.group("Plugins of other packages: list, enable, disable.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="As it is installed: the package's name.")]


def _told_list(found: PluginList) -> Iterable[str]:
    if not found.plugins:
        yield "No plugin is installed."
    for plugin in found.plugins:
        yield f"{plugin.name} {plugin.version}: {plugin.state}".replace(" :", ":")
        yield from _told_parts(plugin)
        if plugin.why:
            yield f"  {plugin.why}"


def _told_parts(plugin: PluginLine) -> Iterable[str]:
    for part in plugin.adds:
        asks = f", is told {' and '.join(part.asks)}" if part.asks else ""
        yield f"  {part.room}: {part.name}{asks}"


@frame.command(app, "plugin list", PluginList, _told_list)
def list_() -> PluginList:
    """List the plugins that are installed. Which are enabled, and which were changed since, are broken or gone."""
    return plugging.list_plugins()


def _told_enabled(plugin: PluginLine) -> Iterable[str]:
    if plugin.state == "broken":
        yield f"{plugin.name} is enabled, and does not work: {plugin.why}"
    else:
        yield f"{plugin.name} {plugin.version} is enabled."


@frame.command(app, "plugin enable", PluginLine, _told_enabled)
def enable(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to what is shown, without being asked.")] = False,
) -> PluginLine:
    """Enable a plugin. First it shows what it adds, what it asks to be told and its hash, and asks you.

    A plugin runs beside your notes while they are decrypted. When its files change, it is not loaded until you enable
    it anew.
    """
    return plugging.enable(name, Keyboard(), is_agreed=yes)


def _told_disabled(plugin: PluginLine) -> Iterable[str]:
    yield f"{plugin.name} is not enabled any more."
    if plugin.sha256:
        printing.aside("it stays installed")


@frame.command(app, "plugin disable", PluginLine, _told_disabled)
def disable(name: Name) -> PluginLine:
    """Disable a plugin. It stays installed, and is not loaded."""
    return plugging.disable(name)
