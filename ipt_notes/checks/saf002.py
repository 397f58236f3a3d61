"""# SAF002: Item 9 is answered by a risk assessment

## What it does
Finds scores of the PHQ-9 whose item 9 is 1 or more, and whose session has no risk assessment with its level
and what it rests on; an empty section, or another session's, does not answer it. A total of 25 or more
can't be reached without item 9, and counts; from a lower total alone item 9 can't be seen.

A score that was taken between two sessions (`measure add`) is answered by the next session, or by an
addendum written since.

A note is not signed while it leaves such a score open: `note sign` refuses, and says why.

## Why
Item 9 is linked to later attempts and deaths (Simon and others 2013; Louzon and others 2016). It is a
prompt to look: a 0 rules nothing out.

## Example
Session 7 has PHQ-9 item 9 = 1, and no Risk assessment.

## How to mend it
Write the assessment you made: the level, and what you saw and heard. An addendum does for a signed note.

## When an override is right
Never. What was done about safety belongs in the record; a reason does not take its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.finding import Raised
from ipt_notes.course.wording import joined
from ipt_notes.measures.measure import find_measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.checks.setting import Setting
    from ipt_notes.course.model import Course, Risk, Score

CODE = "SAF002"
NAME = "unanswered-item-nine"
SEVERITY = "error"
IS_OVERRIDABLE = False
FIX = "Write a Risk assessment in that session's note (an addendum does for a signed note)."


def check(course: Course, setting: Setting) -> Iterator[Raised]:  # noqa: ARG001
    """One finding a score."""
    for score in _unanswered(course):
        yield Raised(f"{_said(score)}, and {_lacks(score, course)}", score.session)


def left_open_by(course: Course, session: int) -> str:
    """What signing this session's note would leave without an assessment, in words; "" where it leaves nothing.

    It answers the scores of its own session, and those that were taken since the session before.
    """
    for score in _unanswered(course):
        if session == (score.session if _is_in_session(score, course) else _following(score, course)):
            return f"{_said(score)}, and {_lacks(score, course)}"
    return ""


def _unanswered(course: Course) -> Iterator[Score]:
    for score in course.scores:
        if _said(score) and not any(
            _answers(risk, score, course) and not risk.missing for risk in course.risks
        ):
            yield score


def _said(score: Score) -> str:
    """What a score says about the risk item where that is 1 or more, else ""."""
    measure = find_measure(score.instrument)
    if measure is None or measure.risk_item is None:
        return ""
    item, items = measure.risk_item, score.line.items
    if len(items) >= item:
        answer = items[item - 1] or 0
        return f"{measure.name} item {item} is {answer}" if answer >= 1 else ""
    without = measure.total_max - measure.item_max
    is_implied = score.total is not None and score.total > without
    return f"{measure.name} is {score.total:g}, so item {item} is at least 1" if is_implied else ""


def _answers(risk: Risk, score: Score, course: Course) -> bool:
    """Whether an assessment belongs to the score: of the same session, or for one between sessions, the next since."""
    if _is_in_session(score, course):
        return risk.session == score.session
    return risk.on >= score.on and risk.session in (score.session, _following(score, course))


def _following(score: Score, course: Course) -> int | None:
    """The number of the session after a score that was taken between two."""
    return next((session.number for session in course.sessions if session.number > score.session), None)


def _is_in_session(score: Score, course: Course) -> bool:
    session = course.session(score.session)
    return score.is_in_note or (session is not None and session.date == score.on)


def _lacks(score: Score, course: Course) -> str:
    if not _is_in_session(score, course):
        return f"no risk assessment has followed since {score.on}"
    begun = [risk for risk in course.risks if risk.session == score.session]
    if begun:
        return f"the risk assessment of session {score.session} lacks {joined(begun[-1].missing)}"
    return f"session {score.session} has no risk assessment"
