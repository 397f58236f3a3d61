"""What is said of a plugin that does not work: its name, and never what it was working on."""

from __future__ import annotations

from functools import cache


class WrongPart(Exception):
    """A part of a plugin that is not what its room asks for; the words name the part and hold nothing of a chart."""


@cache
def report(what: str) -> None:
    """Say it once on standard error; another program than ours hears it as a warning of the logger `ipt_notes.plugins`."""
    import logging

    logging.getLogger("ipt_notes.plugins").warning("ipt-notes: %s; the command goes on without it", what)
