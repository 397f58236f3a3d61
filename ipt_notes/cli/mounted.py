"""The whole program as one Typer app, to be mounted in a practice's own: `own.add_typer(ipt_notes.cli.app, name="notes")`.

Each command hands its words on to the funnel that the program itself runs through, so nothing is imported before it is
used, and errors, exit codes and `--json` are the same. While a command runs, signals and core files are as in ours.
"""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand

from ipt_notes.cli.table import TABLE


class _PassedOn(TyperCommand):
    """A command that leaves every word to ours: options, `--help` and `--` too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the words as they were typed."""
        ctx.args = list(args)
        return args


def mounted() -> typer.Typer:
    """A new app with every command of the table."""
    app = typer.Typer(
        help="Encrypted session notes for Interpersonal Psychotherapy.",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for title, rows in TABLE:
        for name, line in rows:
            _mount(app, name, line, title)
    return app


def _mount(app: typer.Typer, name: str, line: str, title: str) -> None:
    def run(context: typer.Context) -> None:
        raise typer.Exit(_run([name, *context.args]))

    app.command(name, cls=_PassedOn, help=line, rich_help_panel=title)(run)


def _run(words: list[str]) -> int:
    """Run a command line, with nothing left of an earlier one in this process."""
    from ipt_notes.cli import frame
    from ipt_notes.cli.start import start

    vars(frame.here).clear()
    try:
        return start(words)
    finally:
        vars(frame.here).clear()
