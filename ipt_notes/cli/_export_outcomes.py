"""`ipt-notes export outcomes`: figures for practice audit, de-identified."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ipt_notes.checks.gate import count
from ipt_notes.cli import frame, printing
from ipt_notes.cli.export import Authorisation, Recipient, app, release_of
from ipt_notes.measures.recovery import SOURCE
from ipt_notes.pictures.bars import bar_lines
from ipt_notes.pictures.spans import Spans
from ipt_notes.services.exchange import outcomes
from ipt_notes.services.exchange.outcomes import OutcomesExported


def _told(done: OutcomesExported) -> Iterable[str | Spans]:
    courses, clients = count(done.courses, "course"), count(done.clients, "client")
    yield f"{courses} of {clients} written to {done.file}; the disclosure is recorded in each chart"
    if done.picture:
        yield f"The chart is in {done.picture}."
    if done.running:
        yield f"Not in it: {count(done.running, 'course')} still running."
    yield ""
    yield from _told_bars(done)
    for one in done.sums:
        if one.endings:
            yield f"Endings, {one.area.replace('_', ' ')}: {outcomes.told_endings(one)}"
    yield ""
    yield from printing.wrapped(f"Recovery and reliable change: {SOURCE}.")
    yield from printing.wrapped(outcomes.CAUTION)


def _told_bars(done: OutcomesExported) -> Iterable[str | Spans]:
    groups = outcomes.outcome_bars(done.sums)
    if printing.can_draw():
        yield from bar_lines(groups)
        return
    for group in groups:
        yield f"{group.name}: {group.about}"
        yield from (f"  {bar.label}: {bar.words}" for bar in group.bars)


@frame.command(app, "export outcomes", OutcomesExported, _told)
def outcomes_(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="Where to write it: FILE.csv or FILE.jsonl."),
    ],
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Draw the sums: FILE.svg or FILE.png.")
    ] = None,
    authorisation: Authorisation = "",
    recipient: Recipient = "",
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite files that are there.")] = False,
) -> OutcomesExported:
    """Write outcomes for practice audit, de-identified. Recovery, change, sessions, endings by area.

    A line a concluded course, under a pseudonym that only this vault can make. No name, code or day is in it.
    """
    outcomes.require_places(output, picture)
    release = release_of(authorisation, recipient)
    with frame.practice() as practice:
        return outcomes.export_outcomes(practice, output, release=release, picture=picture, replace=replace)
