"""Parts of a supervision view: where the course stands, formulation and focus, people, goals."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ipt_notes.course.sections import GOAL_DOMAINS, GOAL_STATUSES, RINGS
from ipt_notes.course.vocabulary import Phase, absence_word, to_id, words
from ipt_notes.course.wording import capital, not_asked, sentence, session_name, without_focus
from ipt_notes.export._material import NOT_RECORDED
from ipt_notes.export._outline import Block, Fact, Point, Words
from ipt_notes.measures.outcome import outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.course.initials import Initials
    from ipt_notes.course.model import Course, Focus, Person
    from ipt_notes.measures.outcome import Outcome

_FOCUS_FIELDS = {
    "rationale": "Why this one",
    "client_expects": "The client expects",
    "other_expects": "The other expects",
    "old_role": "Old role",
    "new_role": "New role",
    "losses": "Losses",
    "gains": "Gains",
    "re_engagement": "Taken up again",
    "new_contacts": "New contacts",
    "ruled_out_grief": "Grief ruled out",
    "ruled_out_role_dispute": "Role dispute ruled out",
    "ruled_out_role_transition": "Role transition ruled out",
}
_FORMULATION = {
    "hypothesis": "Hypothesis",
    "diagnosis_link": "Link to the diagnosis",
    "client_response": "The client's response",
}


def standing(course: Course, say: Initials) -> Iterator[Block]:
    """Variant, phase and session; absences; diagnosis; every score; the last assessed level of risk."""
    yield Fact("Treatment", course.variant.name)
    yield Fact("Phase", _phase(course))
    missed = Counter(absence_word(each.how) for each in course.missed)
    yield Fact("Missed", ", ".join(f"{kind} ({count})" for kind, count in missed.items()) or "none")
    yield Fact("Diagnosis", _stated(say(course.charted_text("diagnosis", "diagnosis"))))
    for outcome in outcomes(course):
        yield Fact(say(outcome.name), _figures(course, outcome))
    yield Fact("Risk as last assessed", say(_risk(course)))


def _phase(course: Course) -> str:
    held = f"session {len(course.attended)} of {course.planned}"
    if course.conclusion:
        ended = [words(each) for each in (course.conclusion.end_type, course.conclusion.next_step) if each]
        return f"concluded after {held}{': ' if ended else ''}{', then '.join(ended)}"
    phase = course.sessions[-1].phase if course.sessions else course.next_phase(1)
    if phase == Phase.MAINTENANCE:
        return f"maintenance, {held}"
    return f"{phase}, {held}" if course.attended else f"{phase}, no session held yet of {course.planned}"


def _figures(course: Course, outcome: Outcome) -> str:
    """ "18, 16, 9 (session 1 to session 4); change -9, reliable improvement"."""
    taken = outcome.taken(course)
    totals = ", ".join("?" if score.total is None else f"{score.total:g}" for score in taken)
    ends = dict.fromkeys(session_name(score.session) for score in (taken[0], taken[-1]))
    told = f"{totals} ({' to '.join(ends)})"
    return f"{told}; change {outcome.change:+g}, {outcome.reliable_change}" if outcome.is_repeated else told


def _risk(course: Course) -> str:
    """The level alone, and when; never that somebody is safe."""
    assessed = [risk for risk in course.risks if risk.level and not_asked(risk.assessment) is None]
    return f"{assessed[-1].level} ({session_name(assessed[-1].session)})" if assessed else NOT_RECORDED


def focus(course: Course, say: Initials) -> Iterator[Block]:
    """The formulation as it was offered; each problem area with its person, its stages and what it turns on."""
    for key, label in _FORMULATION.items():
        yield Fact(label, _stated(say(course.charted_text("formulation", key))))
    for each in course.foci:
        agreed = each.text("agreed") or "not recorded"
        yield Fact("Problem area", f"{words(each.area)}; agreed by the client: {say(agreed)}")
        yield from _particulars(each, say)
    if not course.foci:
        yield Fact("Problem area", without_focus(course.variant.id))
    for session, left in course.earlier_foci:
        yield Fact("Earlier problem area", f"{words(left.area)}, until {session_name(session)}")


def _particulars(each: Focus, say: Initials) -> Iterator[Block]:
    if person := each.text("person"):
        yield Fact("With", say.people(person))
    if each.stages:
        rated = (f"{stage} ({session_name(session)})" for session, stage in each.stages)
        yield Fact("Stage of the dispute", say(", then ".join(rated)))
    for key, label in _FOCUS_FIELDS.items():
        if text := each.text(key):
            yield Fact(label, _stated(say(text)))


def people(course: Course, say: Initials) -> Iterator[Block]:
    """The inventory, the closest first: initials, relationship, circle, confidant."""
    if not course.people:
        yield Words(NOT_RECORDED)
    nearest = (*RINGS, "")
    for person in sorted(course.people, key=lambda person: nearest.index(person.ring_now)):
        yield Point("; ".join([say.person(person), *_place(person)]))


def _place(person: Person) -> Iterator[str]:
    moved = person.ring_start != person.ring_now
    ring = f"{person.ring_now} circle" if person.ring_now else "not placed in a circle"
    yield f"{ring}, at first {person.ring_start}" if moved else ring
    for is_so, told in (
        (person.is_confidant, "a confidant"),
        (person.is_deceased, "has died"),
        (person.is_linked, "linked to the episode"),
    ):
        if is_so:
            yield told


def goals(course: Course, say: Initials) -> Iterator[Block]:
    """One in each domain, with how far it was met."""
    for domain in GOAL_DOMAINS:
        status, _, remark = course.charted_text("goals", f"{domain}_status").partition(",")
        known = words(to_id(status.strip())) if to_id(status.strip()) in GOAL_STATUSES else say(status)
        label = capital(words(domain)) + (f" ({known})" if known else "")
        remarks = f" {sentence(say(remark))}" if remark.strip() else ""
        yield Fact(label, f"{_stated(say(course.charted_text('goals', domain)))}{remarks}")


def _stated(text: str) -> str:
    return sentence(text) or NOT_RECORDED
