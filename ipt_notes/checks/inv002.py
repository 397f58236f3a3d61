"""# INV002: Each person is described

## What it does
Names what a person of the inventory lacks: relationship, support given and received, whether they are a
confidant, the communication pattern, the link to the episode.

## Why
This is the content the inventory is for.

## Example
`### J. (colleague)` has no `support received`.

## How to mend it
Complete the person, in any later note: only what is new needs to be written.

## When an override is right
For somebody who was mentioned in passing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV002"
NAME = "person-incomplete"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write the missing fields under the person's name; a later note may add them."
ITEMS = ("inventory",)
_NEEDED = ("support_given", "support_received", "is_confidant", "communication_pattern", "linked_to_episode")


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a person."""
    for person in course.people:
        missing = [words(key) for key in _NEEDED if not person.text(key)]
        if not person.relationship:
            missing.insert(0, "relationship")
        if missing:
            yield Raised(f"{person.label} in the inventory lacks {', '.join(missing)}", person.first_session)
