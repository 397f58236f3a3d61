"""`ipt-notes import`: a whole chart from another vault, scores from a table, notes from Markdown files."""  # noqa: N999 - the command's name

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame, printing
from ipt_notes.services.exchange.importing import Imported, OfClient
from ipt_notes.services.exchange.importing_chart import ChartImported

app = frame.group("Charts, scores and notes from elsewhere; --dry-run looks and changes nothing.")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be imported, and change nothing.")]
_ANYTHING_WRONG = 1


def _told_chart(done: ChartImported) -> Iterable[str]:
    courses, notes = count(done.courses, "course"), count(done.notes, "note")
    held = f"{courses}, {notes}, {count(done.records, 'record')}"
    if not done.is_new:
        yield f"{done.code}: this chart is here already ({held}); nothing was changed"
        return
    verb = "would be imported" if done.is_dry_run else "imported"
    yield f"{done.code}: {verb}: {held}"
    if done.stated_signatures:
        names = ", ".join(done.signed_by)
        yield f"Signatures, as the source states them: {done.stated_signatures}, by {names}."
        yield "This vault can't verify them: it proves only that you imported them."
    yield "Private notes are not in an exported chart."


@frame.command(app, "import chart", ChartImported, _told_chart)
def chart(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `export chart` made, or its chart.json.")
    ],
    code: Annotated[
        str | None, typer.Option("--as", metavar="CODE", help="Another code for the client than their own.")
    ] = None,
    dry_run: DryRun = False,
) -> ChartImported:
    """Take a chart over from another vault, all of it or nothing.

    Dates, revisions and the history come along. Who signed what and when is kept as the source states it; this vault
    does not vouch for it.
    """
    from ipt_notes.services.exchange.importing_chart import import_chart

    with frame.practice() as practice:
        return import_chart(practice, folder, code=code, dry_run=dry_run)


def _told(done: Imported, one: str) -> Iterator[str]:
    for line in done.warnings:
        printing.aside(f"warning: {line}")
    yield from done.problems
    for client in done.clients:
        yield from _told_client(client, one, is_dry_run=done.is_dry_run)
    if done.problems:
        yield "What belongs to no client was left out."
    if done.is_dry_run:
        yield "Nothing was changed: this was a dry run."


def _told_client(client: OfClient, one: str, *, is_dry_run: bool) -> Iterator[str]:
    for line in client.warnings:
        printing.aside(f"warning: {line}")
    yield from client.problems
    known = f"; {count(client.known, one)} here already" if client.known else ""
    if client.problems:
        wrong = count(len(client.problems), "thing")
        yield f"{client.code}: nothing {'would be ' if is_dry_run else ''}imported, {wrong} to mend{known}"
    else:
        verb = "would be imported" if is_dry_run else "imported"
        yield f"{client.code}: {count(client.added, one)} {verb}{known}"


def _told_scores(done: Imported) -> Iterable[str]:
    return _told(done, "score")


def _told_notes(done: Imported) -> Iterable[str]:
    yield from _told(done, "note")
    if not done.is_dry_run and any(client.added for client in done.clients):
        yield "Imported notes are not signed. They were saved today, and are told as late entries where they are late."


def _exit_code(done: Imported) -> int:
    return _ANYTHING_WRONG if done.has_problems else 0


@frame.command(app, "import measures", Imported, _told_scores, _exit_code)
def measures(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Columns: client, date, measure, total and/or items.")
    ],
    dry_run: DryRun = False,
) -> Imported:
    """Take scores over from a table. Every problem is told with its line.

    Of each client all rows are imported, or none where one is wrong. A score that is recorded already, in a note or
    beside it, is not added again: the same file can be imported twice. The delimiter is a comma or a semicolon.
    """
    from ipt_notes.services.exchange.importing_measures import import_measures

    with frame.practice() as practice:
        return import_measures(practice, file, dry_run=dry_run)


@frame.command(app, "import notes", Imported, _told_notes, _exit_code)
def notes(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder of .md files, those in folders below it too.")
    ],
    dry_run: DryRun = False,
) -> Imported:
    """Take notes over from Markdown files. Every problem is told with its line.

    The front matter of a file says whose note it is, of which session and day. Of each client all notes are imported,
    or none where one is wrong. A note that is here already, word for word, is not added again.
    """
    from ipt_notes.services.exchange.importing_notes import import_notes

    with frame.practice() as practice:
        return import_notes(practice, folder, dry_run=dry_run)
