"""# BEG010: Beginning items are written near their session

## What it does
Finds sessions of the beginning in which an item was last changed more than seven days after the session, in
the note or by an addendum. It looks at what an item is made of, up to the session in which it is complete;
other sections may be edited later.

## Why
Honest dating: what is claimed for a session should have been known then. The rule and its week are this
project's.

## Example
The contract in the note of session 2, held on 19 January, was last changed on 3 February: 15 days.

## How to mend it
If the work was done later, write it in the later session; if not, say why it was written late.

## When an override is right
An illness, a correction of spelling: say which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.sections import SECTION_OF_ITEM, section_heading
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course, Session

CODE = "BEG010"
NAME = "late-beginning-edit"
SEVERITY = "info"
IS_OVERRIDABLE = True
FIX = "Move what was done later to its own session, or say why it was written late."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """One finding a session."""
    if not course.limit:
        return
    for session in course.sessions:
        late = [
            (days, section)
            for section, at in _written(course, session)
            if (days := (at.date() - session.date).days) > setting.thresholds.edit_days
        ]
        if late:
            sections = joined(list(dict.fromkeys(section_heading(section) for _, section in late)))
            yield Raised(
                f"in session {session.number} of {session.date}, {sections} last changed {max(late)[0]} days later",
                session.number,
            )


def _written(course: Course, session: Session) -> Iterator[tuple[str, dt.datetime]]:
    """Each section of a session that an item is made of, with when it was last changed."""
    claimed = {
        SECTION_OF_ITEM.get(item.id, item.id)
        for item in course.required_items
        if item.completed_session is not None and session.number <= item.completed_session
    }
    yield from ((section, at) for section, at in session.edited.items() if section in claimed)
    for addendum in session.addenda:
        yield from ((each.id, addendum.at) for each in addendum.content.sections if each.id in claimed)
