"""What counts as a reason: the one rule for every command that asks why."""

from __future__ import annotations

from ipt_notes.course.wording import is_reason
from ipt_notes.errors import UsageProblem


def reasoned(text: str, what: str, option: str = "--reason") -> str:
    """The reason on one line; UsageProblem for none, and for one that is a placeholder: dots, a letter.

    `what` needs it ("a hold"), and `option` gives it.
    """
    words = " ".join(text.split())
    noun = option.removeprefix("--")
    if not words:
        raise UsageProblem(what=f"{what} needs a {noun}", hint=f"add {option}")
    if not is_reason(words):
        raise UsageProblem(
            what=f"{what} needs a {noun} in words", hint=f"{option}: say it so that a colleague understands"
        )
    return words
