"""# SAF002: An item about self-harm is answered by a risk assessment

## What it does
Finds scores whose item about self-harm or suicide is 1 or more, and whose session has no risk assessment with
its level and what it rests on; an empty section, or another session's, does not answer it. The items are:
PHQ-9 item 9, CORE-10 item 6, EPDS item 10 and QIDS-SR16 item 12. GAD-7, WSAS and MSPSS have none.

From a total alone the item can't be seen, unless the total can't be reached without it: a PHQ-9 of 25 or more,
an EPDS of 28, a CORE-10 of 37, a QIDS-SR16 of 25. Type all items where you have them, or that one behind the
total: `PHQ-9: 13 (item 9: 2)`. An item that was left out is no 0: saving says so.

A score that was taken between two sessions (`measure add`) is answered by the next session, or by an
addendum written since.

A note is not signed while it leaves such a score open: `note sign` and `finish` refuse, and say why; so does an
addendum that would add such a score to a signed note.

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
from ipt_notes.measures.risk import risk_answer

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


def left_open_by(course: Course, session: int) -> tuple[str, ...]:
    """What signing this session's note would leave without an assessment, each in words.

    It answers the scores of its own session, and those that were taken since the session before.
    """
    return tuple(
        f"{_said(score)}, and {_lacks(score, course)}"
        for score in _unanswered(course)
        if session == (score.session if _is_in_session(score, course) else _following(score, course))
    )


def _unanswered(course: Course) -> Iterator[Score]:
    for score in course.scores:
        if _said(score) and not any(
            _answers(risk, score, course) and not risk.missing for risk in course.risks
        ):
            yield score


def _said(score: Score) -> str:
    """What a score says about the risk item where that is 1 or more, else ""."""
    answer = risk_answer(score)
    if answer is None or not answer.answer:
        return ""
    if answer.is_implied:
        return f"{answer.measure} is {score.total:g}, so item {answer.item} is at least {answer.answer}"
    return f"{answer.name} is {answer.answer}"


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
