"""`ipt-notes export`: the termination summary as a Word document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.client import Code
from ipt_notes.services import exporting
from ipt_notes.services.exporting import Exported

app = frame.group("Documents that leave the vault; each export is recorded.")


def told_exported(done: Exported) -> Iterable[str]:
    """What was written, and that it is recorded."""
    if done.obstacles:
        printing.aside("still open, so every page says draft:")
    for obstacle in done.obstacles:
        printing.aside(f"  {obstacle}")
    kind = "draft" if done.is_draft else "termination summary"
    yield f"{done.code}: {kind} written to {done.file} ({done.bytes // 1024 + 1} kB); the disclosure is recorded"
    printing.aside("the file is not encrypted: keep it where only those may read it who should")


@frame.command(app, "export termination", Exported, told_exported)
def termination(
    code: Code,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.docx", help="Where to write it.")],
    audience: Annotated[
        str, typer.Option(metavar="A", help="For whom; what is left out depends on it.")
    ] = "full",
    draft: Annotated[
        bool, typer.Option("--draft", help="Always works; every page says draft, open findings are listed.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> Exported:
    """Write the termination summary to a Word document."""
    with frame.practice() as practice:
        return exporting.export_termination(
            practice,
            code,
            output,
            audience=audience,
            is_draft=draft,
            replace=replace,
            by_prefix=frame.is_at_terminal(),
        )
