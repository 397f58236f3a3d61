"""What a check may know beside the course: the day, and the project's own thresholds.

Every number that the rules need and no source states stands here, apart from those that belong to a variant.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Thresholds(Struct, frozen=True):
    """The project's conventions ([P] in the clinical reference).

    `edit_days`: days after its session until a beginning item counts as edited late (BEG010). `fewest_people`: an
    inventory under this is asked about (INV007). `most_areas`: foci a course may have (PRB001). `half`: the part of
    the beginning items that should be complete one session before the limit (BEG002). `reason_length`: the least
    number of characters of an override's reason. `course.variants` holds the gap between sessions (SES002), the minutes
    (SES003), and by how many sessions the beginning may be extended (BEG001).
    """

    edit_days: int = 7
    fewest_people: int = 3
    most_areas: int = 2
    half: float = 0.5
    reason_length: int = 15


DEFAULT = Thresholds()


class Setting(Struct, frozen=True):
    """The day on which a course is checked, and the thresholds."""

    today: dt.date
    thresholds: Thresholds = DEFAULT
