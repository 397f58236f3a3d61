"""# BEG001: The beginning is complete by its last session

## What it does
Lists the required beginning items that are not complete by the limit of the variant (session 3 in acute IPT),
once that session is held or a middle session is. A task counts as complete in the first session after which
every required field of its section has a value, `none`, or `not asked: reason`.

## Why
The assessments belong to the first three sessions; the strictest authors state that as a ceiling (Stuart and
Robertson, chapter 3; Markowitz, Focus 2006; Markowitz, IPT for PTSD). The list of items is this project's.

## Example
After session 3 the inventory has one person without a closeness ring, and no contract is written: both are
listed.

## How to mend it
Write the sections that are listed, in the session in which the work is done. `ipt write CODE` carries them
forward.

## When an override is right
A crisis, an interpreter, an unclear diagnosis, a four-session protocol. Name the session the beginning is
extended to, at most two later: `ipt-notes override CODE BEG001 --extend-to 5 --reason ...`. After that
session the rule speaks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count, first_middle
from ipt_notes.course.sections import section_heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import BeginningItem, Course

CODE = "BEG001"
NAME = "unfinished-beginning"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Write the sections listed, or document why the beginning is extended (override with --extend-to)."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """The items that are late; those an extension covers are told apart from those nothing covers."""
    limit, last = course.beginning_limit, course.last_number
    middle = first_middle(course)
    if not limit or not (last >= limit or middle is not None):
        return
    extended = course.limit if course.limit > limit else None
    late = [item for item in course.required_items if _is_late(item, limit)]
    uncovered = [item for item in late if _is_late(item, course.limit)]
    covered = [item for item in late if item not in uncovered or (extended and last < extended)]
    if covered:
        yield Raised(_said(covered, course, limit), limit, _missing(covered))
    if uncovered and (extended is None or last >= extended):
        yield Raised(
            _said(uncovered, course, course.limit), None, _missing(uncovered), is_final=extended is not None
        )


def _is_late(item: BeginningItem, limit: int) -> bool:
    return item.completed_session is None or item.completed_session > limit


def _missing(items: list[BeginningItem]) -> tuple[str, ...]:
    return tuple(item.id for item in items if not item.is_complete)


def _said(items: list[BeginningItem], course: Course, limit: int) -> str:
    told = "; ".join(_told(item) for item in items)
    return f"{count(len(items), 'beginning item')} not complete by session {limit} ({course.last_number} held): {told}"


def _told(item: BeginningItem) -> str:
    heading = "baseline measure" if item.id == "baseline_measure" else section_heading(item.id)
    if item.completed_session is not None:
        return f"{heading} (completed in session {item.completed_session})"
    shown = item.missing[:4]
    more = f" and {len(item.missing) - 4} more" if len(item.missing) > 4 else ""
    return f"{heading} ({', '.join(shown)}{more})"
