"""# FRM001: The formulation links, names and is answered

## What it does
Speaks when by the limit the formulation lacks the link to the diagnosis, the problem area, or the client's
response.

## Why
It links the illness to the life situation, and is offered to the client for agreement (Weissman, Markowitz
and Klerman 2018, chapter 2; Markowitz, IPT for PTSD). A link is no proof of a cause.

## Example
`client response` is blank.

## How to mend it
Complete it, in the session in which it was offered.

## When an override is right
When it was offered and the client asked for time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import is_due, now
from ipt_notes.course.vocabulary import words
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course

CODE = "FRM001"
NAME = "incomplete-formulation"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Complete the Formulation section."
ITEMS = ("formulation",)


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding for all blank fields."""
    if not is_due(course):
        return
    keys = ("diagnosis_link", "problem_area", "client_response")
    blank = [words(key) for key in keys if not course.charted_text("formulation", key)]
    if blank:
        yield Raised(f"{now(course)}: the formulation lacks {joined(blank)}")
