"""A text as an editor's file: bytes out and in, with what is to be mended as a comment above it."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.editing.outcome import Told

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FIRST = "<!-- This could not be saved yet. Please mend what is listed here and save again:"
_LAST = "     These lines go away by themselves. To leave it for later, close without a change. -->"


def first_row(text: str) -> int:
    """Where writing starts, counted from 0: under the first `##` heading and the prompt below it.

    In a text without headings it is below the prompt at its top and a blank line, else at the top.
    """
    lines = text.split("\n")
    heading = next((row for row, line in enumerate(lines) if line.startswith("## ")), None)
    if heading is not None:
        return row_below(lines, heading) or 0
    below = row_below(lines, -1) or 0
    is_blank = below > 0 and not lines[below].strip() and below + 1 < len(lines)
    return below + 1 if is_blank else below


def row_below(lines: Sequence[str], heading: int) -> int | None:
    """The first row under a heading (its row) and the prompt below it; None where the text ends before."""
    is_prompt = False
    for row in range(heading + 1, len(lines)):
        is_prompt = is_prompt or lines[row].startswith("<!--")
        if not is_prompt:
            return row
        is_prompt = "-->" not in lines[row]
    return None


def block(problems: Sequence[Told]) -> list[str]:
    """The lines to stand above the text. Line numbers are those in the editor, the block included."""
    if not problems:
        return []
    return [_FIRST, *(f"     {line}" for line in sentences(problems)), _LAST]


def sentences(problems: Sequence[Told]) -> list[str]:
    """What is to be mended, a line each, with the line numbers that the editor shows below the block."""
    return [_sentence(problem, len(problems) + 2) for problem in problems]


def _sentence(problem: Told, height: int) -> str:
    line, text = problem
    words = " ".join(text.replace("-->", "-- >").split())
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words)
    return f"line {line + height}: {shown}" if line else shown


def encode(text: str, above: Sequence[str]) -> bytes:
    """The file an editor opens."""
    return "\n".join([*above, text]).encode("utf-8", "backslashreplace")


def decode(raw: bytes, above: Sequence[str]) -> tuple[str, list[Told]]:
    r"""The text an editor left, without the block above it, and what is wrong with its bytes.

    UTF-8 with or without a byte order mark, UTF-16 with one; line ends become "\n". Bytes that are no text stand in
    it as \xe9, so nothing is lost.
    """
    encoding = "utf-16" if raw.startswith(_UTF16) else "utf-8-sig"
    try:
        return _without(raw.decode(encoding), above), []
    except UnicodeDecodeError as error:
        before = _without(raw[: error.start].decode(encoding, "ignore"), above)
        text = _without(raw.decode(encoding, "backslashreplace"), above)
        told = "this line has bytes that are no text; they stand there as \\x and two signs. Is it saved as UTF-8?"
        return text, [(before.count("\n") + 1, told)]


def _without(text: str, above: Sequence[str]) -> str:
    """Takes the block's own lines out, wherever they stand; what was typed between them stays."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own = {line.rstrip() for line in above}
    return "\n".join(line for line in lines if line.rstrip() not in own) if own else "\n".join(lines)


def without_block(text: str) -> str:
    """A text without any block that `block` made; what was typed between its lines stays."""
    lines = text.split("\n")
    if _FIRST not in lines or _LAST not in lines[lines.index(_FIRST) :]:
        return text
    first = lines.index(_FIRST)
    last = lines.index(_LAST, first)
    between = [line for line in lines[first + 1 : last] if not line.startswith("     ")]
    return "\n".join([*lines[:first], *between, *lines[last + 1 :]])
