"""The prompt above an addendum: it is the program's, and never part of what is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.notes.prompts import untouched, without

if TYPE_CHECKING:
    import datetime as dt

PROMPT = "<!-- An addendum to session {{ session }} of {{ date }}. It is signed when you save it. -->"
"""As a template writes it."""


def addendum_prompt(session: int, on: dt.date) -> str:
    """What an addendum starts from: the prompt, a blank line, and room to write."""
    filled = PROMPT.replace("{{ session }}", str(session)).replace("{{ date }}", on.isoformat())
    return f"{filled}\n\n"


def without_prompt(text: str) -> str:
    """The text as it is signed: the prompt, where nobody wrote in it, is not part of it."""
    return without(text, _UNTOUCHED)


_UNTOUCHED = untouched(PROMPT.replace("{{ session }}", "0").replace("{{ date }}", "0000-00-00"))
