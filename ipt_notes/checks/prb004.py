"""# PRB004: No linked event stands against deficits

## What it does
Speaks when the focus is interpersonal deficits, and somebody in the inventory who has died, or with whom
problems are described, is linked to the episode.

## Why
Hidden deaths, disputes and transitions are easily missed.

## Example
The father is `living status: deceased` and `linked to episode: yes`.

## How to mend it
Look at the focus again, or say why it stays.

## When an override is right
When the link was looked at and another focus did not fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "PRB004"
NAME = "hidden-event"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Look at the focus again, or document why it stays."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a person."""
    if not any(focus.area == ProblemArea.INTERPERSONAL_DEFICITS for focus in course.foci):
        return
    for person in course.people:
        if person.is_linked and (person.is_deceased or person.text("problems_linked_to_episode")):
            why = "has died" if person.is_deceased else "has problems described"
            yield Raised(
                f"{person.label} {why} and is linked to the episode; the focus is interpersonal deficits",
                person.first_session,
            )
