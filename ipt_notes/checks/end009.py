"""# END009: Each goal has a final status

## What it does
Speaks when the last planned session is held or the course is concluded, and a goal has no status, or
still the status `open`. A domain whose goal is `none` has nothing to rate. Where the course did not end
by agreement it is a note only.

## Why
The gains are reviewed against the goals (ebrary.net 75315, IPT casebook).

## Example
`symptoms status: met`, and no status for relationships.

## How to mend it
Go through the goals with the client, and write each status under Goals: met, partly met, not met.

## When an override is right
When a goal was given up: say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import at_end, end_severity
from ipt_notes.course.sections import GOAL_DOMAINS, stated
from ipt_notes.course.vocabulary import to_id, words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "END009"
NAME = "unrated-goal"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write a status for each goal under Goals: met, partly met, not met."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all goals."""
    when = at_end(course)
    if not when:
        return
    unrated = [words(domain) for domain in GOAL_DOMAINS if _is_unrated(course, domain)]
    if unrated:
        told = f"{when}, and the goal for {joined(unrated)} has no final status"
        yield Raised(told, severity=end_severity(course))


def _is_unrated(course: Course, domain: str) -> bool:
    status = course.charted_text("goals", f"{domain}_status")
    is_open = not status or to_id(status).startswith("open")
    return bool(stated(course.charted_text("goals", domain))) and is_open
