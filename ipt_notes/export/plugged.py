"""The exports that enabled plugins add: each a pure function of the course, reduced to its audience before it sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import NotFound, WorldProblem
from ipt_notes.export.audiences import find_audience
from ipt_notes.export.given import given_to
from ipt_notes.plugins.loading import guarded
from ipt_notes.plugins.trouble import WrongPart
from ipt_notes.registry import plugged, require_enabled

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.course.model import Course
    from ipt_notes.plugins.loading import Plugged

_SUFFIX = r"\.[a-z0-9]{1,10}"


class ExportFailed(WorldProblem):
    """The export {name} of the plugin {plugin} failed."""

    hint = "nothing was written or recorded; tell whoever makes the plugin"


class PluggedExport(NamedTuple):
    """An export of a plugin: its name, the ending of its files (".txt"), and what makes their bytes."""

    plugin: str
    name: str
    suffix: str
    render: Callable[[Course, str], bytes]

    def bytes_for(self, course: Course, audience: str) -> bytes:
        """The document for an audience, from what that audience is given and nothing else. ExportFailed; UsageProblem."""
        given = given_to(find_audience(audience), course, {}).course
        data: object = None
        with guarded(self.plugin, f"in its export {self.name}"):
            data = self.render(given, audience)
        if not isinstance(data, bytes):
            raise ExportFailed(name=self.name, plugin=self.plugin)
        return data


def find_export(name: str) -> PluggedExport:
    """The export of this name. NotFound; NotEnabled for one of a plugin that is installed alone."""
    for each in plugged("exports"):
        if each.part.name == name:
            with guarded(each.plugin, f"in its export {name}"):
                return export_of(each)
            raise ExportFailed(name=name, plugin=each.plugin)
    require_enabled("exports", name, f"the export {name[:60]!r}")
    raise NotFound(what=f"the export {name[:60]!r}", hint="`ipt-notes plugin list` shows what plugins add")


def export_of(each: Plugged) -> PluggedExport:
    """The export in a module, looked through. WrongPart, AttributeError."""
    found = PluggedExport(each.plugin, each.part.name, each.module.SUFFIX, each.module.render)
    if not re.fullmatch(_SUFFIX, found.suffix) or not callable(found.render):
        raise WrongPart(f"has an export without a file ending or a function `render`: {found.name}")
    return found
