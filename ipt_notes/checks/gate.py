"""When a rule is due, and the words several rules share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import Phase

if TYPE_CHECKING:
    from ipt_notes.course.model import Course


def is_due(course: Course) -> bool:
    """Whether the beginning's limit is reached; never where a variant has no beginning."""
    return 0 < course.limit <= course.last_number


def now(course: Course) -> str:
    """Where the course stands: "session 3 of 3"."""
    if course.last_number >= course.limit:
        return f"session {course.last_number}, due by session {course.limit}"
    return f"session {course.last_number} of {course.limit}"


def first_middle(course: Course) -> int | None:
    """The number of the first session whose note says middle."""
    return next((session.number for session in course.attended if session.phase == Phase.MIDDLE), None)


def count(number: int, one: str, many: str = "") -> str:
    """ "1 person", "2 people"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
