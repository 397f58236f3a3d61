"""What is on record about risk, in words: always as something that was recorded, never as a clearance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.checks.gate import named_sessions
from ipt_notes.course.wording import session_name
from ipt_notes.measures.risk import told_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.measures.risk import Escalation, RiskItem, RiskOnRecord


def risk_lines(record: RiskOnRecord) -> Iterator[str]:
    """The last level, where the safety plan is, the last escalation, and items about self-harm that are no 0."""
    yield told_level(record)
    if record.safety_plan:
        yield f"safety plan ({_plan_sessions(record)}): {_flat(record.safety_plan)}"
    if record.escalations:
        yield _told_escalation(record.escalations[-1])
    yield from (told_item(item) for item in record.items if item.is_open)


def told_level(record: RiskOnRecord) -> str:
    """ "last recorded level: low (session 7, 2026-03-16), since session 2, not assessed in session 8"."""
    if record.session is None:
        return "no level is recorded"
    told = f"last recorded level: {record.level} ({session_name(record.session)}, {record.on})"
    if record.since not in (None, record.session):
        told += f", since {session_name(record.since or 0)}"
    return f"{told}, not assessed in {named_sessions(record.unassessed)}" if record.unassessed else told


def told_item(item: RiskItem) -> str:
    """ "PHQ-9 item 9 was 1 (session 4), left out in session 5"."""
    told = f"{told_answer(item.last)} ({session_name(item.last.session)})"
    is_later = item.left_out is not None and item.last.answer is not None
    return f"{told}, left out in {session_name(item.left_out or 0)}" if is_later else told


def _plan_sessions(record: RiskOnRecord) -> str:
    told = session_name(record.plan_session or 0)
    return told if record.plan_denied is None else f"{told}; {session_name(record.plan_denied)} says none"


def _told_escalation(last: Escalation) -> str:
    """What came of it stands first, so that it is not the part that is cut off."""
    outcome = f"outcome: {_flat(last.outcome)}" if last.outcome else "no outcome recorded"
    when = f"; {_flat(last.when)}" if last.when else ""
    agreed = f"; agreed: {_flat(last.agreed)}" if last.agreed else ""
    return f"escalation ({session_name(last.session)}; {outcome}{when}): {_flat(last.told)}{agreed}"


def _flat(text: str) -> str:
    return " ".join(text.split())
