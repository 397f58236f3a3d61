"""# RIV002: The referrer hears of the ending

## What it does
Finds a concluded course of which nothing was given out for the audience `referrer` within 14 days.

## Why
The practice promises it to those who refer clients.

## How to mend it
`ipt-notes export with riverside_letter CODE -o FILE.txt --audience referrer --authorisation ...`

## When an override is right
When the client did not agree to a letter, or referred themselves.
"""

from collections.abc import Iterator

from ipt_notes import Course
from ipt_notes.checks.finding import Raised
from ipt_notes.checks.setting import Setting
from riverside_rules.thresholds import LETTER_DAYS

API = 1
CODE = "RIV002"
NAME = "no-letter"
SEVERITY = "warning"
IS_OVERRIDABLE = True
FIX = "Write the letter, or give out the summary, for the audience referrer."


def check(course: Course, setting: Setting) -> Iterator[Raised]:
    """Raised once the days are over."""
    if course.conclusion is None or any(each.audience == "referrer" for each in course.disclosures):
        return
    days = (setting.today - course.conclusion.on).days
    if days > LETTER_DAYS:
        yield Raised(
            f"{days} days after the ending nothing was given to the referrer; {LETTER_DAYS} are promised"
        )
