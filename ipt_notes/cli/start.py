"""Finds the command that was asked for and runs it inside the one funnel for errors."""

from __future__ import annotations

import sys
from contextlib import suppress

from ipt_notes.cli.table import COMMANDS

_GLOBAL_WITH_VALUE = ("--vault",)
_GLOBAL = ("--json",)


def start(argv: list[str]) -> int:
    """Run one command line; its exit code."""
    harden()
    name, rest = _split(argv)
    if name is None:
        name = "agenda"
    if name not in COMMANDS:
        from ipt_notes.cli.funnel import unknown_command

        return unknown_command(name, as_json="--json" in rest)
    from ipt_notes.cli.funnel import run

    return run(name, rest)


def _split(argv: list[str]) -> tuple[str | None, list[str]]:
    """The command's name and its arguments; options for every command may stand before the name."""
    before: list[str] = []
    rest = list(argv)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        before.append(option)
        if option in _GLOBAL_WITH_VALUE and rest:
            before.append(rest.pop(0))
        elif option not in _GLOBAL and not option.startswith("--vault="):
            return ("agenda" if option in ("--days",) else option), [*before[:-1], *rest]
    return (rest[0] if rest else None), [*rest[1:], *before]


def harden() -> None:
    """No core files, text that can't be shown is escaped, and a stop from outside still cleans up."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    with suppress(ValueError, AttributeError, OSError):
        import signal

        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _stop)


def _stop(number: int, frame: object) -> None:  # noqa: ARG001
    raise KeyboardInterrupt
