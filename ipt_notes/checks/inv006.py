"""# INV006: The person of the focus is in the inventory

## What it does
Speaks when the counterpart of a dispute, or the one who died, is named in the problem area and is not in
the inventory. Letter case does not matter, and a relationship that only one person has will do: `person:
partner`.

## Why
The focus must trace to the inventory (International Society of IPT, key elements).

## Example
`area: role dispute`, `person: N.`, and the inventory has no N.

## How to mend it
Add the person to the inventory under the same name.

## When an override is right
Never. The person takes a line in the inventory, and without it nobody can see whom the focus is about; a
reason does not say it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count, is_due
from ipt_notes.course.sections import stated
from ipt_notes.course.vocabulary import ProblemArea, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "INV006"
NAME = "focus-person-outside-inventory"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Add the person to the inventory under the same name."
_WITH_PERSON = (ProblemArea.GRIEF, ProblemArea.ROLE_DISPUTE)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a focus, once somebody is in the inventory or should be; the name is not repeated."""
    if not course.people and not is_due(course):
        return
    for focus in course.foci:
        named = stated(focus.text("person"))
        if focus.area in _WITH_PERSON and named and course.person(named) is None:
            yield Raised(
                f"the person named for {words(focus.area)} is none of the "
                f"{count(len(course.people), 'person', 'people')} in the inventory",
                focus.first_session,
                items=() if course.people else ("inventory",),
            )
