"""What stands against a final document, apart from findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.checks.gate import named_sessions
from ipt_notes.command_line import typed

if TYPE_CHECKING:
    from ipt_notes.course.model import Course


class Obstacle(Struct, frozen=True):
    """What it is, and what to do about it."""

    message: str
    fix: str


def course_obstacles(course: Course) -> tuple[Obstacle, ...]:
    """Unsigned notes, what waits for a supervisor's signature, and a course that is not concluded."""
    code, found = course.client.code, []
    if not course.sessions:
        found.append(Obstacle("there is no session note", f"ipt-notes write {typed(code)}"))
    if course.unsigned:
        named = named_sessions([session.number for session in course.unsigned])
        found.append(Obstacle(f"not signed: {named}", f"ipt-notes note sign --all {typed(code)}"))
    if course.awaiting:
        named = named_sessions([session.number for session in course.awaiting])
        what = f"waiting for a supervisor's signature: {named}"
        found.append(Obstacle(what, f"ipt-notes note cosign {typed(code)} --all"))
    if course.summary and course.summary.awaits_cosignature:
        what = "the summary waits for a supervisor's signature"
        found.append(Obstacle(what, f"ipt-notes summary cosign {typed(code)}"))
    if course.conclusion is None:
        found.append(Obstacle("the course is not concluded", f"ipt-notes client conclude {typed(code)}"))
    return tuple(found)
