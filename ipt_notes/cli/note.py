"""`ipt-notes note`: write, read, sign, co-sign and amend session notes, and write private ones."""

from __future__ import annotations

from typing import Annotated

import typer

from ipt_notes.cli import frame

app = frame.group("Session notes: new, edit, show, list, history, sign, cosign, amend, private, drafts.")
ELSEWHERE = {
    "new": "_note_write",
    "edit": "_note_write",
    "show": "_note_read",
    "list": "_note_read",
    "history": "_note_read",
    "drafts": "_note_drafts",
    "sign": "_note_sign",
    "cosign": "_note_cosign",
    "amend": "_note_sign",
    "private": "_note_private",
}

Number = Annotated[
    int | None, typer.Argument(metavar="[SESSION]", help="The session; default: the last one.")
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="FILE|-", help="Take the text from a file, or - for standard input."),
]
EditorChoice = Annotated[str | None, typer.Option("--editor", metavar="KIND", help="builtin or external.")]
Guided = Annotated[bool, typer.Option("--guided", help="Ask one question after the other.")]
