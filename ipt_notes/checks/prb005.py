"""# PRB005: Grief is about somebody who died

## What it does
Speaks when the focus is grief, and nobody in the inventory has died and is linked to the episode.

## Why
Grief as a problem area needs a death (International Society of IPT, key elements; Thomas 2021); other
losses belong to role transition. Some teach a wider use of the word.

## Example
The focus is grief for a marriage that ended.

## How to mend it
Mark the person (`living status: deceased`, `linked to episode: yes`), choose role transition, or write
`grief definition: broad` under Problem area.

## When an override is right
A stillbirth; a practice trained in the wider use of the word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count, is_due
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB005"
NAME = "grief-without-death"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Mark who died and link them, use role transition, or write `grief definition: broad`."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding, once somebody is in the inventory or should be."""
    if not course.people and not is_due(course):
        return
    has_death = any(person.is_deceased and person.is_linked for person in course.people)
    for focus in course.foci:
        is_broad = focus.text("grief_definition") == "broad"
        if focus.area == ProblemArea.GRIEF and not is_broad and not has_death:
            yield Raised(
                f"the focus is grief, and none of the {count(len(course.people), 'person', 'people')} in the "
                "inventory has died and is linked to the episode",
                focus.first_session,
                items=() if course.people else ("inventory",),
            )
