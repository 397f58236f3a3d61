"""# PRB005: Grief is about somebody who died

## What it does
Speaks when the focus is grief, and the person it names is not recorded as deceased and linked to the
episode; or, where it names nobody in the inventory, nobody there is.

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
    from ipt_notes.course.model import Course, Person

CODE = "PRB005"
NAME = "grief-without-death"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Mark who died and link them, use role transition, or write `grief definition: broad`."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding, once somebody is in the inventory or should be."""
    if not course.people and not is_due(course):
        return
    for focus in course.foci:
        if focus.area != ProblemArea.GRIEF or focus.text("grief_definition") == "broad":
            continue
        named = course.person(focus.text("person"))
        if not any(
            person.is_deceased and person.is_linked for person in ([named] if named else course.people)
        ):
            items = () if course.people else ("inventory",)
            yield Raised(_told(course, named), focus.first_session, items=items)


def _told(course: Course, named: Person | None) -> str:
    """What is not recorded; the name is not repeated."""
    if named:
        return "the person named for grief is not recorded as deceased and linked to the episode"
    people = count(len(course.people), "person", "people")
    return (
        f"the focus is grief, and none of the {people} in the inventory has died and is linked to the episode"
    )
