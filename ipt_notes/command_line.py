"""Commands as a shell writes them: one that the environment names is split, a code in one we show is quoted."""

from __future__ import annotations

import os
import re


def split_command(command: str, *, is_windows: bool = os.name == "nt") -> list[str]:
    r"""The words of a command; ValueError when its quotation marks do not match.

    As a POSIX shell splits them; on Windows only `"` quotes, and a backslash is a part of a path.
    """
    if not is_windows:
        from shlex import split

        return split(command)
    if command.count('"') % 2:
        raise ValueError("no closing quotation mark")
    return [word.replace('"', "") for word in re.findall(r'(?:[^\s"]|"[^"]*")+', command)]


def typed(code: str) -> str:
    """A client's code as it is typed into a shell, behind a command's options.

    `'A B'` where it could be taken apart or run, `-- -x` where it could be taken for an option.
    """
    from shlex import quote

    return f"{'-- ' if code.startswith('-') else ''}{quote(code)}"
