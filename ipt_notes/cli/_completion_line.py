r"""A half-typed line as bash reads it, and what is offered as bash takes it.

readline replaces the part of the last word that stands behind an open quotation mark, else behind the last of the
characters that it breaks words at (COMP_WORDBREAKS, which has `=` and `:`). What is offered there is written as it
would have to be typed: `MK\ 014`, or within quotation marks whatever these ask for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SAFE = r"[\w@%+=:,./-]"
_IN_DOUBLE = r'["\\$`]'


class Line(NamedTuple):
    """The words; of the last one the quotation mark that is open ("" for none), and what of it readline leaves alone.

    `kept` counts the letters of the last word, as it is meant, that stand before what is replaced.
    """

    words: list[str]
    quote: str
    kept: int


def read_line(typed: str, breaks: str) -> Line:
    r"""The words of a line up to the cursor, without quotation marks and backslashes; the last is the one being typed."""
    words: list[str] = []
    word, quote, kept, is_begun = "", "", 0, False
    letters = iter(typed)
    for letter in letters:
        if quote == "'" and letter != "'":
            word += letter
        elif letter == "\\" and quote != "'":
            following = next(letters, "")
            is_literal = quote == '"' and following not in '"\\$`\n'
            word, is_begun = word + ("\\" if is_literal else "") + following, True
        elif quote:
            quote, word = ("", word) if letter == quote else (quote, word + letter)
            kept = kept if quote else len(word)
        elif letter in "'\"":
            quote, is_begun, kept = letter, True, len(word)
        elif letter in " \t\n":
            if is_begun:
                words.append(word)
            word, is_begun, kept = "", False, 0
        else:
            word, is_begun = word + letter, True
            kept = len(word) if letter in breaks else kept
    return Line([*words, word], quote, kept)


def as_typed(value: str, line: Line) -> str:
    """What is put in place of what readline replaces, so that the last word of the line means `value`.

    readline closes a quotation mark that is open, unless what it has put there ends in one.
    """
    rest = value[line.kept :]
    if line.quote == "'":
        rest = rest.replace("'", "'\\''")
    elif line.quote == '"':
        rest = re.sub(_IN_DOUBLE, r"\\\g<0>", rest).replace("!", "\"'!'\"")
    else:
        return "".join(each if re.fullmatch(_SAFE, each) else f"\\{each}" for each in rest)
    return rest + line.quote if rest.endswith(line.quote) else rest
