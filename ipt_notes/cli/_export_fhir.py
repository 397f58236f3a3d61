"""`ipt-notes export fhir`: a course, or its termination summary, for another system."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.export import AudienceName, Recipient, app, release_of
from ipt_notes.errors import UsageProblem
from ipt_notes.export.audiences import FULL
from ipt_notes.services.exchange import exchanging_fhir
from ipt_notes.services.exchange.exchanging_fhir import FhirExported


def _told(done: FhirExported) -> Iterable[str]:
    if done.obstacles:
        printing.aside("still open, so it is marked as preliminary:")
    for obstacle in done.obstacles:
        printing.aside(f"  {obstacle}")
    what = "termination summary" if done.kind == "document" else "course"
    kb = done.bytes // 1024 + 1
    yield f"{done.code}: {what} written to {done.file} as FHIR R4 ({kb} kB); the disclosure is recorded"
    yield "It holds: " + ", ".join(f"{number} {kind}" for kind, number in done.resources.items())
    yield "People appear by relationship, as far as the chart knows their names. The text of notes is not in it, nor are private notes."
    printing.aside(
        "the file is not encrypted, and names the client: keep it where only those may read it who should"
    )


@frame.command(app, "export fhir", FhirExported, _told)
def fhir(
    code: Code,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.json", help="Where to write it.")],
    document: Annotated[
        bool, typer.Option("--document", help="The termination summary as a document, the DOCX in it.")
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="With --document: always works, and is marked as preliminary.")
    ] = False,
    audience: AudienceName = FULL.id,
    recipient: Recipient = "",
    authorisation: Annotated[
        str,
        typer.Option(
            metavar="TEXT", help="What the release rests on; it is recorded, and told in a Consent."
        ),
    ] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> FhirExported:
    """Write a course as a FHIR R4 Bundle. Sessions, scores, problem area, goals, signatures.

    Other people appear by relationship; the text of notes stays here. Private notes are never in it.
    """
    if draft and not document:
        raise UsageProblem(what="--draft goes with --document", hint="give both")
    if audience != FULL.id and not document:
        raise UsageProblem(what="--audience goes with --document", hint="a course is given whole")
    release = release_of(authorisation, recipient, audience)
    at_terminal = frame.is_at_terminal()
    with frame.practice() as practice:
        if document:
            return exchanging_fhir.export_document(
                practice,
                code,
                output,
                release=release,
                audience=audience,
                is_draft=draft,
                replace=replace,
                by_prefix=at_terminal,
            )
        return exchanging_fhir.export_course(
            practice, code, output, release=release, replace=replace, by_prefix=at_terminal
        )
