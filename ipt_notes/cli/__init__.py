"""One file a command or command group; `MACHINERY` names the files that are neither.

`app` is the whole program as a Typer app, for a practice's own program; it is made when it is asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer

    app: Typer

MACHINERY = (
    "arguments",
    "frame",
    "funnel",
    "keyboard",
    "mounted",
    "plugged",
    "printing",
    "start",
    "table",
    "typing_in",
)


def __getattr__(name: str) -> object:
    """`app`; no command imports it."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ipt_notes.cli.mounted import mounted

    return mounted()
