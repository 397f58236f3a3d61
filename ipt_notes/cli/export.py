"""`ipt-notes export`: the termination summary, and the supervision view."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.errors import Refused, UsageProblem
from ipt_notes.export.audiences import FULL, Release, find_audience, require_authorised
from ipt_notes.services.exchange import exporting, exporting_markdown, supervising
from ipt_notes.services.exchange.exporting import Exported
from ipt_notes.services.exchange.exporting_markdown import MarkdownExported
from ipt_notes.services.exchange.foreseeing_export import ContentLine, Foreseen, foresee_termination
from ipt_notes.services.exchange.supervising import STANDARD_OUTPUT, SupervisionView

if TYPE_CHECKING:
    from ipt_notes.export.stationery import Letterhead

app = frame.group("Documents that leave the vault; each export is recorded.")
ELSEWHERE = {
    "audiences": "_export_audiences",
    "batch": "_export_batch",
    "chart": "_export_chart",
    "disclosures": "_export_disclosures",
    "fhir": "_export_fhir",
    "outcomes": "_export_outcomes",
    "with": "_export_with",
}
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        metavar="F",
        help="Encrypt the document: its password is the first line of this file (0600).",
    ),
]
AudienceName = Annotated[
    str, typer.Option("--audience", metavar="A", help="For whom it is: `export audiences` lists them.")
]
Authorisation = Annotated[
    str, typer.Option(metavar="TEXT", help="What the release rests on; it is recorded.")
]
Recipient = Annotated[str, typer.Option(metavar="TEXT", help="To whom it goes; it is recorded.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be in it and what not; write and record nothing.")
]
LetterheadFile = Annotated[
    Path | None,
    typer.Option(
        "--letterhead", metavar="FILE", help="A .docx whose headers, fonts, colours and page it takes."
    ),
]
_REFUSED = Refused.exit_code


def release_of(authorisation: str, recipient: str, audience: str = FULL.id) -> Release:
    """What was told of a release. At a terminal the authorisation is asked for where the audience needs one.

    UsageProblem for an unknown audience, and where the authorisation is still missing.
    """
    reader = find_audience(audience)
    said = Release(" ".join(authorisation.split()), " ".join(recipient.split()))
    if reader.needs_authorisation and not said.authorisation:
        typed = Keyboard().line(
            f"A copy for {reader.reader} rests on which authorisation (such as: signed release 2026-03-02)"
        )
        said = Release(" ".join((typed or "").split()), said.recipient)
    require_authorised(reader, said)
    return said


def told_exported(done: Exported) -> Iterable[str]:
    """What was written, and that it is recorded."""
    if done.obstacles:
        printing.aside("still open, so every page says draft:")
    for obstacle in done.obstacles:
        printing.aside(f"  {obstacle}")
    kind = "draft" if done.is_draft else "termination summary"
    kind += "" if done.audience == FULL.id else f" for the {done.audience}"
    yield f"{done.code}: {kind} written to {done.file} ({done.bytes // 1024 + 1} kB); the disclosure is recorded"
    _tell_how_to_keep(is_encrypted=done.is_encrypted)


def _tell_how_to_keep(*, is_encrypted: bool) -> None:
    """What protects the file from now on."""
    if is_encrypted:
        printing.aside("Word and LibreOffice ask for the password: give it by another way than the file")
    else:
        printing.aside("the file is not encrypted: keep it where only those may read it who should")


def _told_termination(done: Exported | MarkdownExported | Foreseen) -> Iterable[str]:
    if isinstance(done, Foreseen):
        yield from _told_foreseen(done)
        return
    if not isinstance(done, MarkdownExported) or done.file != STANDARD_OUTPUT:
        yield from told_exported(done)
        return
    for obstacle in done.obstacles:
        printing.aside(f"still open: {obstacle}")
    yield printing.Document(done.text)
    printing.aside("the disclosure is recorded")


def _told_foreseen(found: Foreseen) -> Iterable[str]:
    yield f"{found.code}: a termination summary for the audience {found.audience!r} would hold"
    yield from _told_contents(found.contains)
    if found.withholds:
        yield f"It would withhold ({found.why})"
        yield from _told_contents(found.withholds)
    yield "No audience is given"
    yield from (f"  {what}" for what in found.never)
    if found.needs_authorisation:
        yield "It needs --authorisation."
    if found.is_refused:
        yield "It would be refused, unless as a --draft:"
        yield from (f"  {obstacle}" for obstacle in found.obstacles)
    yield "Nothing was written or recorded: this was a dry run."


def _told_contents(lines: Iterable[ContentLine]) -> Iterable[str]:
    yield from (f"  {line.about}{'' if line.is_recorded else ' (nothing recorded)'}" for line in lines)


def _exit_code(done: Exported | MarkdownExported | Foreseen) -> int:
    """A dry run ends as the export would."""
    return _REFUSED if isinstance(done, Foreseen) and done.is_refused else 0


@frame.command(
    app, "export termination", Exported | MarkdownExported | Foreseen, _told_termination, _exit_code
)
def termination(
    code: Code,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="FILE.docx; or FILE.md, or - for Markdown.")
    ],
    audience: AudienceName = FULL.id,
    authorisation: Authorisation = "",
    recipient: Recipient = "",
    dry_run: DryRun = False,
    paper: Annotated[
        str, typer.Option(metavar="a4|letter", help="The sheet; a letterhead has its own.")
    ] = "a4",
    letterhead: LetterheadFile = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Always works; every page says draft, open findings are listed.")
    ] = False,
    password_file: PasswordFile = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite the file if it is there.")] = False,
) -> Exported | Foreseen:
    """Write the termination summary to a Word document. The Word document is the one that is signed.

    As Markdown it can be pasted into another system.
    """
    from ipt_notes.services.exchange.document_password import lock_from

    in_markdown = exporting_markdown.is_markdown(output)
    if in_markdown and password_file:
        raise UsageProblem(what="--password-file goes with a Word document", hint="give -o a name in .docx")
    if in_markdown and letterhead:
        raise UsageProblem(what="--letterhead goes with a Word document", hint="give -o a name in .docx")
    sheet = letterhead_from(letterhead)
    by_prefix = frame.is_at_terminal()
    if dry_run:
        with frame.practice() as practice:
            return foresee_termination(
                practice, code, output, audience=audience, is_draft=draft, by_prefix=by_prefix
            )
    release = release_of(authorisation, recipient, audience)
    lock = lock_from(password_file)
    with frame.practice() as practice:
        if in_markdown:
            return exporting_markdown.export_markdown(
                practice,
                code,
                output,
                audience=audience,
                release=release,
                is_draft=draft,
                replace=replace,
                by_prefix=by_prefix,
            )
        return exporting.export_termination(
            practice,
            code,
            output,
            audience=audience,
            paper=paper,
            letterhead=sheet,
            release=release,
            is_draft=draft,
            lock=lock,
            replace=replace,
            by_prefix=by_prefix,
        )


def letterhead_from(file: Path | None) -> Letterhead | None:
    """The letterhead in a file, if one is given; what is not taken over from it is said. UsageProblem."""
    if file is None:
        return None
    from ipt_notes.export.letterheads.reading import read_letterhead

    letterhead = read_letterhead(file)
    for told in letterhead.told:
        printing.aside(told)
    return letterhead


def _told_supervision(made: SupervisionView) -> Iterable[str]:
    """The view itself, or where it was written; and what a program can not take out."""
    printing.aside("names and places the chart does not know stand as typed: read it before you give it away")
    if made.file == STANDARD_OUTPUT:
        yield printing.Document(made.text)
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
    authorisation: Authorisation = "",
    recipient: Recipient = "",
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
            practice,
            code,
            output,
            release=release_of(authorisation, recipient),
            lock=lock,
            replace=replace,
            by_prefix=frame.is_at_terminal(),
        )
