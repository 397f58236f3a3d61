"""`ipt-notes demo`: four invented courses in a throw-away vault, to look around."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.check import told_course, told_sums
from ipt_notes.course.vocabulary import words
from ipt_notes.errors import UsageProblem
from ipt_notes.services import demonstrating
from ipt_notes.services.demonstrating import DemoMade

if TYPE_CHECKING:
    from ipt_notes.services.clients import CourseLine

app = frame.group("")

TRY_NEXT = (
    ("ipt-notes agenda", "what is owed today, over all clients"),
    ("ipt-notes note show DEMO-D2 5", "a session note, as it was typed"),
    ("ipt-notes finish DEMO-T3", "end a course yourself: sign, conclude, summary, export"),
)
"""Three commands and what each is for."""


def _told(made: DemoMade) -> Iterable[str]:
    yield f"Four invented courses of {made.therapist}, in {made.folder}:"
    yield from printing.table(map(_course_row, made.courses), indent="  ")
    yield ""
    yield "What `check` says of them:"
    for checked in made.checked.courses:
        yield from (f"  {line}" for line in told_course(checked))
    yield f"  {told_sums(made.checked)}"
    yield ""
    yield f"The termination summary of {made.exported.code}, a Word document:"
    yield f"  {made.exported.file}"
    yield ""
    yield from _told_next(made)


def _course_row(course: CourseLine) -> tuple[str, str, str, str]:
    held = f"{course.attended} of {course.planned} sessions"
    return course.code, words(course.focus), held, "concluded" if course.is_concluded else "running"


def _told_next(made: DemoMade) -> Iterable[str]:
    program = _program_folder()
    yield "To look around, paste this into bash or zsh:"
    if program:
        yield f"  export PATH={shlex.quote(program)}:$PATH"
    for name, value in made.environment.items():
        yield f"  export {name}={shlex.quote(value)}"
    yield "or this into PowerShell:"
    if program:
        yield f"  $env:PATH = '{_in_powershell(program)}' + [IO.Path]::PathSeparator + $env:PATH"
    for name, value in made.environment.items():
        yield f"  $env:{name} = '{_in_powershell(value)}'"
    yield "and try:"
    yield from printing.table(TRY_NEXT, indent="  ")
    yield "When you have seen enough, delete the folder. Your own vault starts with `ipt-notes init`."


def _in_powershell(text: str) -> str:
    return text.replace("'", "''")


def _program_folder() -> str:
    """Where `ipt-notes` is, when the shell would not find it; "" when it would."""
    return "" if shutil.which("ipt-notes") else str(Path(sys.executable).parent)


def _progress(text: str) -> None:
    """How it goes on, for somebody who is watching."""
    if sys.stderr.isatty():
        printing.aside(f"{text} ...")


@frame.command(app, "demo", DemoMade, _told)
def demo(
    folder: Annotated[
        Path | None,
        typer.Option(
            "--dir",
            metavar="DIR",
            help="A new or empty folder for it; default: one among the temporary files.",
        ),
    ] = None,
) -> DemoMade:
    """Make four invented courses in a throw-away vault, check them, export one."""
    if frame.here.vault:
        raise UsageProblem(what="demo makes a vault of its own", hint="--dir says where; leave --vault out")
    return demonstrating.make_demo(frame.settings(), folder, _progress)
