"""How a measure moved over a course."""

import datetime as dt

import pytest

from ipt_notes.course.model import Score
from ipt_notes.course.note import ScoreLine
from ipt_notes.measures.gad7 import MEASURE as GAD7
from ipt_notes.measures.measure import Measure
from ipt_notes.measures.outcome import Outcome, outcomes
from ipt_notes.measures.phq9 import MEASURE as PHQ9
from tests.export.courses import whole


def _outcome(first: int, last: int, measure: Measure | None = PHQ9) -> Outcome:
    name = measure.id if measure else "other"
    scores = [
        Score("r", ScoreLine(name, (), total), dt.date(2026, 1, day), day)
        for day, total in enumerate((first, last), 1)
    ]
    return Outcome(measure.name if measure else "BDI-II", measure, scores[0], scores[1])


@pytest.mark.parametrize(
    ("first", "last", "measure", "words"),
    [
        (16, 10, PHQ9, "reliable improvement"),
        (16, 11, PHQ9, "no reliable change"),
        (10, 16, PHQ9, "reliable deterioration"),
        (10, 15, PHQ9, "no reliable change"),
        (12, 8, GAD7, "reliable improvement"),
        (12, 9, GAD7, "no reliable change"),
        (8, 12, GAD7, "reliable deterioration"),
    ],
)
def test_a_change_is_reliable_from_the_published_threshold_on(
    first: int, last: int, measure: Measure, words: str
) -> None:
    """6 points of the PHQ-9, 4 of the GAD-7, either way."""
    assert _outcome(first, last, measure).reliable_change == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (16, 4, "response and remission"),
        (16, 8, "response"),
        (16, 9, "no response"),
        (6, 4, "remission"),
        (20, 5, "response"),
        (5, 4, "remission"),
        (4, 3, ""),
        (4, 13, ""),
        (0, 0, ""),
    ],
)
def test_response_is_half_and_remission_is_below_five(first: int, last: int, words: str) -> None:
    """The common definitions for the PHQ-9; under 5 at the start there is nothing to remit from."""
    assert _outcome(first, last).remission == words


def test_caseness_is_at_or_above_the_cut_off() -> None:
    """10 of the PHQ-9 counts, 9 does not."""
    outcome = _outcome(10, 9)
    assert (outcome.caseness(outcome.first), outcome.caseness(outcome.last)) == ("at or above 10", "below 10")


def test_a_tool_the_program_does_not_know_gets_no_invented_threshold() -> None:
    """Its change is a number and nothing more."""
    outcome = _outcome(30, 10, None)
    assert outcome.change == -20
    assert outcome.reliable_change == "no threshold known to the program"
    assert outcome.caseness(outcome.first) == "no threshold known to the program"
    assert outcome.remission == outcome.band(outcome.first) == ""


def test_a_course_shows_first_and_last_of_each_measure() -> None:
    """In the order the measures were first taken."""
    found = outcomes(whole())
    assert [(one.name, one.first.total, one.last.total) for one in found] == [
        ("PHQ-9", 16, 4),
        ("GAD-7", 14, 3),
    ]
