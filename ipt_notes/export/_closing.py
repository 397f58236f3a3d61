"""Parts 10 to 14: risk, medication, the client's account, warning signs, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.gate import named_sessions
from ipt_notes.course.wording import capital, in_session, session_name, shown_date
from ipt_notes.export._material import NOT_RECORDED, fact
from ipt_notes.export._tables import table
from ipt_notes.export._wordml import together
from ipt_notes.export.audiences import Content
from ipt_notes.measures.risk import assessments, risk_on_record

if TYPE_CHECKING:
    from ipt_notes.course.charted import Risk
    from ipt_notes.course.model import Course
    from ipt_notes.course.note import Entry
    from ipt_notes.export._material import Material
    from ipt_notes.measures.risk import RiskAnswer, RiskItem, RiskOnRecord

_SIGN_FIELDS = (
    ("how_noticed", "How noticed"),
    ("who_else_notices", "Who else notices"),
    ("interpersonal_trigger", "Interpersonal trigger"),
    ("first_step", "First step"),
    ("threshold_to_call", "When to call"),
)


def risk(of: Material) -> list[str]:
    """Part 10. Says what was assessed and when; never that somebody is safe."""
    return [*of.held(Content.RISK, *_risk(of))]


def _risk(of: Material) -> list[str]:
    record, assessed = risk_on_record(of.course), assessments(of.course)
    if not assessed:
        return of.told("Risk at the end") + _risk_items(record)
    last = assessed[-1]
    when = f"{capital(last.level)} ({session_name(last.session)}, {_risk_dates(of.course, last)})"
    made = [
        fact("Last assessed level", when),
        of.particular("Safety plan", _safety_plan(record)),
        *_escalation(of, record),
    ]
    if record.unassessed:
        made.append(fact("Not assessed", capital(named_sessions(record.unassessed))))
    told = of.told("Risk at the end", [of.discreet(last.assessment)])
    return [*told, *together(made + _risk_items(record))]


def _safety_plan(record: RiskOnRecord) -> str:
    """The plan or where it is kept, with its session; and a later session that says there is none."""
    if record.plan_session is None:
        return ""
    told = f"{record.safety_plan.rstrip(' .;')} ({session_name(record.plan_session)})"
    return told if record.plan_denied is None else f"{told}; {in_session(record.plan_denied)}: none"


def _escalation(of: Material, record: RiskOnRecord) -> list[str]:
    """Who was told last, when, what was agreed and what came of it."""
    if not record.escalations:
        return [fact("Escalation", "")]
    last = record.escalations[-1]
    parts = {"": last.told, "when": last.when, "agreed": last.agreed, "outcome": last.outcome}
    said = [f"{name}: {text}" if name else text for name, text in parts.items() if text]
    return [of.particular("Escalation", "; ".join(text.rstrip(" .;") for text in said))]


def _risk_dates(course: Course, last: Risk) -> str:
    """The day of the session, and of the addendum where one changed the assessment later."""
    session = course.session(last.session)
    if session is None or session.date == last.on:
        return shown_date(last.on)
    return f"{shown_date(session.date)}; added to on {shown_date(last.on)}"


def _risk_items(record: RiskOnRecord) -> list[str]:
    """The last answer to each item about self-harm, and the highest where that is of an earlier session."""
    return [fact(f"Last {item.last.name}", _answers(item)) for item in record.items]


def _answers(item: RiskItem) -> str:
    last, highest = item.last, item.highest
    told = _answer(last)
    if item.left_out is not None and last.answer is not None:
        told += f"; left out {in_session(item.left_out)}"
    if (highest.answer or 0) > (last.answer or 0):
        told += f"; highest {_answer(highest)}"
    return f"{told}; a 0 rules nothing out" if last.answer == 0 else told


def _answer(answer: RiskAnswer) -> str:
    shown = "left out" if answer.answer is None else f"{'at least ' * answer.is_implied}{answer.answer}"
    return f"{shown} ({session_name(answer.session)}, {shown_date(answer.on)})"


def medication(of: Material) -> list[str]:
    """Part 11."""
    reported = of.charted("psychiatric_history", "medication")
    considered = of.charted("medication_considered", "outcome")
    known = (
        reported and f"As last reported: {reported}",
        considered and f"Medication considered: {considered}",
    )
    return [*of.held(Content.MEDICATION, *of.told("Medication", known))]


def account(of: Material) -> list[str]:
    """Part 12."""
    own = [of.charted("ending", "client_account")]
    remains = [of.charted("ending", "remaining_difficulties")]
    if Content.ACCOUNT not in of.audience.holds:
        return [*of.held(Content.REMAINS, *of.told("What remains", remains))]
    told = of.titled("Client's own account", own)
    return [*told, *of.held(Content.REMAINS, *of.titled("What remains", remains))]


def warning_signs(of: Material) -> list[str]:
    """Part 13."""
    signs = of.course.warning_signs
    told = of.told("Warning signs and plan", [of.charted("contingency_plan", "plan")], label="Plan")
    headings = ("Sign", *(label for _, label in _SIGN_FIELDS))
    rows = [_sign(of, sign) for sign in signs]
    listed = table("Warning signs", headings, rows) if rows else [fact("Warning signs", "")]
    supports = of.charted("contingency_plan", "supports")
    crisis = of.charted("contingency_plan", "crisis_contact")
    who = of.particular("Supports", supports), of.particular("Crisis contact", crisis)
    return [*of.held(Content.WARNING_SIGNS, *told, *listed, *together(who))]


def _sign(of: Material, sign: Entry) -> list[str]:
    values = ("; ".join(sign.fields.get(key, ())) for key, _ in _SIGN_FIELDS)
    return [of.discreet(sign.name), *(of.discreet(value) or NOT_RECORDED for value in values)]


def next_step(of: Material) -> list[str]:
    """Part 14; which step was chosen stands in part 4."""
    ended = of.course.conclusion
    follow_up = of.discreet(
        (ended.follow_up if ended else "") or of.course.charted_text("next_step", "follow_up")
    )
    return [
        *of.held(
            Content.RESPONSE,
            *of.titled("Response to the ending", [of.charted("ending", "ending_feelings")]),
        ),
        *of.held(
            Content.FOLLOW_UP,
            *of.titled("Next step", [follow_up and f"Follow-up: {follow_up}"]),
            *of.titled("How to return"),
        ),
        *of.rest(),
    ]
