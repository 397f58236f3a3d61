"""# BEG001: The beginning is complete by its last session

## What it does
Lists the required beginning items that are not complete by the variant's limit (session 3 in acute IPT),
once that session or a middle session is held. An item is complete in the first session after which each
required field of its section has a value, `none`, or `not asked: reason`; the intake counts. An item that
was completed late is listed too.

While an item is listed here, the other rules do not also say that it is empty.

## Why
The assessments belong to the first three sessions, and the strictest authors make that a ceiling (Stuart
and Robertson 2012, chapter 3; Markowitz, Focus 2006; Markowitz, IPT for PTSD; Thomas 2021). Some protocols
have four (iptuk.net), brief IPT has two: the limit is the variant's. The list of items is this project's.

## Example
After session 3 the inventory has one person without a closeness ring, and no contract is written: both are
listed.

## How to mend it
Write the sections that are listed, in the session in which the work is done. `ipt write CODE` carries them
forward.

## When an override is right
A crisis, an interpreter, an unclear diagnosis, a four-session protocol. Name the session to which the
beginning is extended, at most two later: `ipt-notes override CODE BEG001 --extend-to 5 --reason ...`. Every
rule that speaks "by the limit" then waits for that session. It may be done afterwards too, and then covers
what was completed in between. What is still missing after that session is an error again, and no further
override covers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.checks.gate import count, first_middle, held
from ipt_notes.course.charted import told_missing
from ipt_notes.course.sections import SECTION_OF_ITEM, section_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import BeginningItem, Course

CODE = "BEG001"
NAME = "unfinished-beginning"
SEVERITY = "error"
IS_OVERRIDABLE = True
FIX = "Write the sections listed, or document why the beginning is extended (override with --extend-to)."
_SHOWN = 6


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """What is late: apart from each other, what an extension covers and what nothing covers."""
    limit = course.beginning_limit
    if not limit or (held(course) < limit and first_middle(course) is None):
        return
    late = _late(course.required_items, limit)
    has_run_out = course.limit == limit or held(course) >= course.limit
    uncovered = _late(late, course.limit) if has_run_out else []
    covered = [item for item in late if item not in uncovered]
    if covered:
        yield _raised(course, covered, limit)
    if uncovered:
        yield _raised(course, uncovered, course.limit)


def _late(items: Iterable[BeginningItem], limit: int) -> list[BeginningItem]:
    return [item for item in items if item.completed_session is None or item.completed_session > limit]


def _raised(course: Course, items: list[BeginningItem], limit: int) -> Raised:
    told = _told(course, items)
    is_final, middle = limit > course.beginning_limit, first_middle(course)
    if held(course) < limit and middle is not None:
        session, when = middle, f"and session {middle} is a middle session"
    else:
        extended = f", extended to session {course.limit}" if course.limit > limit else ""
        moved = ", to which the beginning was extended" if is_final else extended
        session, when = limit, f"by session {limit}{moved} ({held(course)} held)"
    are = f"{count(len(items), 'beginning item is', 'beginning items are')} not complete {when}: {told}"
    return Raised(are, session, tuple(item.id for item in items), is_final=is_final)


def _told(course: Course, items: list[BeginningItem]) -> str:
    """The items by what they lack: "Contract (agreed on); Goals, Formulation (nothing written)"."""
    by_lack: dict[str, list[str]] = {}
    for item in items:
        heading = "baseline measure" if item.id == "baseline_measure" else section_heading(item.id)
        by_lack.setdefault(_lacks(course, item), []).append(heading)
    return "; ".join(f"{', '.join(headings)} ({lack})" for lack, headings in by_lack.items())


def _lacks(course: Course, item: BeginningItem) -> str:
    if item.completed_session is not None:
        return f"completed in session {item.completed_session}"
    if SECTION_OF_ITEM.get(item.id, item.id) not in course.charted:
        return "none taken" if item.id == "baseline_measure" else "nothing written"
    return told_missing(item.missing, _SHOWN)
