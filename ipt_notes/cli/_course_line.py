"""A course in a line, as several commands tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.services.clients import CourseLine


def told_course(line: CourseLine) -> Iterable[str]:
    """A course in words."""
    state = (
        f"concluded on {line.concluded_on} ({words(line.end_type)})"
        if line.is_concluded
        else words(line.phase)
    )
    focus = f", {words(line.focus)}" if line.focus else ""
    name = VARIANTS[line.variant].name
    yield f"{line.code}: {name}, from {line.start}, {line.attended} of {line.planned} sessions{focus}; {state}"
