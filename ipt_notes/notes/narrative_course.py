"""The course of treatment in the summary's narrative: attendance, the phases, the ending."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import Absence, EndType, Phase, ProblemArea
from ipt_notes.course.wording import (
    between,
    capital,
    counted,
    joined,
    number,
    session_name,
    shown_date,
)
from ipt_notes.notes.telling import GAINS

if TYPE_CHECKING:
    from ipt_notes.course.model import Course, Session
    from ipt_notes.notes.narrative import Paragraphs
    from ipt_notes.notes.telling import Teller

_ITEMS = {
    "psychiatric_history": "the psychiatric history",
    "diagnosis": "the diagnosis",
    "risk_assessment": "the risk assessment",
    "baseline_measure": "the baseline measure",
    "inventory": "the interpersonal inventory",
    "interpersonal_triad": "the interpersonal triad",
    "formulation": "the formulation",
    "problem_area": "the choice of a problem area",
    "sick_role": "the sick role",
    "goals": "the goals",
    "contract": "the contract",
}
_AREAS = {
    ProblemArea.GRIEF: "grief",
    ProblemArea.ROLE_DISPUTE: "the role dispute",
    ProblemArea.ROLE_TRANSITION: "the role transition",
    ProblemArea.INTERPERSONAL_DEFICITS: "interpersonal deficits",
}
_ENDINGS = {
    EndType.PLANNED: "The course ended as planned, {on}.",
    EndType.EARLY_AGREED: "The course ended {on}, earlier than planned and by agreement.",
    EndType.EARLY_CLIENT: "The client ended the course {on}, earlier than planned.",
    EndType.LOST_CONTACT: "Contact with the client was lost; the course was concluded {on}{attempts}.",
    EndType.TRANSFERRED: "The course ended {on}, when the client's care was transferred.",
    EndType.ESCALATED: "The course ended {on}, when the client's care was escalated.",
}


def treatment(of: Teller) -> Paragraphs:
    """Attendance, then a paragraph a phase, then how it ended."""
    return [_attendance(of.course), _beginning(of), _middle(of), _final(of), [_ending(of.course)]]


def _attendance(course: Course) -> list[str]:
    intake = course.session(0)
    return [
        f"{_planned(course)}; {_attended(course)}.",
        _missed(course),
        f"An intake session came before, {between(intake.date, intake.date)}." if intake else "",
    ]


def _planned(course: Course) -> str:
    agreed = [plan.planned for plan in course.plans] or [course.started_planned]
    verb = "was" if course.conclusion else "is"
    if agreed[0] == agreed[-1]:
        return f"Treatment {verb} planned for {counted(agreed[0], 'session')}"
    when = shown_date(course.plans[-1].on)
    return f"Treatment was first planned for {counted(agreed[0], 'session')} and, from {when}, for {number(agreed[-1])}"


def _attended(course: Course) -> str:
    count = len(course.attended)
    if not count:
        return "none took place" if course.conclusion else "none is on record yet"
    dates = [session.date for session in course.attended]
    first, last = min(dates), max(dates)
    when = between(first, last)
    if count == 2 and first != last:
        when = when.replace("between", "on")
    is_all = count == course.planned and count > 1
    who = f"all {number(count)}" if is_all else number(count)
    if course.conclusion:
        return f"{who} {'was' if count == 1 else 'were'} attended{',' if count == 1 else ''} {when}"
    return f"{who} {'has' if count == 1 else 'have'} been attended so far, {when}"


def _missed(course: Course) -> str:
    how = Counter(missed.how for missed in course.missed)
    cancelled, unannounced = how[Absence.CANCELLED], how[Absence.NO_SHOW]
    told = [f"{counted(cancelled, 'appointment')} {_were(cancelled)} cancelled"] if cancelled else []
    if unannounced:
        subject = number(unannounced) if told else counted(unannounced, "appointment")
        told.append(f"{subject} {_were(unannounced)} missed without notice")
    return f"{capital(joined(told))}." if told else ""


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _in(of: Teller, phase: Phase) -> list[Session]:
    return [session for session in of.course.attended if session.phase == phase]


def _span(sessions: list[Session]) -> str:
    """ "session 1" or "sessions 4 to 9"."""
    first, last = sessions[0].number, sessions[-1].number
    if first == last:
        return f"session {first}"
    return f"sessions {first} {'and' if last == first + 1 else 'to'} {last}"


def _beginning(of: Teller) -> list[str]:
    sessions = _in(of, Phase.BEGINNING)
    if not sessions:
        return []
    owed = [_ITEMS[item.id] for item in of.course.owed]
    done = [item.completed_session for item in of.course.required_items if item.completed_session is not None]
    lead = f"In the beginning phase ({_span(sessions)})"
    if not owed:
        told = f"{lead} the assessment was completed, its last part in {session_name(max(done))}."
    elif done:
        told = (
            f"{lead} the assessment was begun; these parts of it are not complete on record: {joined(owed)}."
        )
    else:
        told = f"{lead} no part of the assessment was completed."
    return [told, _extension(of), _contract(of.course)]


def _extension(of: Teller) -> str:
    extended = [o for o in of.course.overrides if o.rule == "BEG001" and o.extended_to]
    if not extended:
        return ""
    lead = f"The beginning was extended to session {extended[-1].extended_to} for this reason"
    return of.said(
        lead,
        extended[-1].reason,
        none=f"{lead.removesuffix(' for this reason')}; no reason was given",
        asked="The reason was",
    )


def _contract(course: Course) -> str:
    on = _date(course.charted_text("contract", "agreed_on"))
    return f"The contract was agreed on {shown_date(on)}." if on else ""


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _middle(of: Teller) -> list[str]:
    sessions = _in(of, Phase.MIDDLE)
    kept_up = _in(of, Phase.MAINTENANCE)
    told = [f"Maintenance was the purpose of {_span(kept_up)}."] if kept_up else []
    if sessions:
        areas = joined([_AREAS[focus.area] for focus in of.course.foci])
        purpose = f"was given to work on {areas}" if areas else "was held without a problem area on record"
        told.append(f"The middle phase ({_span(sessions)}) {purpose}.")
    changed = [session_name(session) for session in of.course.focus_changes]
    told += [f"The focus changed in {joined(changed)}."] if changed else []
    return [*told, _incidents(of)]


def _incidents(of: Teller) -> str:
    """With whom the incidents were that were worked through."""
    people = [
        of.course.person(label) for found in of.course.incidents for label in found.fields.get("person", ())
    ]
    known = dict.fromkeys(of.person(person) for person in people if person)
    count = len(of.course.incidents)
    who = f" with {joined(list(known))}" if known else ""
    return (
        f"{capital(counted(count, 'interpersonal incident'))}{who} {_were(count)} worked through."
        if count
        else ""
    )


def _final(of: Teller) -> list[str]:
    sessions = _in(of, Phase.FINAL)
    raised = of.first_session("ending", "raised")
    told = f"The final phase ({_span(sessions)}) was given to the ending." if sessions else ""
    return [told, f"The ending was first raised in {session_name(raised)}." if raised else "", of(GAINS)]


def _ending(course: Course) -> str:
    ended = course.conclusion
    if ended is None:
        return "The course is not concluded."
    on = f"on {shown_date(ended.on)}"
    if ended.end_type is None:
        return f"The course was concluded {on}; how it ended is not recorded."
    return _ENDINGS[ended.end_type].format(on=on, attempts=_attempts(course))


def _attempts(course: Course) -> str:
    last = course.attended[-1].date if course.attended else course.start
    count = sum(1 for contact in course.contacts if contact.on >= last)
    return f" after {counted(count, 'attempt')} to reach the client" if count else ""
