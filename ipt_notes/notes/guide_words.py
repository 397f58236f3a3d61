"""What a template's prompt says to somebody who types into the note, said to somebody who is asked. Pure.

A prompt stands in the note, so it tells where to type; asked one by one, that is nowhere. Only words of the templates that
came with the program are put differently, and a test holds this table against them.
"""

from __future__ import annotations

import re

AS_ASKED = (
    (
        "A block a person, initials or a role in place of Name; copy it for more.",
        "One person after the other; initials or a role will do.",
    ),
    ("Somebody new, in place of Name.", "Is there somebody new?"),
    ("A new one in place of Name.", "Is there a new one?"),
    (" In place of Name.", ""),
    (", in place of Name", ""),
    ("Somebody known: `### N.`, only what is new.", "Of somebody known, only what is new."),
    (
        "Only what changed: `### N.`, and below it `- closeness ring: outer`.",
        "Only what changed: who it is, and the ring now.",
    ),
    ("`- has confidant: no` states", "A `no` to has confidant states"),
    ("Somebody who died: `- living status: deceased`.", "Of somebody who died, the living status: deceased."),
    ("`- PHQ-9: 2 2 3 2 1 1 2 0 0` or `- PHQ-9: 13`.", "2 2 3 2 1 1 2 0 0, or 13."),
    (
        "Each option: `### Name`, with `- pros:` and `- cons:`.",
        "Each option by its name, with its pros and cons.",
    ),
)
"""(words of a template, what they are when they are asked)."""


def as_asked(prompt: str) -> str:
    """The prompt as it reads where one question comes after the other."""
    for typed, asked in AS_ASKED:
        prompt = re.sub(_in_any_lines(typed), asked, prompt)
    return prompt


def _in_any_lines(words: str) -> str:
    """What finds the words, however they are broken into lines."""
    return r"\s+".join(map(re.escape, words.split(" ")))
