"""# SES002: Sessions follow each other weekly

## What it does
Finds gaps of more than 14 days between attended sessions. It is silent where the contract names another
pace than weekly; a maintenance course, monthly as a rule, has 62 days.

## Why
The weekly pace keeps the momentum (Thomas 2021; Markowitz, IPT for PTSD). The days are this project's.

## Example
Session 4 on 5 March, session 5 on 26 March: 21 days.

## How to mend it
Note the reason, with an override: nothing else can be mended.

## When an override is right
Illness, leave, a cancellation: say which. A later gap needs its own word.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting, Thresholds
    from ipt_notes.course.model import Course

CODE = "SES002"
NAME = "long-gap"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Note the reason for the gap (override)."
_WEEKLY = re.compile(r"\s*(weekly|(once|every|each)( a)? week\b)", re.IGNORECASE)
_OTHER_PACE = re.compile(
    r"fortnight|month|bi-?weekly|(two|2|three|3|four|4|second|other) weeks?\b", re.IGNORECASE
)


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """One finding a gap."""
    most = usual_gap(course, setting.thresholds)
    if most is None:
        return
    for before, after in pairwise(course.attended if course.is_maintenance else course.counted):
        days = (after.date - before.date).days
        if days > most:
            told = f"{days} days between session {before.number} and session {after.number}; at most {most} is usual"
            yield Raised(told, after.number)


def usual_gap(course: Course, usual: Thresholds) -> int | None:
    """The days between two sessions that are usual; None where the contract names another pace than weekly."""
    if course.is_maintenance:
        return usual.maintenance_gap_days
    pace = course.charted_text("contract", "frequency")
    return None if _OTHER_PACE.search(pace) and not _WEEKLY.match(pace) else usual.gap_days
