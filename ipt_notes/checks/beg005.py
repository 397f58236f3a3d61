"""# BEG005: The psychiatric history is complete

## What it does
Names the fields of the psychiatric history that are blank by the limit. `none reported` and `not asked:
reason` are answers.

## Why
A full history is a task of the first phase (iptuk.net, stages of IPT; Thomas 2021). Its fields are this
project's split.

## Example
By session 3 `family history` is blank.

## How to mend it
Fill the field, or write `not asked:` and why.

## When an override is right
When the history is kept elsewhere: say where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now
from ipt_notes.course.sections import BY_ID
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "BEG005"
NAME = "gaps-in-history"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Fill the fields named, or write `not asked:` and the reason."
ITEMS = ("psychiatric_history",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all blank fields."""
    if not is_due(course):
        return
    keys = BY_ID["psychiatric_history"].required
    blank = [words(key) for key in keys if not course.charted_text("psychiatric_history", key)]
    if blank:
        yield Raised(f"{now(course)}: the psychiatric history is blank in {joined(blank)}")
