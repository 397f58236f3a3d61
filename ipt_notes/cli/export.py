"""`ipt-notes export`: the termination summary, and the supervision view."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.services import exporting, supervising
from ipt_notes.services.exporting import Exported
from ipt_notes.services.supervising import STANDARD_OUTPUT, SupervisionView

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


def _told_supervision(made: SupervisionView) -> Iterable[str]:
    """The view itself, or where it was written; and what a program can not take out."""
    printing.aside("names and places the chart does not know stand as typed: read it before you give it away")
    if made.file == STANDARD_OUTPUT:
        yield printing.Verbatim(made.text)
        printing.aside("the disclosure is recorded")
        return
    kb = made.bytes // 1024 + 1
    yield f"{made.code}: supervision view written to {made.file} ({kb} kB); the disclosure is recorded"
    printing.aside("the file is not encrypted: keep it where only those may read it who should")


@frame.command(app, "export supervision", SupervisionView, _told_supervision)
def supervision(
    code: Code,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="FILE.md or FILE.docx; - prints Markdown.")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> SupervisionView:
    """Write what a supervisor needs of a course. Formulation, focus, scripts, goals, what is owed; nobody's name.

    Other people appear by their initials, the client as "the client". Private notes are never in it.
    """
    supervising.require_place(output)
    with frame.practice() as practice:
        return supervising.export_supervision(
            practice, code, output, replace=replace, by_prefix=frame.is_at_terminal()
        )
