"""Writes a document that a plugin makes of a course, and records that it left the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.digests import sha256
from ipt_notes.errors import UsageProblem
from ipt_notes.export.audiences import NO_RELEASE, Release, find_audience, require_authorised
from ipt_notes.export.plugged import find_export
from ipt_notes.services.exchange.disclosing import disclosed

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice


class PluggedExported(Struct, frozen=True):
    """A document that a plugin made and that was written. `sha256` is of its bytes."""

    code: str
    file: str
    export: str
    plugin: str
    audience: str
    sha256: str
    bytes: int


def export_with(
    practice: Practice,
    name: str,
    code: str,
    path: Path,
    *,
    audience: str,
    release: Release = NO_RELEASE,
    replace: bool = False,
    by_prefix: bool = False,
) -> PluggedExported:
    """Record the disclosure and write the document of the export called `name`.

    The order is that of every export (`exporting.export_termination`). NotFound, NotEnabled, ExportFailed; UsageProblem
    for a file of another kind, and where the audience needs an authorisation.
    """
    from ipt_notes.export.files import placed

    found = find_export(name)
    require_authorised(find_audience(audience), release)
    if path.suffix.lower() != found.suffix:
        raise UsageProblem(
            what=f"the export {name} makes files in {found.suffix}", hint="give -o such a name"
        )
    chart = practice.open(code, by_prefix=by_prefix)
    data = found.bytes_for(chart.course, audience)
    digest, what = sha256(data).hex(), f"{name} (plugin {found.plugin})"
    with placed(path, data, replace=replace):
        practice.write(chart.grant, lambda now: [disclosed(now.course.id, what, audience, digest, release)])
    return PluggedExported(chart.code, str(path), name, found.plugin, audience, digest, len(data))
