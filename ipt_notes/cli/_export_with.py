"""`ipt-notes export with`: a document that a plugin makes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.export import AudienceName, Authorisation, Recipient, app, release_of
from ipt_notes.export.audiences import FULL
from ipt_notes.services.exchange import exporting_plugged
from ipt_notes.services.exchange.exporting_plugged import PluggedExported


def _told(done: PluggedExported) -> Iterable[str]:
    kb = done.bytes // 1024 + 1
    yield f"{done.code}: {done.export} written to {done.file} ({kb} kB); the disclosure is recorded"
    printing.aside("the file is not encrypted: keep it where only those may read it who should")


@frame.command(app, "export with", PluggedExported, _told)
def with_(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The export: `plugin list` shows them.")],
    code: Code,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")],
    audience: AudienceName = FULL.id,
    authorisation: Authorisation = "",
    recipient: Recipient = "",
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> PluggedExported:
    """Write a document that a plugin makes. It is given what the audience may know, and nothing else."""
    release = release_of(authorisation, recipient, audience)
    with frame.practice() as practice:
        return exporting_plugged.export_with(
            practice,
            name,
            code,
            output,
            audience=audience,
            release=release,
            replace=replace,
            by_prefix=frame.is_at_terminal(),
        )
