"""# PRB004: No linked event stands against deficits

## What it does
Speaks when the focus is interpersonal deficits, and a person of the inventory who has died, or with whom
problems are described, is linked to the episode; or an event of the timeline that moved the client's mood
reads like a death, a dispute or a transition.

Events are recognised by English words such as died, separated or redundancy: the rule can miss one, and can
be wrong.

## Why
Hidden deaths, disputes and transitions are easily missed (Weissman, Markowitz and Klerman 2018, on
deficits).

## Example
The father is `living status: deceased` and `linked to episode: yes`. Or the timeline has `- 2024-09: father
died; low since`.

## How to mend it
Look at the focus again, or say why it stays.

## When an override is right
When the event was looked at and another focus did not fit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import stated
from ipt_notes.course.vocabulary import ProblemArea

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course
    from ipt_notes.course.note import TimelineEvent

CODE = "PRB004"
NAME = "hidden-event"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Look at the focus again, or document why it stays."
_UNMOVED = r"\s*(no change|unchanged|no effect)"
_SIGNS = {
    "death": r"\b(died|dies|death|funeral|bereave\w*|widow\w*|stillb\w+|miscarr\w+)\b",
    "dispute": r"\b(argu\w+|quarrel\w*|disput\w+|conflict\w*|fell out|falling out|estrang\w+|affair)\b",
    "transition": (
        r"\b(divorc\w+|separat\w+|retire\w*|redundan\w+|dismiss\w+|unemploy\w+|lost (\w+ )?job|new job|moved|"
        r"emigrat\w+|left home|graduat\w+|birth|promot\w+)\b"
    ),
}


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a person or event."""
    if not any(focus.area == ProblemArea.INTERPERSONAL_DEFICITS for focus in course.foci):
        return
    for person in course.people:
        has_problems = stated(person.text("problems_linked_to_episode"))
        if person.is_linked and (person.is_deceased or has_problems):
            why = "has died" if person.is_deceased else "has problems described"
            told = f"{person.label} {why} and is linked to the episode; the focus is interpersonal deficits"
            yield Raised(told, person.first_session)
    for session, event in course.timeline:
        kind = _kind(event)
        if kind:
            told = f"the timeline event of {event.when} moved mood and reads like a {kind}"
            yield Raised(f"{told}; the focus is interpersonal deficits", session)


def _kind(event: TimelineEvent) -> str:
    """What an event that moved the mood reads like: "death", "dispute", "transition" or ""."""
    if not stated(event.mood_change) or re.match(_UNMOVED, event.mood_change, re.IGNORECASE):
        return ""
    return next((kind for kind, signs in _SIGNS.items() if re.search(signs, event.event, re.IGNORECASE)), "")
