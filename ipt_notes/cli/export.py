"""`ipt-notes export`: the termination summary, and the supervision view."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.errors import UsageProblem
from ipt_notes.services.exchange import exporting, exporting_markdown, supervising
from ipt_notes.services.exchange.exporting import Exported
from ipt_notes.services.exchange.exporting_markdown import MarkdownExported
from ipt_notes.services.exchange.supervising import STANDARD_OUTPUT, SupervisionView

app = frame.group("Documents that leave the vault; each export is recorded.")
ELSEWHERE = {
    "batch": "_export_batch",
    "chart": "_export_chart",
    "disclosures": "_export_disclosures",
    "fhir": "_export_fhir",
    "outcomes": "_export_outcomes",
}
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="F",
        help="Encrypt the document: its password is the first line of this file (0600).",
    ),
]


def told_exported(done: Exported) -> Iterable[str]:
    """What was written, and that it is recorded."""
    if done.obstacles:
        printing.aside("still open, so every page says draft:")
    for obstacle in done.obstacles:
        printing.aside(f"  {obstacle}")
    kind = "draft" if done.is_draft else "termination summary"
    yield f"{done.code}: {kind} written to {done.file} ({done.bytes // 1024 + 1} kB); the disclosure is recorded"
    _tell_how_to_keep(is_encrypted=done.is_encrypted)


def _tell_how_to_keep(*, is_encrypted: bool) -> None:
    """What protects the file from now on."""
    if is_encrypted:
        printing.aside("Word and LibreOffice ask for the password: give it by another way than the file")
    else:
        printing.aside("the file is not encrypted: keep it where only those may read it who should")


def _told_termination(done: Exported | MarkdownExported) -> Iterable[str]:
    if not isinstance(done, MarkdownExported) or done.file != STANDARD_OUTPUT:
        yield from told_exported(done)
        return
    for obstacle in done.obstacles:
        printing.aside(f"still open: {obstacle}")
    yield printing.Verbatim(done.text)
    printing.aside("the disclosure is recorded")


@frame.command(app, "export termination", Exported | MarkdownExported, _told_termination)
def termination(
    code: Code,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="FILE.docx; or FILE.md, or - for Markdown.")
    ],
    audience: Annotated[
        str, typer.Option(metavar="A", help="For whom; what is left out depends on it.")
    ] = "full",
    paper: Annotated[str, typer.Option(metavar="a4|letter", help="The sheet it is laid out for.")] = "a4",
    draft: Annotated[
        bool, typer.Option("--draft", help="Always works; every page says draft, open findings are listed.")
    ] = False,
    password_file: PasswordFile = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> Exported:
    """Write the termination summary to a Word document. The Word document is the one that is signed.

    As Markdown it can be pasted into another system.
    """
    from ipt_notes.services.exchange.document_password import lock_from

    in_markdown = exporting_markdown.is_markdown(output)
    if in_markdown and password_file:
        raise UsageProblem(what="--password-file goes with a Word document", hint="give -o a name in .docx")
    lock = lock_from(password_file)
    with frame.practice() as practice:
        if in_markdown:
            return exporting_markdown.export_markdown(
                practice,
                code,
                output,
                audience=audience,
                is_draft=draft,
                replace=replace,
                by_prefix=frame.is_at_terminal(),
            )
        return exporting.export_termination(
            practice,
            code,
            output,
            audience=audience,
            paper=paper,
            is_draft=draft,
            lock=lock,
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
    _tell_how_to_keep(is_encrypted=made.is_encrypted)


@frame.command(app, "export supervision", SupervisionView, _told_supervision)
def supervision(
    code: Code,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="FILE.md or FILE.docx; - prints Markdown.")
    ],
    password_file: PasswordFile = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> SupervisionView:
    """Write what a supervisor needs of a course. Formulation, focus, scripts, goals, what is owed; nobody's name.

    Other people appear by their initials, the client as "the client". Private notes are never in it.
    """
    from ipt_notes.services.exchange.document_password import lock_from

    supervising.require_place(output, is_encrypted=password_file is not None)
    lock = lock_from(password_file)
    with frame.practice() as practice:
        return supervising.export_supervision(
            practice, code, output, lock=lock, replace=replace, by_prefix=frame.is_at_terminal()
        )
