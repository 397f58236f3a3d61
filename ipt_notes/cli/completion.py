"""`ipt-notes completion`: the script that lets a shell complete commands, and the answers it asks for.

A script puts what is typed so far into IPT_NOTES_COMPLETE (bash the line, the others a word a line), so that no word of it
is in an argument list that others can see, and runs the same command. The answer's first line says what may come: `words`, which follow, a line each with its
meaning behind a tab, or `files`, or `folders`. Whatever goes wrong, the answer is empty: nothing is told in the middle
of a line that somebody types.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from ipt_notes.cli import frame, printing
from ipt_notes.errors import NotFound

if TYPE_CHECKING:
    from ipt_notes.cli._completion_answer import Offer

app = frame.group("")

SHELLS = ("bash", "zsh", "fish", "powershell")
_ASKED = "IPT_NOTES_COMPLETE"
_BREAKS = "IPT_NOTES_COMPLETE_BREAKS"
_FOLDER = Path(__file__).parents[1] / "completions"


class Script(Struct, frozen=True):
    """What a shell reads to complete commands."""

    shell: str
    script: str


class Answer(Struct, frozen=True):
    """What may stand where the cursor is: `kind` is words, files or folders; each choice with what it is ("" for nothing)."""

    kind: str
    choices: tuple[tuple[str, str], ...]


def _told(result: Script | Answer) -> Iterable[str]:
    if isinstance(result, Script):
        yield printing.Verbatim(result.script)
        return
    yield result.kind
    for word, about in result.choices:
        yield printing.Verbatim(f"{word}\t{about}\n" if about else f"{word}\n")


@frame.command(app, "completion", Script | Answer, _told)
def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
) -> Script | Answer:
    """Print the script that completes commands in your shell. `ipt-notes help completion` tells where it goes.

    Commands, options, their values and files are completed; your codes too, where the vault opens without a question.
    """
    if shell not in SHELLS:
        raise NotFound(what=f"a script for {shell!r}", hint=f"known: {', '.join(SHELLS)}")
    typed = os.environ.get(_ASKED)
    if typed is None:
        return Script(shell, (_FOLDER / f"ipt-notes.{shell}").read_text(encoding="utf-8"))
    try:
        return _answered(shell, typed)
    except Exception:  # noqa: BLE001 - an error in the middle of a line that is typed helps nobody
        return Answer("words", ())


def _answered(shell: str, typed: str) -> Answer:
    from ipt_notes.cli._completion_answer import offer

    if shell == "bash":
        return _for_bash(typed)
    words = (typed.removesuffix("\n") if shell == "fish" else typed).split("\n")
    found = offer(words)
    return Answer(found.kind, _fitting(found, "" if set(words[-1]) & set("'\"\\`") else words[-1]))


def _for_bash(typed: str) -> Answer:
    """For bash a choice is what is inserted; a meaning has no place beside it."""
    from ipt_notes.cli._completion_answer import offer
    from ipt_notes.cli._completion_line import as_typed, read_line

    line = read_line(typed, os.environ.get(_BREAKS, "=:@"))
    found = offer(line.words[1:] or [""])
    return Answer(
        found.kind, tuple((as_typed(word, line), "") for word, _ in _fitting(found, line.words[-1]))
    )


def _fitting(found: Offer, current: str) -> tuple[tuple[str, str], ...]:
    """The choices that begin with what is typed; where none does, those that do in other letters, such as small ones."""
    choices = [(found.before + word, about) for word, about in found.choices]
    exact = tuple(one for one in choices if one[0].startswith(current))
    if exact:
        return exact
    from ipt_notes.keys.identity import normal_code

    near = tuple(one for one in choices if normal_code(one[0]).startswith(normal_code(current)))
    shared = os.path.commonprefix([word for word, _ in near])  # noqa: RUF071 - letter by letter, as a shell does
    return near if len(shared) >= len(current) else ()
