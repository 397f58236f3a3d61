"""Parts 1 to 5 of a termination summary: who, why, when, how it ended, the diagnosis."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.course.vocabulary import Absence, EndType, NextStep, words
from ipt_notes.course.wording import capital, session_name, shown_date
from ipt_notes.export._material import fact
from ipt_notes.export._tables import table
from ipt_notes.export._wordml import paragraph, together
from ipt_notes.export.audiences import Content

if TYPE_CHECKING:
    from ipt_notes.course.model import Course
    from ipt_notes.course.note import Section
    from ipt_notes.export._material import Material

_ENDINGS: dict[str, str] = {
    EndType.PLANNED: "As planned",
    EndType.EARLY_AGREED: "Earlier than planned, by agreement",
    EndType.EARLY_CLIENT: "Earlier than planned, by the client's decision",
    EndType.LOST_CONTACT: "Contact with the client was lost",
    EndType.TRANSFERRED: "Care was transferred",
    EndType.ESCALATED: "Care was escalated",
}
_STEPS: dict[str, str] = {
    NextStep.END: "End of treatment",
    NextStep.CONTINUATION: "Continuation, under a new contract",
    NextStep.MAINTENANCE: "Maintenance, under a contract of its own",
    NextStep.REFER_OR_AUGMENT: "Referral, or a further treatment",
}
_ON_BRACKETS = (
    "People of the interpersonal inventory appear by relationship, in [brackets] where a name was written."
)


def client_and_therapist(of: Material) -> list[str]:
    """Part 1."""
    course = of.course
    episode = f"{course.variant.name}, begun {shown_date(course.start)}"
    return [
        fact("Client code", course.client.code),
        *of.held(
            Content.IDENTITY,
            fact("Name", course.client.name),
            fact("Date of birth", shown_date(course.client.born)),
        ),
        fact("Episode", episode),
        *of.held(Content.DIAGNOSIS, of.particular("Condition", course.condition)),
        fact("Therapist", of.therapist),
        fact("Supervisor", ""),
        fact("Credentials", ""),
        *([paragraph(_ON_BRACKETS, "SourceNote")] if of.has_brackets else []),
    ]


def referral(of: Material) -> list[str]:
    """Part 2."""
    return [*of.held(Content.REFERRAL, *of.told("Reason for referral"))]


def dates_and_sessions(of: Material) -> list[str]:
    """Part 3."""
    course = of.course
    dates = [session.date for session in course.attended]
    intake = course.session(0)
    modes = Counter(words(session.content.mode) for session in course.attended)
    minutes = sorted({session.minutes for session in course.attended if session.minutes})
    length = f"{minutes[0]} to {minutes[-1]} minutes" if len(minutes) > 1 else ""
    return [
        fact("Intake", shown_date(intake.date)) if intake else "",
        fact("First session", shown_date(dates[0] if dates else None)),
        fact("Last session", shown_date(dates[-1] if dates else None)),
        fact("Concluded", shown_date(course.conclusion.on if course.conclusion else None)),
        fact("Modality", capital(", ".join(f"{mode} ({count})" for mode, count in modes.items()))),
        fact("Format", "Group" if course.variant.id == "ipt_group" else "Individual"),
        fact("Session length", length or (f"{minutes[0]} minutes" if minutes else "")),
        *_session_counts(course),
    ]


def _session_counts(course: Course) -> list[str]:
    missed = Counter(missed.how for missed in course.missed)
    rows = [
        ("Planned", _planned(course)),
        ("Attended", str(len(course.attended))),
        ("Missed without notice", str(missed[Absence.NO_SHOW])),
        ("Cancelled", str(missed[Absence.CANCELLED])),
    ]
    return table("Sessions planned, attended and missed", ("Sessions", "Number"), rows, (3, 7))


def _planned(course: Course) -> str:
    """The number agreed now, and how it came to be where it was agreed anew."""
    agreed = [plan.planned for plan in course.plans]
    changes = [
        f"{plan.planned} from {shown_date(plan.on)}"
        for before, plan in zip(agreed, course.plans[1:], strict=False)
        if plan.planned != before
    ]
    return f"{agreed[0]}, renegotiated: {', then '.join(changes)}" if changes else str(course.planned)


def ending(of: Material) -> list[str]:
    """Part 4."""
    ended = of.course.conclusion
    end_type = (ended.end_type if ended else None) or of.course.charted_text("next_step", "end_type")
    next_step = (ended.next_step if ended else None) or of.course.charted_text("next_step", "next_step")
    rationale = (ended.rationale if ended else "") or of.course.charted_text("next_step", "rationale")
    made = [
        fact("How it ended", _ENDINGS.get(end_type, "")),
        fact("Date of the ending", shown_date(ended.on if ended else None)),
        *of.held(Content.ENDING_REASON, of.particular("Reason", rationale)),
        fact("Next step", _STEPS.get(next_step, "")),
    ]
    if end_type == EndType.LOST_CONTACT:
        return [*together(made), *of.held(Content.ENDING_REASON, *_contacts(of.course))]
    return together(made)


def _contacts(course: Course) -> list[str]:
    found = course.contacts_after_last_session
    rows = [(shown_date(contact.on), words(contact.channel)) for contact in found]
    if not rows:
        return [fact("Contacts afterwards", "")]
    return table("Contacts recorded after the last session", ("Contact on", "By"), rows)


def diagnosis(of: Material) -> list[str]:
    """Part 5."""
    stated = [
        (session.number, section)
        for session in of.course.sessions
        for section in session.all("diagnosis")
        if section.value("diagnosis")
    ]
    symptoms = of.charted("psychiatric_history", "presenting_symptoms")
    known = [symptoms and f"Presenting symptoms: {symptoms}"]
    told = of.told("Presenting problem and diagnosis", known, label="Presenting problem")
    at_start = _stated(of, *stated[0]) if stated else ""
    again = "Not stated anew." if len(stated) == 1 else ""
    at_last = _stated(of, *stated[-1]) if len(stated) > 1 else again
    stages = fact("Diagnosis as first stated", at_start), fact("Diagnosis as last stated", at_last)
    return together(of.held(Content.DIAGNOSIS, *told, *stages))


def _stated(of: Material, number: int, section: Section) -> str:
    system = section.value("system")
    where = f"{system}, {session_name(number)}" if system else session_name(number)
    return of.discreet(f"{capital(section.value('diagnosis').rstrip('.'))} ({where}).")
