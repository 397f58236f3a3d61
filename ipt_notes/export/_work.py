"""Parts 6 and 7, and 9: focus and formulation, the course by phase, goals and relationships."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.course.sections import GOAL_DOMAINS, GOAL_STATUSES
from ipt_notes.course.vocabulary import PHASE_ORDER, to_id, words
from ipt_notes.course.wording import capital, sentence, session_name, shown_date
from ipt_notes.export._circles import drawn_circles
from ipt_notes.export._material import NOT_RECORDED, fact
from ipt_notes.export._tables import table
from ipt_notes.export._wordml import heading, paragraph
from ipt_notes.export.audiences import Content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.course.model import Course, Focus, Person, Session
    from ipt_notes.export._material import Material

_COUNTED = {
    "interpersonal_incident": "interpersonal incident",
    "role_play": "role play",
    "decision_analysis": "decision analysis",
    "affect": "work with affect",
    "clarification": "clarification",
    "exploration": "exploration",
    "therapeutic_relationship": "use of the therapeutic relationship",
}
_NO_REMARK = "None recorded."
_COLUMNS = ("Relationship", "Circle at start", "Circle at end", "Confided in")


def focus_and_formulation(of: Material) -> list[str]:
    """Part 6."""
    parts = [of.charted("formulation", key) for key in ("hypothesis", "diagnosis_link", "client_response")]
    labels = ("Hypothesis", "Link to the diagnosis", "Client's response")
    told = [f"{label}: {text}" for label, text in zip(labels, parts, strict=True) if text]
    made = [*of.held(Content.FORMULATION, *of.told("Formulation and focus", told, label="Formulation"))]
    for focus in of.course.foci:
        agreed = focus.text("agreed") or "not recorded"
        made.append(of.particular("Problem area", f"{words(focus.area)}; agreed by the client: {agreed}"))
        made += _stages(focus)
    if not of.course.foci:
        made.append(fact("Problem area", ""))
    for session, left in of.course.earlier_foci:
        made.append(
            fact("Earlier problem area", f"{capital(words(left.area))}, until {session_name(session)}")
        )
    goals = [(domain, of.charted("goals", domain)) for domain in GOAL_DOMAINS]
    wanted = (of.particular(f"Goal: {words(domain)}", text) for domain, text in goals)
    return [*made, *of.held(Content.GOALS, *wanted)]


def treatment(of: Material) -> list[str]:
    """Part 7."""
    told = of.written("Course of treatment") or _phases(of)
    used = ", ".join(_strategies(of.course))
    strategies = paragraph(sentence(of.discreet(used)) or NOT_RECORDED)
    return [*of.held(Content.TREATMENT, *told, heading("Strategies used", 2), strategies)]


def _phases(of: Material) -> list[str]:
    made = []
    for phase in PHASE_ORDER:
        sessions = [session for session in of.course.attended if session.phase == phase]
        if sessions:
            first, last = sessions[0], sessions[-1]
            span = f"Session {first.number}" if first is last else f"Sessions {first.number} to {last.number}"
            dates = shown_date(first.date) + ("" if first is last else f" to {shown_date(last.date)}")
            made += [heading(f"{words(phase).capitalize()} phase", 2), paragraph(f"{span}, {dates}.")]
    return made or of.told("Course of treatment")


def _strategies(course: Course) -> Iterator[str]:
    """Every technique with the number of sessions it was used in, the most used first."""
    used = Counter(name for session in course.sessions for name in _used_in(session))
    for name, count in sorted(used.items(), key=lambda item: (-item[1], item[0])):
        yield f"{name} ({count} session{'s' if count > 1 else ''})"


def _used_in(session: Session) -> set[str]:
    """The techniques of a session, each once."""
    named = set()
    for section in session.sections:
        if section.id in _COUNTED and section.is_started:
            named.add(_COUNTED[section.id])
        if section.id == "techniques":
            named.update(words(to_id(value)) for value in section.fields.get("technique", ()))
        elif section.id == "interpersonal_incident" and section.script:
            named.add("communication analysis")
    return named


def goals_and_relationships(of: Material) -> list[str]:
    """Part 9."""
    support = of.charted("interpersonal_triad", "social_support")
    goals = [heading("Goals", 2), *of.written("Goals", level=3, leads_on=True), *_goals(of)]
    relationships = [
        heading("Relationships", 2),
        *of.written("Interpersonal change", level=3),
        *_circles(of),
        of.particular("Social support", support),
    ]
    return [
        *of.held(Content.GOALS, *goals),
        *of.held(Content.FUNCTIONING, *of.titled("Functioning")),
        *of.held(Content.PEOPLE, *relationships),
    ]


def _goals(of: Material) -> list[str]:
    stated = (
        (domain, *(of.charted("goals", key) for key in (domain, f"{domain}_status")))
        for domain in GOAL_DOMAINS
    )
    rows = [
        (words(domain).capitalize(), goal or NOT_RECORDED, *_status(status))
        for domain, goal, status in stated
        if goal or status
    ]
    if not rows:
        return [] if of.has("Goals") else [paragraph(NOT_RECORDED)]
    return table(
        "Goals and how far they were met", ("Goal in", "Goal", "Status", "Remarks"), rows, (3, 5, 2, 4)
    )


def _status(stated: str) -> tuple[str, str]:
    """A goal's status and the words behind it."""
    status, _, remarks = stated.partition(",")
    if to_id(status.strip()) not in GOAL_STATUSES:
        return NOT_RECORDED, sentence(f"{status},{remarks}".strip(",")) or _NO_REMARK
    return words(to_id(status.strip())), sentence(remarks) or _NO_REMARK


def _circles(of: Material) -> list[str]:
    if not of.course.people:
        return [fact("Closeness circles", "")]
    rows = [
        (f"{name} (deceased)" if person.is_deceased else name, *_circle(person))
        for person, name in zip(of.course.people, of.roles, strict=True)
    ]
    about = "Closeness circles at start and end, by relationship"
    return [*drawn_circles(of), *table(about, _COLUMNS, rows, (4, 3, 4, 3))]


def _circle(person: Person) -> tuple[str, str, str]:
    end = person.ring_now if len(person.rings) > 1 else "not placed again" if person.rings else ""
    confides = ("yes" if person.is_confidant else "no") if person.text("is_confidant") else ""
    return person.ring_start or "not recorded", end or "not recorded", confides or "not recorded"


def _stages(focus: Focus) -> list[str]:
    if not focus.stages:
        return []
    (rated, first), (rated_last, last) = focus.stages[0], focus.stages[-1]
    moved = "not rated again" if len(focus.stages) == 1 else f"then {last} ({session_name(rated_last)})"
    return [fact("Stage of the dispute", f"{capital(first)} ({session_name(rated)}), {moved}")]
