"""# INV006: The person of the focus is in the inventory

## What it does
Speaks when the counterpart of a dispute, or the one who died, is named in the problem area and not in the
inventory.

## Why
The focus must trace to the inventory.

## Example
`area: role dispute`, `person: N.`, and the inventory has no N.

## How to mend it
Add the person to the inventory under the same name.

## When an override is right
Never: this rule is about integrity, safety or a definition, and a reason does not change the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.charting import label_of
from ipt_notes.course.vocabulary import ProblemArea, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV006"
NAME = "focus-person-not-in-inventory"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Add the person to the inventory under the same name."
ITEMS = ("inventory",)
_WITH_PERSON = (ProblemArea.GRIEF, ProblemArea.ROLE_DISPUTE)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a focus."""
    for focus in course.foci:
        named = label_of(focus.text("person"))
        if focus.area in _WITH_PERSON and named and course.people and not _is_known(course, named):
            yield Raised(
                f"the person of the focus ({words(focus.area)}) is not in the inventory", focus.first_session
            )


def _is_known(course: Course, named: str) -> bool:
    wanted = named.casefold()
    return any(
        wanted in (person.label.casefold(), person.relationship.casefold()) for person in course.people
    )
