"""The course of treatment in the summary's narrative: attendance, the phases, the ending."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import Absence, EndType, Phase
from ipt_notes.course.wording import (
    between,
    capital,
    counted,
    in_session,
    joined,
    number,
    read_date,
    shown_date,
)
from ipt_notes.notes.narrative import AREAS
from ipt_notes.notes.telling import GAINS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.course.model import Course, Focus, Session
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
_ENDINGS = {
    EndType.PLANNED: "The course ended as planned, {on}.",
    EndType.EARLY_AGREED: "The course ended {on}, earlier than planned and by agreement.",
    EndType.EARLY_CLIENT: "The client ended the course {on}, earlier than planned.",
    EndType.LOST_CONTACT: "Contact with the client was lost; the course was concluded {on}{contacts}.",
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
    contract = _contract(of.course)
    if not owed:
        told = f"{lead} the assessment was completed, its last part {in_session(max(done))}"
        return [f"{told}, and {contract}." if contract else f"{told}.", _extension(of)]
    if done:
        told = (
            f"{lead} the assessment was begun; these parts of it are not complete on record: {joined(owed)}."
        )
    else:
        told = f"{lead} no part of the assessment was completed on record."
    return [told, _extension(of), capital(f"{contract}.") if contract else ""]


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
    on = read_date(course.charted_text("contract", "agreed_on"))
    return f"the contract was agreed on {shown_date(on)}" if on else ""


def _middle(of: Teller) -> list[str]:
    sessions = _in(of, Phase.MIDDLE)
    kept_up = _in(of, Phase.MAINTENANCE)
    told = [f"Maintenance was the purpose of {_span(kept_up)}."] if kept_up else []
    if sessions:
        told.append(f"The middle phase ({_span(sessions)}) {_purpose(of.course, sessions)}.")
    return [*told, *_focus_changes(of.course), _incidents(of)]


def _purpose(course: Course, sessions: list[Session]) -> str:
    """ "had the role dispute as its focus"."""
    areas = _areas([focus for focus in course.foci if focus.is_agreed])
    if not areas:
        return f"had no focus on record{' to which the client had agreed' if course.foci else ''}"
    has_changed = any(sessions[0].number < changed <= sessions[-1].number for changed in course.focus_changes)
    return f"{'ended with' if has_changed else 'had'} {areas} as its focus"


def _areas(foci: Sequence[Focus]) -> str:
    """ "grief and the role dispute"."""
    return joined([re.sub(r"^an? ", "the ", AREAS[focus.area]) for focus in foci])


def _focus_changes(course: Course) -> list[str]:
    """What the focus had been until it changed."""
    told = []
    for session in course.focus_changes:
        left = [focus for changed, focus in course.earlier_foci if changed == session]
        if left:
            told.append(f"The focus changed {in_session(session)}; until then it had been {_areas(left)}.")
        else:
            told.append(f"The focus was widened {in_session(session)}.")
    return told


def _incidents(of: Teller) -> str:
    """With whom the incidents were that were recorded."""
    count = len(of.course.incidents)
    if not count:
        return ""
    people = [
        of.course.person(label) for found in of.course.incidents for label in found.fields.get("person", ())
    ]
    known = dict.fromkeys(f"with {of.person(person)}" for person in people if person)
    who = f" {joined(list(known))}" if known else ""
    return f"{capital(counted(count, 'interpersonal incident'))}{who} {_were(count)} recorded."


def _final(of: Teller) -> list[str]:
    sessions, raised = _in(of, Phase.FINAL), of.course.ending_raised
    ending = "" if raised is None else f"the ending was first raised {in_session(raised)}"
    told = [f"{_span(sessions).capitalize()} made up the final phase"] if sessions else []
    told += [ending] if ending else []
    return [f"{capital('; '.join(told))}." if told else "", of(GAINS)]


def _ending(course: Course) -> str:
    ended = course.conclusion
    if ended is None:
        return "The course is not concluded."
    on = f"on {shown_date(ended.on)}"
    if ended.end_type is None:
        return f"The course was concluded {on}; how it ended is not recorded."
    return _ENDINGS[ended.end_type].format(on=on, contacts=_contacts(course))


def _contacts(course: Course) -> str:
    count = len(course.contacts_after_last_session)
    return f" after {counted(count, 'further contact')} on record" if count else ""
