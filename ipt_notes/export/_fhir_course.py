"""A course as FHIR: who, the episode, its sessions, what is treated, the plan, the goals, and what was signed.

Nobody but the client and the therapist is named: every text passes `Discretion`. Notes are told by date and signature;
their text stays in the practice, and so do private notes, which no course holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.course.sections import GOAL_DOMAINS, GOAL_STATUSES
from ipt_notes.course.vocabulary import Mode, to_id, words
from ipt_notes.course.wording import capital, session_name
from ipt_notes.export._fhir_parts import (
    AUTHOR_SIGNATURE,
    CLIENT_CODE,
    HL7,
    LOINC,
    PROBLEM_AREA,
    VERIFYING_SIGNATURE,
    coding,
    concept,
    filled,
    hl7,
    instant,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ipt_notes.course.model import Course, Session, Signature
    from ipt_notes.export._fhir_parts import Entries, Resource

PROGRESS_NOTE = coding(LOINC, "34904-3")
_ACHIEVED = {"met": "achieved", "not_met": "not-achieved", "open": "in-progress"}
"""HL7's codes have none for "partly met": that is told in words."""
_CLASS = {Mode.IN_PERSON: ("AMB", "ambulatory"), Mode.VIDEO: ("VR", "virtual"), Mode.PHONE: ("VR", "virtual")}


def add_people(to: Entries, course: Course, therapist: str) -> None:
    """The client and the therapist."""
    client = course.client
    to.add(
        "Patient",
        "",
        identifier=[{"system": CLIENT_CODE, "value": client.code}],
        name=[{"text": client.name}] if client.name else None,
        birthDate=client.born.isoformat() if client.born else None,
    )
    to.add("Practitioner", "", name=[{"text": therapist or "the therapist"}])


def add_course(to: Entries, course: Course, discreet: Callable[[str], str]) -> None:
    """Everything that is the course's own, but its scores."""
    conditions = [*_add_diagnosis(to, course, discreet), *_add_focus(to, course)]
    _add_episode(to, course, conditions)
    goals = [goal for domain in GOAL_DOMAINS for goal in _add_goal(to, course, domain, discreet)]
    _add_plan(to, course, conditions, goals)
    for session in course.sessions:
        _add_session(to, session)


def _period(course: Course) -> Resource:
    end = course.conclusion.on.isoformat() if course.conclusion else None
    return filled({"start": course.start.isoformat(), "end": end})


def _add_diagnosis(to: Entries, course: Course, discreet: Callable[[str], str]) -> list[Resource]:
    stated = course.charted_text("diagnosis", "diagnosis")
    if not stated:
        return []
    system = course.charted_text("diagnosis", "system")
    text = discreet(f"{stated} ({system})" if system else stated)
    category = hl7("condition-category", "encounter-diagnosis")
    return [_condition(to, course, "diagnosis", category, {"text": text})]


def _add_focus(to: Entries, course: Course) -> list[Resource]:
    """The problem area in focus; without the person it is about."""
    if course.focus is None:
        return []
    area = course.focus.area
    code = concept(f"IPT problem area: {words(area)}", coding(PROBLEM_AREA, area, words(area)))
    return [_condition(to, course, "focus", {"text": "IPT problem area"}, code)]


def _condition(to: Entries, course: Course, key: str, category: Resource, code: Resource) -> Resource:
    """A Condition; that it is active is said while it is treated, and nothing is said of it afterwards."""
    return to.add(
        "Condition",
        key,
        clinicalStatus=None if course.conclusion else hl7("condition-clinical", "active"),
        category=[category],
        code=code,
        subject=to.ref("Patient"),
        recorder=to.ref("Practitioner"),
    )


def _add_episode(to: Entries, course: Course, conditions: list[Resource]) -> None:
    to.add(
        "EpisodeOfCare",
        "",
        status="finished" if course.conclusion else "active",
        type=[{"text": course.variant.name}],
        diagnosis=[{"condition": condition} for condition in conditions],
        patient=to.ref("Patient"),
        period=_period(course),
        careManager=to.ref("Practitioner"),
    )


def _add_goal(to: Entries, course: Course, domain: str, discreet: Callable[[str], str]) -> list[Resource]:
    text = course.charted_text("goals", domain)
    if not text:
        return []
    status, _, remark = course.charted_text("goals", f"{domain}_status").partition(",")
    goal = to.add(
        "Goal",
        domain,
        lifecycleStatus="completed" if course.conclusion else "active",
        achievementStatus=_achieved(to_id(status.strip())),
        category=[{"text": words(domain)}],
        description={"text": discreet(text)},
        subject=to.ref("Patient"),
        note=[{"text": discreet(remark.strip())}] if remark.strip() else None,
    )
    return [goal]


def _achieved(status: str) -> Resource | None:
    if status not in GOAL_STATUSES:
        return None
    code = _ACHIEVED.get(status)
    return concept(words(status), *([coding(f"{HL7}goal-achievement", code)] if code else []))


def _add_plan(to: Entries, course: Course, conditions: list[Resource], goals: list[Resource]) -> None:
    to.add(
        "CarePlan",
        "",
        status="completed" if course.conclusion else "active",
        intent="plan",
        title=course.variant.name,
        description=f"{course.planned} sessions planned, {len(course.attended)} attended, {len(course.missed)} missed",
        subject=to.ref("Patient"),
        period=_period(course),
        author=to.ref("Practitioner"),
        addresses=conditions,
        goal=goals,
    )


def _add_session(to: Entries, session: Session) -> None:
    code, display = _CLASS[session.content.mode]
    day, key = session.date.isoformat(), str(session.number)
    minutes = session.minutes
    encounter = to.add(
        "Encounter",
        key,
        status="finished",
        **{"class": coding(f"{HL7}v3-ActCode", code, display)},
        type=[{"text": f"{capital(session_name(session.number))}, {session.phase}"}],
        subject=to.ref("Patient"),
        episodeOfCare=[to.ref("EpisodeOfCare")],
        participant=[{"individual": to.ref("Practitioner")}],
        period={"start": day, "end": day},
        length=_minutes(minutes) if minutes else None,
    )
    note = to.add(
        "DocumentReference",
        key,
        status="current",
        docStatus="final" if session.signature else "preliminary",
        type=concept("Progress note", PROGRESS_NOTE),
        subject=to.ref("Patient"),
        date=instant(session.last_saved),
        author=[to.ref("Practitioner")],
        description="The text of the note stays in the practice's record.",
        content=[{"attachment": {"title": f"Note of {session_name(session.number)}", "creation": day}}],
        context={"encounter": [encounter], "period": {"start": day, "end": day}},
    )
    if session.signature:
        add_signature(to, note, session.signature, f"note {key}")
    add_cosignatures(to, note, session.cosignatures, f"note {key}")


def _minutes(minutes: int) -> Resource:
    return {"value": minutes, "unit": "min", "system": "http://unitsofmeasure.org", "code": "min"}


def add_signature(to: Entries, target: Resource, signature: Signature, key: str) -> None:
    """Who signed, and when. What an imported chart only states is told as that, without a signature element."""
    by = signer(to, signature)
    signed = {"type": [AUTHOR_SIGNATURE], "when": instant(signature.at), "who": by}
    to.add(
        "Provenance",
        key,
        target=[target],
        recorded=instant(signature.at),
        agent=[{"type": hl7("provenance-participant-type", "author"), "who": by}],
        signature=None if signature.is_stated else [signed],
    )


def add_cosignatures(to: Entries, target: Resource, signatures: Sequence[Signature], key: str) -> None:
    """The supervisors who signed too, as verifiers; told apart from who wrote it."""
    for number, signature in enumerate(signatures, 1):
        by = {"display": signature.by or "a supervisor"}
        signed = {"type": [VERIFYING_SIGNATURE], "when": instant(signature.at), "who": by}
        to.add(
            "Provenance",
            f"{key}, co-signature {number}",
            target=[target],
            recorded=instant(signature.at),
            agent=[{"type": hl7("provenance-participant-type", "verifier"), "who": by}],
            signature=None if signature.is_stated else [signed],
        )


def signer(to: Entries, signature: Signature) -> Resource:
    """The therapist of the document; by name alone who is another, or is only stated."""
    is_therapist = not signature.is_stated and signature.by in ("", to.therapist)
    return to.ref("Practitioner") if is_therapist else {"display": signature.by}
