"""`ipt-notes finish`: the ending of a course, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Annotated

import typer

from ipt_notes.cli import frame, typing_in
from ipt_notes.cli.arguments import Code, OnDate, choice
from ipt_notes.cli.export import told_exported
from ipt_notes.cli.keyboard import Keyboard
from ipt_notes.cli.note import EditorChoice
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.errors import UsageProblem
from ipt_notes.services import finishing
from ipt_notes.services.clients import Ending
from ipt_notes.services.finishing import Finished
from ipt_notes.services.settings import read_date

app = frame.group("")


def _told(done: Finished) -> Iterable[str]:
    signed = "its summary is signed" if done.is_summary_signed else "its summary is not signed yet"
    yield f"{done.code}: the course is concluded, {signed}"
    if done.exported:
        yield from told_exported(done.exported)


@frame.command(app, "finish", Finished, _told)
def finish(
    code: Code,
    end_type: Annotated[
        str | None, typer.Option(metavar="T", help="How it ended; default: what the last note says.")
    ] = None,
    next_step: Annotated[
        str | None, typer.Option(metavar="S", help="What follows; default: what the last note says.")
    ] = None,
    on: OnDate = None,
    editor: EditorChoice = None,
) -> Finished:
    """End a course: sign what is open, conclude, write and sign the summary, export it."""
    ending = Ending(
        read_date(on, "--date") if on else None,
        choice(EndType, end_type, "--end-type"),
        choice(NextStep, next_step, "--next-step"),
    )
    if not frame.is_at_terminal():
        raise UsageProblem(
            what="`finish` asks as it goes, and nobody is at a terminal",
            hint="in a script: note sign --all, client conclude, summary edit --from, summary sign, export termination",
        )
    typing_in.editor_choice(editor)
    with frame.practice() as practice:
        found = practice.find(code, by_prefix=True).code
        write = partial(typing_in.write_summary, practice, editor=editor)
        return finishing.finish(practice, found, ending, Keyboard(), write)
