"""What errors may say: our own words, numbers and places, and nothing of what was read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.errors import IptNotesError
    from ipt_notes.notes.problems import Problem

_LONGEST_PROBLEM = 500


def says(error: IptNotesError, message: str, hint: str | None = None) -> None:
    """The error's message is wholly what the pattern `message` allows; its hint its class's, or what `hint` allows."""
    assert re.fullmatch(message, error.message), type(error)
    allowed = re.escape(" ".join(type(error).hint.split())) if hint is None else hint
    assert re.fullmatch(allowed, error.hint), type(error)
    assert not error.details


def on_their_lines(problems: Iterable[Problem], text: str) -> None:
    """Problems stand on lines that there are, in order, each a line long that quotes a heading or a key at most."""
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    lines = [problem.line for problem in problems]
    assert lines == sorted(lines)
    assert all(1 <= line <= last for line in lines)
    assert all(len(problem.text) <= _LONGEST_PROBLEM and "\n" not in problem.text for problem in problems)
