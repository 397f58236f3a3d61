"""`ipt-notes export chart`: everything of a chart, to leave with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame, printing
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.export import Authorisation, Recipient, app, release_of
from ipt_notes.services.exchange import exchanging
from ipt_notes.services.exchange.exchanging import ChartExported


def _told(done: ChartExported) -> Iterable[str]:
    files, records = count(done.files, "file"), count(done.records, "record")
    yield f"{done.code}: the whole chart ({records}) written to {done.folder} ({files}); the disclosure is recorded"
    yield "Your private notes are not in it: no export reaches them."
    printing.aside(
        "the folder is not encrypted, and holds names as they were typed: keep it where only those may read it who should"
    )


@frame.command(app, "export chart", ChartExported, _told)
def chart(
    code: Code,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="A folder that is new or empty.")
    ],
    authorisation: Authorisation = "",
    recipient: Recipient = "",
) -> ChartExported:
    """Write everything of a chart to a folder. Notes as typed, and one JSON file with its schema.

    `import chart` reads it back into another vault. Private notes are never in it.
    """
    release = release_of(authorisation, recipient)
    with frame.practice() as practice:
        return exchanging.export_chart(
            practice, code, output, release=release, by_prefix=frame.is_at_terminal()
        )
