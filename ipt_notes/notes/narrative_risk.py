"""Risk in the summary's narrative: what was assessed, who was told, how items about self-harm were answered.

It reports what was recorded and when, and declares nobody safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.gate import named_sessions
from ipt_notes.course.sections import RISK_LEVELS
from ipt_notes.course.wording import capital, in_session, not_asked
from ipt_notes.measures.risk import assessments, risk_on_record
from ipt_notes.notes.telling import FINDING

if TYPE_CHECKING:
    from ipt_notes.course.model import Risk
    from ipt_notes.measures.risk import RiskAnswer, RiskItem, RiskOnRecord
    from ipt_notes.notes.narrative import Paragraphs
    from ipt_notes.notes.telling import Teller


def risk(of: Teller) -> Paragraphs:
    """The levels over the course, what the last assessment rests on, the last escalation, items about self-harm.

    The safety plan stands in the document.
    """
    record = risk_on_record(of.course)
    rated = [risk for risk in assessments(of.course) if risk.level in RISK_LEVELS]
    assessed = {risk.session for risk in rated}
    omitted = {
        risk.session: reason
        for risk in of.course.risks
        if risk.session not in assessed and (reason := not_asked(risk.assessment)) is not None
    }
    left = [session for session in record.unassessed if session not in omitted]
    return [
        [
            *_last_risk(of, rated),
            _escalation(of, record),
            *(_omitted(of, *one) for one in omitted.items()),
            f"No assessment is recorded for {named_sessions(left)}." if left else "",
        ],
        [_item(item) for item in record.items],
    ]


def _last_risk(of: Teller, rated: list[Risk]) -> list[str]:
    if not rated:
        return []
    last = rated[-1]
    when = in_session(last.session)
    found = f"The last assessment, {when}, found"
    none = f"The last assessment was {when}"
    rests_on = of.said(f"{found} this", last.assessment, none=none, asked="", runs_on=[(FINDING, found)])
    return [_levels(rated), rests_on]


def _escalation(of: Teller, record: RiskOnRecord) -> str:
    """Who was told last, when, what was agreed and what came of it."""
    if not record.escalations:
        return ""
    last = record.escalations[-1]
    parts = {"": last.told, "when": last.when, "agreed": last.agreed, "outcome": last.outcome}
    said = [f"{name}: {text}" if name else text for name, text in parts.items() if text]
    told = "; ".join(text.rstrip(" .;") for text in said)
    lead = f"{capital(in_session(last.session))} this escalation was recorded"
    return of.said(lead, told, none="", asked="Escalation was")


def _item(item: RiskItem) -> str:
    """The answers to an item about self-harm, where one was 1 or more or it was left out: a 0 rules nothing out."""
    last, highest = item.last, item.highest
    left = "" if item.left_out is None else f"it was left out {in_session(item.left_out)}"
    if last.answer is None:
        return f"{last.name} was left out {in_session(last.session)}."
    if not highest.answer and not left:
        return ""
    told = f"{_answer(last)} when it was last answered, {in_session(last.session)}"
    if (highest.answer or 0) > last.answer:
        told = f"{_answer(highest)} at its highest, {in_session(highest.session)}, and {told}"
    behind = [told, *([left] if left else []), *([] if last.answer else ["a 0 rules nothing out"])]
    return f"{last.name} was {'; '.join(behind)}."


def _answer(answer: RiskAnswer) -> str:
    return f"{'at least ' * answer.is_implied}{answer.answer}"


def _omitted(of: Teller, session: int, reason: str) -> str:
    behind = f": {of.words(reason)}" if reason else ""
    return f"Risk was not assessed {in_session(session)} (not asked{behind})."


def _levels(rated: list[Risk]) -> str:
    first, last = rated[0], rated[-1]
    highest = max(rated, key=lambda risk: RISK_LEVELS.index(risk.level))
    if len({risk.level for risk in rated}) == 1:
        each = "each time it was assessed" if len(rated) > 1 else in_session(last.session)
        return f"Risk was rated as {last.level} {each}."
    told = f"Risk was rated as {first.level} {in_session(first.session)}"
    if highest.level not in (first.level, last.level):
        told += f", as {highest.level} at its highest {in_session(highest.session)},"
    return f"{told} and as {last.level} {in_session(last.session)}."
