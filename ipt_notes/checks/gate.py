"""When a rule is due, and the words several rules share."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import EndType, Phase
from ipt_notes.course.wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.course.model import Course, Incident

_LONG_RUN = 4
_AGREED_ENDS = (EndType.PLANNED, EndType.EARLY_AGREED, None)


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
    return _first_in(course, Phase.MIDDLE)


def first_final(course: Course) -> int | None:
    """The number of the first session whose note says final."""
    return _first_in(course, Phase.FINAL)


def first_maintenance(course: Course) -> int | None:
    """The number of the first session whose note says maintenance."""
    return _first_in(course, Phase.MAINTENANCE)


def _first_in(course: Course, phase: Phase) -> int | None:
    return next((session.number for session in course.attended if session.phase == phase), None)


def is_agreed_end(course: Course) -> bool:
    """Whether the course was concluded as planned or early by agreement, or nobody said how."""
    return course.conclusion is not None and course.conclusion.end_type in _AGREED_ENDS


def end_severity(course: Course) -> str:
    """What becomes of a rule about the ending where the course ended otherwise (DOMAIN 5c); "" leaves it as it is."""
    return "" if course.conclusion is None or is_agreed_end(course) else "info"


def at_end(course: Course) -> str:
    """Why the ending is due: "session 16 of 16 is held", "the course was concluded on 2026-04-20"; "" before."""
    if course.conclusion:
        return f"the course was concluded on {course.conclusion.on}"
    number = held(course)
    return f"session {number} of {course.planned} is held" if 0 < course.planned <= number else ""


def is_reviewed(course: Course, since: int) -> bool:
    """Whether a Plan review is written in session `since` or a later one."""
    return "plan_review" in course.charted and any(
        session.has("plan_review") for session in course.sessions if session.number >= since
    )


def analysis_of(incident: Incident) -> str:
    """ "the communication analysis of session 7 (The wardrobe)"."""
    title = f" ({incident.title})" if incident.title else ""
    return f"the communication analysis of session {incident.session}{title}"


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
