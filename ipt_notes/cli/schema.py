"""`ipt-notes schema`: the JSON Schema of a command's --json."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from ipt_notes.cli import frame, printing
from ipt_notes.cli.start import is_plugged
from ipt_notes.cli.table import COMMANDS
from ipt_notes.errors import NotFound

app = frame.group("")


def _told(schema: dict[str, Any]) -> Iterable[str]:
    printing.show_json(schema)
    return ()


@frame.command(app, "schema", dict[str, Any], _told)
def schema(
    command: Annotated[list[str], typer.Argument(metavar="COMMAND...", help="Such as: check, or note list.")],
) -> dict[str, Any]:
    """Print the JSON Schema of a command's --json."""
    name = " ".join(" ".join(command).split())
    first = name.partition(" ")[0]
    if first in COMMANDS or is_plugged(first):
        frame.load(first)
    if name not in frame.RESULTS:
        near = [known for known in frame.RESULTS if known.startswith(name)]
        raise NotFound(
            what=f"a command {name!r}",
            hint=f"did you mean {', '.join(near)}?" if near else "see `ipt-notes --help`",
        )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"ipt-notes {name} --json",
        **frame.schema(name),
    }
