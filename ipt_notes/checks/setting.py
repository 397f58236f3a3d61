"""What a check may know beside the course: the day, and the project's own thresholds.

Every number that the rules need, no source states and a practice may set stands here; it sets its own in `checks.toml`
(docs/checks.md). Those that belong to a variant stand in `course.variants`, and one that is what a rule says in the rule.
"""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Thresholds(Struct, frozen=True):
    """The project's conventions ([P] in the clinical reference); `LIMITS` says what each is and what it may be."""

    half: float = 0.5
    edit_days: int = 7
    fewest_people: int = 3
    most_areas: int = 2
    gap_days: int = 14
    maintenance_gap_days: int = 62
    no_show_before: int = 3
    no_shows: int = 2
    contact_by: float = 0.5
    early_review: int = 4
    early_fall: float = 0.2
    late_review: int = 8
    late_fall: float = 0.4
    warning_signs: int = 2
    maintenance_below: int = 5
    reason_length: int = 15


class Limit(Struct, frozen=True):
    """What a threshold means, the rule that reads it ("": every override), and from where to where it may be set."""

    rule: str
    least: float
    most: float
    about: str


LIMITS = {
    "half": Limit("BEG002", 0, 1, "the part of the beginning items complete one session before the limit"),
    "edit_days": Limit("BEG010", 0, 365, "days after its session until an item counts as written late"),
    "fewest_people": Limit("INV007", 0, 20, "an inventory with fewer people is asked about"),
    "most_areas": Limit("PRB001", 1, 4, "problem areas that may be in focus"),
    "gap_days": Limit("SES002", 1, 365, "days between two sessions that are usual"),
    "maintenance_gap_days": Limit("SES002", 1, 365, "days between two maintenance sessions that are usual"),
    "no_show_before": Limit("ATT001", 1, 20, "a no-show before this session is told at once"),
    "no_shows": Limit("ATT001", 1, 20, "no-shows, early or late, from which on they are told"),
    "contact_by": Limit("DEF001", 0, 1, "the part of the planned sessions by which a contact is expected"),
    "early_review": Limit("MEA004", 1, 60, "the session from which on the first fall is expected"),
    "early_fall": Limit("MEA004", 0, 1, "the part of the first total it should have fallen by then"),
    "late_review": Limit("MEA004", 1, 60, "the session from which on the second fall is expected"),
    "late_fall": Limit("MEA004", 0, 1, "the part of the first total it should have fallen by then"),
    "warning_signs": Limit("END004", 0, 20, "warning signs that a planned ending has at least"),
    "maintenance_below": Limit("MNT002", 1, 27, "a PHQ-9 under this is expected when maintenance begins"),
    "reason_length": Limit("", 1, 200, "characters that the reason of an override has at least"),
}

DEFAULT = Thresholds()


class Setting(Struct, frozen=True):
    """The day on which a course is checked, and the thresholds."""

    today: dt.date
    thresholds: Thresholds = DEFAULT
