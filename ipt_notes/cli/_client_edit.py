"""`ipt-notes client edit`: a client's name and date of birth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.client import app
from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.errors import UsageProblem
from ipt_notes.services import particulars
from ipt_notes.services.particulars import Particulars
from ipt_notes.services.settings import read_date


def _told(client: Particulars) -> Iterable[str]:
    born = f"born {client.born}" if client.born else "no date of birth"
    yield f"{client.code}: {client.name or 'no name'}, {born}"


@frame.command(app, "client edit", Particulars, _told)
def edit(
    code: Code,
    name: Annotated[str | None, typer.Option(metavar="NAME", help='The name; "" for none.')] = None,
    born: Annotated[str | None, typer.Option(metavar="DATE", help="The date of birth.")] = None,
) -> Particulars:
    """Correct a client's name or date of birth. Earlier ones stay in the chart.

    Without an option both are asked for; so they do not stand in the shell's history.
    """
    is_told = name is not None or born is not None
    if not is_told and not is_there():
        raise UsageProblem(
            what="it is not said what is to be corrected", hint="add --name NAME or --born DATE"
        )
    day = None if born is None else read_date(born, "--born")
    with frame.practice() as practice:
        grant = practice.find(code, by_prefix=frame.is_at_terminal())
        if not is_told:
            name, day = _asked(particulars.particulars(practice.read(grant)))
        return particulars.edit_client(practice, grant, name=name, born=day)


def _asked(known: Particulars) -> tuple[str | None, dt.date | None]:
    """What the person types; Enter keeps what is known."""
    keyboard = Keyboard()
    name = keyboard.line("Name", known.name)
    born = keyboard.line("Date of birth, such as 1967-05-30", str(known.born or ""))
    return name, read_date(born, "the date of birth") if born else None
