"""The commands that enabled plugins add. They run inside the same funnel as every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import NotFound, WorldProblem
from ipt_notes.plugins.loading import enabled_parts, guarded, load
from ipt_notes.plugins.trouble import WrongPart

if TYPE_CHECKING:
    import typer


class PluginFailed(WorldProblem):
    """The command {name} of the plugin {plugin} failed ({kind})."""

    hint = "tell whoever makes the plugin; this line holds nothing of your notes"


class PluginBroken(WorldProblem):
    """The command {name} of the plugin {plugin} can't be run."""

    hint = "`ipt-notes plugin list` says why"


def plugin_of(name: str) -> str:
    """The enabled plugin that adds this command, "" for none."""
    return next((plugin.name for plugin, part in enabled_parts("commands") if part.name == name), "")


def load_plugged(name: str) -> typer.Typer:
    """The app of a plugin's command. NotFound, PluginBroken."""
    for plugin, part in enabled_parts("commands"):
        if part.name == name:
            with guarded(plugin.name, f"at the import of {part.module}"):
                app: typer.Typer = load(plugin, part).app
                if not hasattr(app, "registered_commands"):
                    raise WrongPart(f"has a command that is no Typer program: {name}")
                return app
            raise PluginBroken(name=name, plugin=plugin.name)
    raise NotFound(what=f"the command {name!r}")
