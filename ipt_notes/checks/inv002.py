"""# INV002: Each person is described

## What it does
Names what a person of the inventory lacks: relationship, support given and received, whether the client
confides in them, the communication pattern, the link to the episode. `none` and `not asked: reason` are
answers.

## Why
This is what the inventory is for (Thomas 2021; International Society of IPT, key elements).

## Example
`### J. (colleague)` has no `support received`.

## How to mend it
Complete the person, in this note or in any later one: only what is new needs to be written.

## When an override is right
For somebody who was mentioned in passing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV002"
NAME = "incomplete-person"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write the missing fields under the person's name; a later note may add them."
ITEMS = ("inventory",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a person."""
    for person in course.people:
        missing = [words(key) for key in person.missing if key != "closeness_ring"]
        if missing:
            yield Raised(f"{person.label} in the inventory lacks {joined(missing)}", person.first_session)
