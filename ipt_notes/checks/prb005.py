"""# PRB005: Grief is about somebody who died

## What it does
Speaks when the focus is grief and nobody in the inventory has died and is linked to the episode.

## Why
Grief as a problem area needs a death; other losses belong to role transition.

## Example
The focus is grief for a marriage that ended.

## How to mend it
Mark the person (`living status: deceased`, `linked to episode: yes`), choose role transition, or write `grief
definition: broad`.

## When an override is right
A stillbirth; a practice trained in the broader use of the word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
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
    """One finding."""
    for focus in course.foci:
        is_broad = focus.text("grief_definition") == "broad"
        died = any(person.is_deceased and person.is_linked for person in course.people)
        if focus.area == ProblemArea.GRIEF and not is_broad and not died:
            yield Raised(
                "the focus is grief; nobody in the inventory has died and is linked to the episode",
                focus.first_session,
            )
