"""# EXP002: The summary names nobody and quotes no script

## What it does
Reads the free prose of the termination summary for names of the inventory, of the problem area and of
incidents, and for lines of a communication analysis word for word. It names the part of the summary,
not the person. A name that is another word too (Will, May) can be taken for one.

## Why
Third parties have not agreed to stand in a document that is sent, and verbatim speech belongs to the
notes (45 CFR 164.501 on what a summary may hold). An export leaves them out; the prose then reads
better if you did.

## Example
The part What remains says: Anna will call on Sundays.

## How to mend it
Write the relationship for the name (the sister), and say it in your words: `ipt-notes summary edit
CODE`.

## When an override is right
When the word is no name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.discretion import Discretion
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "EXP002"
NAME = "named-third-party"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write the relationship in place of the name, and leave quoted words out."
_PART = re.compile(r"^(?=##[ \t])", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for the whole summary."""
    text = _COMMENT.sub("", course.summary.text) if course.summary else ""
    if not text.strip():
        return
    keep = Discretion(course)
    parts = [_heading(part) for part in _PART.split(text) if keep(part) != part]
    if parts:
        where = joined(list(dict.fromkeys(parts)))
        yield Raised(f"the summary names a third party or repeats a script, under {where}")


def _heading(part: str) -> str:
    heading = part.partition("\n")[0].lstrip("#").strip()
    return heading if part.startswith("#") and heading else "no heading"
