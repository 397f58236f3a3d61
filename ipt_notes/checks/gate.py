"""When a rule is due, and the words several rules share."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import Phase
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.course.model import Course

_LONG_RUN = 4


def held(course: Course) -> int:
    """The number of the last session that counts towards the limit; 0 before the first (DOMAIN 5d)."""
    return max((session.number for session in course.counted), default=0)


def is_due(course: Course) -> bool:
    """Whether the beginning's limit is reached; never where a variant has no beginning."""
    return 0 < course.limit <= held(course)


def now(course: Course) -> str:
    """Where the course stands: "session 4 is held, and this was due by session 3"."""
    extended = f" (extended from {course.beginning_limit})" if course.limit > course.beginning_limit else ""
    due = "this session" if held(course) == course.limit else f"session {course.limit}"
    return f"session {held(course)} is held, and this was due by {due}{extended}"


def first_middle(course: Course) -> int | None:
    """The number of the first session whose note says middle."""
    return next((session.number for session in course.attended if session.phase == Phase.MIDDLE), None)


def count(number: int, one: str, many: str = "") -> str:
    """ "1 person", "2 people"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def named_sessions(numbers: Sequence[int]) -> str:
    """ "session 2", "sessions 1, 2 and 3", "the intake and sessions 1 to 16": a long run is a range."""
    held = list(dict.fromkeys(number for number in numbers if number))
    intake = ["the intake"] if 0 in numbers else []
    many = "sessions" if len(held) > 1 else "session"
    return joined(intake + ([f"{many} {joined(list(_runs(held)))}"] if held else []))


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    for _, group in groupby(enumerate(numbers), key=lambda at: at[1] - at[0]):
        run = [str(number) for _, number in group]
        yield from run if len(run) < _LONG_RUN else [f"{run[0]} to {run[-1]}"]
