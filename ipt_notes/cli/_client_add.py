"""`ipt-notes client add`: a client and the first course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from ipt_notes.cli import frame
from ipt_notes.cli._course_line import told_course
from ipt_notes.cli.arguments import Code
from ipt_notes.cli.client import app
from ipt_notes.command_line import typed
from ipt_notes.services import clients
from ipt_notes.services.clients import CourseLine, NewCourse
from ipt_notes.services.settings import read_date


def _told_added(line: CourseLine) -> Iterable[str]:
    yield from told_course(line)
    yield f"After the first session: ipt write {typed(line.code)}"


@frame.command(app, "client add", CourseLine, _told_added)
def add(
    code: Code,
    name: Annotated[str, typer.Option(help="The client's name; sealed like everything else.")] = "",
    born: Annotated[str | None, typer.Option(metavar="DATE", help="Date of birth.")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day of the course; default: today.")
    ] = None,
    planned: Annotated[int | None, typer.Option(help="Agreed sessions; default: the variant's.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Length of a session; default: the variant's.")] = None,
    variant: Annotated[
        str, typer.Option(help="ipt_acute, ipt_uk16, ipt_b, ipc, ipt_a, ipt_group, ipsrt or ipt_m.")
    ] = "ipt_acute",
) -> CourseLine:
    """Add a client and start the first course."""
    day = read_date(born, "--born") if born else None
    course = NewCourse(variant, read_date(start, "--start") if start else None, planned, minutes)
    with frame.practice() as practice:
        return clients.add_client(practice, code, name, day, course)
