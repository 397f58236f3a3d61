"""Commands as a shell writes them: split like a shell's words or told as a ValueError; a code stays one word."""

from __future__ import annotations

import shlex
from contextlib import suppress

from ipt_notes.command_line import split_command, typed
from ipt_notes.errors import UsageProblem
from ipt_notes.keys.identity import normal_code
from tests.fuzz.saying import says

TOKENS = ('"', "'", "\\", "-- ", "--", "$(", "`", "C:\\Program Files\\", "ﬁ", "İ", "ß")
_EMPTY = "a client's code is empty", "give one of 1 to 64 characters, such as MK-014"
_LONG = r"a client's code of \d+ characters", "at most 64"
_CONTROL = "a client's code holds a control character", "letters, digits, spaces and signs are fine"


def fuzz(data: bytes) -> None:
    """A command, and the same text as a client's code."""
    text = data.decode("utf-8", "surrogateescape")
    for is_windows in (False, True):
        with suppress(ValueError):
            words = split_command(text, is_windows=is_windows)
            assert sum(map(len, words)) <= len(text)
    assert shlex.split(typed(text))[-1] == text
    _code(text)


def _code(text: str) -> None:
    try:
        normal = normal_code(text)
    except UsageProblem as error:
        message, hint = zip(_EMPTY, _LONG, _CONTROL, strict=True)
        says(error, "|".join(message), "|".join(hint))
        return
    assert len(normal) > 64 or normal_code(normal) == normal
