"""The extension of a beginning that is in force: from which session to which, by whom, when and why. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ipt_notes.course.model import Course


class Extension(Struct, frozen=True):
    """The beginning would end with session `limit`, and ends with session `extended_to`."""

    limit: int
    extended_to: int
    on: dt.date
    by: str
    reason: str

    @property
    def words(self) -> str:
        """ "the beginning is extended from session 3 to session 4"."""
        return f"the beginning is extended from session {self.limit} to session {self.extended_to}"

    @property
    def signed(self) -> str:
        """ "Dr Ada Example, 2026-03-02"."""
        return f"{self.by or 'the therapist'}, {self.on}"


def extension(course: Course) -> Extension | None:
    """The last override that extends the beginning as far as it goes now (DOMAIN 5a); None where it is not extended."""
    reaching = [each for each in course.extensions if each.extended_to == course.limit]
    if not reaching:
        return None
    last = reaching[-1]
    return Extension(course.beginning_limit, course.limit, last.on, last.by, last.reason)
