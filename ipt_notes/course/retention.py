"""How long a chart is kept: a rule for each class of chart, counted from the last service. Pure.

The usual years are those of the American Psychological Association's Record Keeping Guidelines (2007), guideline 7:
full records are kept until 7 years after the last service to an adult, or until 3 years after a minor reaches the age
of majority, whichever is later. Laws and contracts differ; a practice sets its own. Private notes follow the chart.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ipt_notes.course.model import Chart, Course

SOURCE = "APA Record Keeping Guidelines, 2007"


class ChartClass(StrEnum):
    """Which rule a chart falls under: whether its client was of age at the last service."""

    ADULT = "adult"
    MINOR = "minor"


class AdultRule(Struct, frozen=True):
    """Whole years."""

    years_after_last_service: int = 7


class MinorRule(Struct, frozen=True):
    """Whole years, the later of the two; `majority` is the age at which a client comes of age."""

    years_after_last_service: int = 7
    years_after_majority: int = 3
    majority: int = 18


class Policy(Struct, frozen=True):
    """The rule for each class of chart."""

    adult: AdultRule = AdultRule()
    minor: MinorRule = MinorRule()


class Retention(Struct, frozen=True):
    """What a policy says of a chart: `until` is the day from which it need not be kept any more.

    Without a date of birth the adult's rule is taken, and `is_birth_date_missing` says so.
    """

    chart_class: ChartClass
    last_service: dt.date
    until: dt.date
    is_birth_date_missing: bool

    def is_over(self, today: dt.date) -> bool:
        """Whether that day has come."""
        return self.until <= today


def retention_of(chart: Chart, policy: Policy) -> Retention:
    """How long a chart is to be kept."""
    born, last = chart.client.born, last_service(chart)
    is_minor = born is not None and last < years_later(born, policy.minor.majority)
    until = _minor_until(born, last, policy.minor) if is_minor and born else _adult_until(last, policy.adult)
    return Retention(ChartClass.MINOR if is_minor else ChartClass.ADULT, last, until, born is None)


def _adult_until(last: dt.date, rule: AdultRule) -> dt.date:
    return years_later(last, rule.years_after_last_service)


def _minor_until(born: dt.date, last: dt.date, rule: MinorRule) -> dt.date:
    of_age = years_later(born, rule.majority + rule.years_after_majority)
    return max(years_later(last, rule.years_after_last_service), of_age)


def last_service(chart: Chart) -> dt.date:
    """The latest day of a session, a contact or a conclusion.

    Before the first of them, the day a course started; in a chart without a course, the day it was opened (UTC).
    """
    days = [day for course in chart.courses for day in _days(course)]
    starts = [course.start for course in chart.courses]
    return max(days or starts or [chart.history[0].at.date()])


def _days(course: Course) -> list[dt.date]:
    ended = [course.conclusion.on] if course.conclusion else []
    return [session.date for session in course.sessions] + [contact.on for contact in course.contacts] + ended


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 1 March for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
