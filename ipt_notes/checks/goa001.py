"""# GOA001: There is a goal in each domain

## What it does
Names the domains without a goal by the limit: symptoms, relationships, social support.

## Why
These are the three primary goals of IPT (Thomas 2021; Stuart, Psychiatric Annals 2006).

## Example
Goals for symptoms and relationships, none for social support.

## How to mend it
Add a goal with the client, or write `none` and why.

## When an override is right
When a domain is not where the difficulty is: say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now
from ipt_notes.course.sections import GOAL_DOMAINS
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "GOA001"
NAME = "missing-goal"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Add a goal in each domain under Goals."
ITEMS = ("goals",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all domains."""
    if not is_due(course):
        return
    blank = [words(domain) for domain in GOAL_DOMAINS if not course.charted_text("goals", domain)]
    if blank:
        yield Raised(f"{now(course)}: there is no goal for {joined(blank)}")
