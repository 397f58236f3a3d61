"""# RIV001: A review by session 6

## What it does
Finds a running course that has reached session 6 without a section `Riverside review` in any note.

## Why
The practice agreed to look back together while there is still time to change something.

## How to mend it
Use the template `riverside_review` for the next session, or add `## Riverside review` to a note.

## When an override is right
When the client asked to leave it, or when there was a review elsewhere: say where.
"""

from collections.abc import Iterator

from ipt_notes import Course
from ipt_notes.checks.finding import Raised
from ipt_notes.checks.setting import Setting
from riverside_rules.thresholds import REVIEW_BY

API = 1
CODE = "RIV001"
NAME = "no-review"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Add a section Riverside review (the template riverside_review has one)."
SECTION = "riverside_review"
"""The id of a section: its heading in small letters, with _ for what is between the words."""


def has_review(course: Course) -> bool:
    """Whether any note has the practice's section."""
    sections = (section for session in course.sessions for section in session.content.sections)
    return any(section.id == SECTION for section in sections)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """Raised at the last session."""
    if course.conclusion is None and course.last_number >= REVIEW_BY and not has_review(course):
        yield Raised(f"no review by session {REVIEW_BY}", course.last_number)
