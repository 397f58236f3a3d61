"""Splits a command that the environment names into words, as the system at hand writes commands."""

from __future__ import annotations

import os
import re
import shlex


def split_command(command: str, *, is_windows: bool = os.name == "nt") -> list[str]:
    r"""The words of a command; ValueError when its quotation marks do not match.

    As a POSIX shell splits them; on Windows only `"` quotes, and a backslash is a part of a path.
    """
    if not is_windows:
        return shlex.split(command)
    if command.count('"') % 2:
        raise ValueError("no closing quotation mark")
    return [word.replace('"', "") for word in re.findall(r'(?:[^\s"]|"[^"]*")+', command)]


def typed(code: str) -> str:
    """A client's code as it is typed into a shell: `'A B'` where it could be taken apart, or run."""
    return shlex.quote(code)
