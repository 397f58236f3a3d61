"""Finds the command that was asked for and runs it inside the one funnel for errors."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

from ipt_notes.cli.table import COMMANDS
from ipt_notes.services.process import leave_no_core

_GLOBAL = {"--vault": 2, "--json": 1, "--log-file": 2}
"""Options of every command, and how many words each takes."""


def start(argv: list[str]) -> int:
    """Run one command line; its exit code."""
    began = time.monotonic()
    harden()
    name, rest = _split(argv)
    if name in ("--help", "-h"):
        from ipt_notes.cli.table import root_help

        sys.stdout.write(root_help())
        return 0
    if name not in COMMANDS and not is_plugged(name):
        return _unknown(name, rest, began)
    _import_msgspec()
    from ipt_notes.cli.funnel import run

    return run(name, rest, began=began)


def is_plugged(name: str) -> bool:
    """Whether an enabled plugin adds this command."""
    from ipt_notes.folders import has_plugins

    if not has_plugins():
        return False
    _import_msgspec()
    from ipt_notes.cli._plugged import plugin_of

    return bool(plugin_of(name))


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions: what it would take from it stands in `typing` since Python 3.11.

    Where it is installed it takes 2 ms of every command. A module that is None in `sys.modules` is one that is not there.
    """
    is_hidden = "typing_extensions" not in sys.modules
    if is_hidden:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        if is_hidden:
            del sys.modules["typing_extensions"]


def _split(argv: list[str]) -> tuple[str, list[str]]:
    """The command's name and its arguments; options for every command may stand before the name.

    Without a name it is the agenda: `ipt`, `ipt --days 3`.
    """
    rest, name = list(argv), "agenda"
    before = _taken(rest)
    if rest and (rest[0] in ("--help", "-h") or not rest[0].startswith("-")):
        name = rest.pop(0)
    before += _taken(rest)
    end = rest.index("--") if "--" in rest else len(rest)
    return name, [*rest[:end], *before, *rest[end:]]


def _taken(rest: list[str]) -> list[str]:
    """The options of every command that `rest` begins with, taken off it."""
    taken: list[str] = []
    while rest and rest[0].partition("=")[0] in _GLOBAL:
        count = 1 if "=" in rest[0] else _GLOBAL[rest[0]]
        taken += rest[:count]
        del rest[:count]
    return taken


def _unknown(name: str, rest: list[str], began: float) -> int:
    """Tell that there is no such command, with the nearest one."""
    from difflib import get_close_matches

    from ipt_notes.cli.printing import tell_error
    from ipt_notes.errors import IptNotesError, Refused, UsageProblem
    from ipt_notes.registry import require_enabled

    near = get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    hint = f"did you mean `ipt-notes {near[0]}`?" if near else "`ipt-notes --help` lists the commands"
    error: IptNotesError = UsageProblem(what=f"there is no command {name!r}", hint=hint)
    try:
        require_enabled("commands", name, f"the command {name!r}")
    except Refused as refused:
        error = refused
    code = tell_error(error, as_json="--json" in rest)
    if "IPT_NOTES_LOG_FILE" in os.environ or any(word.startswith("--log-file") for word in rest):
        from ipt_notes.cli.funnel import log

        log("", rest, began=began, exit_code=code, error=error)  # what was typed may be a client's code
    return code


def harden() -> None:
    """No core files, bytes that are no text and text that can't be shown are escaped, and a stop from outside cleans up."""
    escaped = "backslashreplace"
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, escaped), (sys.stderr, escaped)):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors=errors)  # type: ignore[union-attr]
    leave_no_core()
    with suppress(ValueError, AttributeError, OSError):
        import signal

        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _stop)


def _stop(number: int, frame: object) -> None:  # noqa: ARG001
    raise KeyboardInterrupt
