"""What is on record about risk: the last level, where the safety plan is, who was told, how items about self-harm stand.

It reports what was recorded and when. None of it is a clearance: a low level and an answer of 0 rule nothing out.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ipt_notes.course.sections import stated
from ipt_notes.course.wording import not_asked
from ipt_notes.measures.measure import find_measure

if TYPE_CHECKING:
    from ipt_notes.course.model import Course, Risk, Score

RAISED_LEVELS = ("moderate", "high")
_DENIES = re.compile(
    r"\s*((none|nil|n[./]?a)\b|no\s*[^\w\s]|no (safety )?plan\b|not (yet|made|agreed|needed)\b)",
    re.IGNORECASE,
)


class Escalation(Struct, frozen=True):
    """Somebody was told of a risk: who, when, what was agreed and what came of it, each as typed.

    `session` is the one whose note says so; what came of it may stand in a later one.
    """

    session: int
    told: str
    when: str = ""
    agreed: str = ""
    outcome: str = ""


class RiskAnswer(Struct, frozen=True):
    """What a score says of its measure's item about self-harm.

    `answer` is None where the item was left out. `is_implied`: the total can't be reached without an answer of at least
    `answer`. `measure` is the measure's name.
    """

    measure: str
    item: int
    answer: int | None
    session: int
    on: dt.date
    is_implied: bool = False

    @property
    def name(self) -> str:
        """ "PHQ-9 item 9"."""
        return f"{self.measure} item {self.item}"


class RiskItem(Struct, frozen=True):
    """An item about self-harm over the course: the last answer, the highest one, and the session that left it out since."""

    last: RiskAnswer
    highest: RiskAnswer
    left_out: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last word is no 0; a 0 rules nothing out either."""
        return self.last.answer != 0 or self.left_out is not None


class RiskOnRecord(Struct, frozen=True):
    """Where risk stands in the record.

    `level` was recorded last in `session` ("" and None before one was), and in each assessment from session `since` on;
    `unassessed` are later sessions without one. `safety_plan` is the plan or its place as typed in session
    `plan_session`; `plan_denied` is a later session that says there is none.
    """

    level: str = ""
    session: int | None = None
    on: dt.date | None = None
    since: int | None = None
    unassessed: tuple[int, ...] = ()
    safety_plan: str = ""
    plan_session: int | None = None
    plan_denied: int | None = None
    escalations: tuple[Escalation, ...] = ()
    items: tuple[RiskItem, ...] = ()

    @property
    def is_raised(self) -> bool:
        """Whether the last recorded level is moderate or high."""
        return is_raised(self.level)


def is_raised(level: str) -> bool:
    """Whether a recorded level is moderate or high."""
    return level.casefold().startswith(RAISED_LEVELS)


def is_plan(text: str) -> bool:
    """Whether it says what is done; "none, the client refused" does not, "no alcohol at home" does."""
    return bool(stated(text)) and not _DENIES.match(text)


def assessments(course: Course) -> tuple[Risk, ...]:
    """The assessments with a level, one a session, each as its addenda left it. What was not asked is none."""
    last = {risk.session: risk for risk in course.risks}
    return tuple(risk for risk in last.values() if risk.level and not_asked(risk.assessment) is None)


def risk_on_record(course: Course) -> RiskOnRecord:
    """Where risk stands in the record of this course."""
    known, items = _with_plan(course), risk_items(course)
    found = RiskOnRecord(escalations=escalations(course), items=items)
    if known:
        found = replace(
            found, safety_plan=known[0].safety_plan, plan_session=known[0].session, plan_denied=known[1]
        )
    assessed = assessments(course)
    if not assessed:
        return found
    last, since = assessed[-1], assessed[-1]
    for before in reversed(assessed):
        if before.level != last.level:
            break
        since = before
    later = tuple(session.number for session in course.sessions if session.number > last.session)
    return replace(
        found, level=last.level, session=last.session, on=last.on, since=since.session, unassessed=later
    )


def _with_plan(course: Course) -> tuple[Risk, int | None] | None:
    """The last assessment that names a plan, and a later session that says there is none."""
    said = [risk for risk in course.risks if risk.safety_plan]
    named = [risk for risk in said if is_plan(risk.safety_plan)]
    if not named:
        return None
    denied = said[-1].session if said[-1] is not named[-1] else None
    return named[-1], denied


def escalations(course: Course) -> tuple[Escalation, ...]:
    """Who was told of a risk, in the order of the sessions; what came of it joins the last one before it."""
    found: list[Escalation] = []
    for risk in {risk.session: risk for risk in course.risks}.values():
        if is_plan(risk.escalation):
            found.append(Escalation(risk.session, risk.escalation))
        if found:
            found[-1] = _followed(found[-1], risk)
    return tuple(found)


def _followed(known: Escalation, risk: Risk) -> Escalation:
    return replace(
        known,
        when=stated(risk.escalated_on) or known.when,
        agreed=stated(risk.escalation_agreed) or known.agreed,
        outcome=stated(risk.escalation_outcome) or known.outcome,
    )


def risk_answer(score: Score) -> RiskAnswer | None:
    """What a score says of an item about self-harm; None without such an item, or where a total alone does not show it."""
    measure = find_measure(score.instrument)
    if measure is None or measure.risk_item is None:
        return None
    said = RiskAnswer(measure.name, measure.risk_item, None, score.session, score.on)
    answer = measure.risk_answer_in(score.line)
    if score.line.items or answer is not None:
        return replace(said, answer=answer)
    without = measure.total_max - measure.item_max
    if score.total is None or score.total <= without:
        return None
    return replace(said, answer=measure.item_min + 1, is_implied=True)


def risk_items(course: Course) -> tuple[RiskItem, ...]:
    """The items about self-harm that were asked in this course, in the order of their measures."""
    answers = [answer for score in course.scores if (answer := risk_answer(score))]
    names = dict.fromkeys(answer.name for answer in answers)
    return tuple(_over_time([answer for answer in answers if answer.name == name]) for name in names)


def _over_time(said: list[RiskAnswer]) -> RiskItem:
    answered = [answer for answer in said if answer.answer is not None]
    if not answered:
        return RiskItem(said[-1], said[-1], said[-1].session)
    highest = max(answered, key=lambda answer: (answer.answer or 0, answer.session))
    left_out = said[-1].session if said[-1] is not answered[-1] else None
    return RiskItem(answered[-1], highest, left_out)


def told_answer(answer: RiskAnswer) -> str:
    """ "PHQ-9 item 9 was 1"; "PHQ-9 item 9 was at least 1"; "PHQ-9 item 9 was left out"."""
    if answer.answer is None:
        return f"{answer.name} was left out"
    return f"{answer.name} was {'at least ' if answer.is_implied else ''}{answer.answer}"
