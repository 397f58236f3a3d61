"""What the chart knows, each thing in words that fit on a line: scores, the focus, goals, the session before. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.sections import GOAL_DOMAINS, stated
from ipt_notes.course.vocabulary import ProblemArea, to_id, words
from ipt_notes.measures.measure import find_measure
from ipt_notes.notes.due import agreed_focus
from ipt_notes.notes.templates import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ipt_notes.course.charted import Focus, Incident
    from ipt_notes.course.model import Course
    from ipt_notes.course.parts import Session
    from ipt_notes.measures.outcome import Outcome

_FIRST_MEASURES = ("PHQ-9", "GAD-7")
_RHYTHM_METRIC = "Social Rhythm Metric"
_CLIP = 240
_SCORES_SHOWN = 6
_RECENT = 2
"""For so many sessions an incident waits to be gone through, and an analysis for its rehearsal (as in TEC004)."""


class ScoreLine(Struct, frozen=True):
    """A measure so far: "16, 15, 14", the session and band of the last, and how it compares with the first."""

    name: str
    totals: str
    session: int
    band: str
    change: str


class FocusLine(Struct, frozen=True):
    """The problem area being worked on; `words` names it with its person and stage."""

    area: str
    words: str
    is_agreed: bool
    person: str
    stage: str
    old_role: str
    new_role: str


class GoalLine(Struct, frozen=True):
    """A goal and what was last said of it."""

    domain: str
    text: str
    status: str


class LastLine(Struct, frozen=True):
    """The session before this one: what was planned, and its incident."""

    number: int
    plan: str
    incident: str


class IncidentLine(Struct, frozen=True):
    """An incident that is not done with: what it is called, with whom, and the alternatives that were found."""

    session: int
    title: str
    person: str
    alternatives: str


class DecisionLine(Struct, frozen=True):
    """A decision analysis that is not closed, by its title."""

    session: int
    title: str


class BeforeLine(Struct, frozen=True):
    """The course before this one: its variant, the day of its conclusion, what was chosen, its focus and its people."""

    variant: str
    ended: str
    next_step: str
    focus: str
    people: tuple[str, ...]


def clip(text: str) -> str:
    """The text on one line, cut where it grows longer than a glance."""
    line = plain(text)
    return line if len(line) <= _CLIP else line[:_CLIP].rsplit(" ", 1)[0] + " …"


def person_heading(label: str, relationship: str) -> str:
    """ "N. (partner)"."""
    return f"{label} ({relationship})" if relationship else label


def score_line(outcome: Outcome, course: Course) -> ScoreLine:
    """A measure's totals, its last band and its change."""
    scores = [
        score
        for score in course.scores_of(outcome.first.instrument)
        if score.line.name == outcome.first.line.name
    ]
    totals = [f"{score.total:g}" for score in scores if score.total is not None]
    shown = (["…"] if len(totals) > _SCORES_SHOWN else []) + totals[-_SCORES_SHOWN:]
    return ScoreLine(
        outcome.name, ", ".join(shown), outcome.last.session, outcome.band(outcome.last), _change(outcome)
    )


def _change(outcome: Outcome) -> str:
    if not outcome.is_repeated:
        return ""
    if not outcome.change:
        return "as at the start"
    return f"{abs(outcome.change):g} {'lower' if outcome.change < 0 else 'higher'} than at the start"


def measure_names(course: Course) -> tuple[str, ...]:
    """The known measures this course uses; PHQ-9 and GAD-7 before the first score."""
    if not course.scores:
        return _FIRST_MEASURES
    used = dict.fromkeys(score.instrument for score in course.scores)
    return tuple(measure.name for each in used if (measure := find_measure(each)))


def other_tools(course: Course) -> tuple[str, ...]:
    """The names of the tools it uses that the program does not know; IPSRT has its weekly metric (DOMAIN 2.4)."""
    used = dict.fromkeys(clip(score.line.name) for score in course.scores if score.instrument == "other")
    if course.variant.id == "ipsrt" and not any("rhythm" in name.casefold() for name in used):
        return (_RHYTHM_METRIC, *used)
    return tuple(used)


def signs(courses: Iterable[Course]) -> tuple[str, ...]:
    """The names of the warning signs, each once."""
    return tuple(dict.fromkeys(clip(sign.name) for course in courses for sign in course.warning_signs))


def risk_items(course: Course) -> Iterable[str]:
    """Items about self-harm that were not 0 when they were last answered, and those left out since."""
    for instrument in dict.fromkeys(score.instrument for score in course.scores):
        measure = find_measure(instrument)
        if measure is None or measure.risk_item is None:
            continue
        taken = course.scores_of(instrument)
        answered = [score for score in taken if measure.risk_answer_in(score.line) is not None]
        asked = [score for score in taken if score.line.items or score in answered]
        if answered and (value := measure.risk_answer_in(answered[-1].line)):
            yield f"{measure.name} item {measure.risk_item} was {value} in session {answered[-1].session}"
        if asked and asked[-1] not in answered:
            yield f"{measure.name} item {measure.risk_item} was left out in session {asked[-1].session}"


def focus_line(focus: Focus) -> FocusLine:
    """A problem area with its person, stage and roles."""
    person, stage = clip(stated(focus.text("person"))), words(focus.text("dispute_stage"))
    is_with = person and focus.area == ProblemArea.ROLE_DISPUTE
    named = f"{words(focus.area)} with {person}" if is_with else words(focus.area)
    return FocusLine(
        area=str(focus.area.value),
        words=f"{named}, {stage}" if stage else named,
        is_agreed=focus.is_agreed,
        person=person,
        stage=stage,
        old_role=clip(stated(focus.text("old_role"))),
        new_role=clip(stated(focus.text("new_role"))),
    )


def goal_lines(course: Course, unrated_since: int | None = None) -> Iterable[GoalLine]:
    """The goals; with `unrated_since` only those without a status from that session on, or with one that is open."""
    for domain in GOAL_DOMAINS:
        text, status = course.goals.get(domain), course.goals.get(f"{domain}_status")
        is_rated = bool(
            status
            and unrated_since is not None
            and status.last_session >= unrated_since
            and not to_id(status.text).startswith("open")
        )
        if text and stated(text.text) and not is_rated:
            yield GoalLine(words(domain), clip(text.text), clip(words(status.text)) if status else "")


def last_line(session: Session) -> LastLine:
    """What was planned in a session, and what incident it had."""
    plans = [
        f"{part.prose} {' '.join(part.value(key) for key in part.fields)}"
        for part in session.all("between_session_plan")
    ]
    incidents = [part.title or part.value("what_happened") for part in session.all("interpersonal_incident")]
    return LastLine(session.number, clip(" ".join(plans)), clip("; ".join(filter(None, incidents))))


def untold_incident(course: Course, session: int) -> IncidentLine | None:
    """The newest incident of the two sessions before that was told and not gone through line by line."""
    recent = _recent(course, session)
    return _incident_line(recent[-1]) if recent and not recent[-1].script else None


def unrehearsed_incident(course: Course, session: int) -> IncidentLine | None:
    """The newest analysis of the two sessions before, if no role play has followed it."""
    analysed = [incident for incident in _recent(course, session) if incident.script]
    if not analysed or any(
        known.has("role_play") for known in course.sessions if analysed[-1].session <= known.number < session
    ):
        return None
    return _incident_line(analysed[-1])


def _recent(course: Course, session: int) -> Sequence[Incident]:
    return [incident for incident in course.incidents if 0 < session - incident.session <= _RECENT]


def _incident_line(incident: Incident) -> IncidentLine:
    told = incident.title or "; ".join(incident.fields.get("what_happened", ()))
    person = stated("; ".join(incident.fields.get("person", ())))
    return IncidentLine(incident.session, clip(told), clip(person), clip("; ".join(incident.alternatives)))


def last_decision(course: Course) -> DecisionLine | None:
    """The newest decision analysis."""
    decisions = (
        (session.number, section)
        for session in reversed(course.sessions)
        for section in reversed(session.all("decision_analysis"))
    )
    number, section = next(decisions, (0, None))
    return DecisionLine(number, clip(section.title or section.value("situation"))) if section else None


def before_line(courses: Sequence[Course]) -> BeforeLine | None:
    """The last of the courses before this one, None where it is the first."""
    if not courses:
        return None
    before = courses[-1]
    focus, end = agreed_focus(before) or before.focus, before.conclusion
    return BeforeLine(
        variant=before.variant.name,
        ended=end.on.isoformat() if end else "",
        next_step=words(end.next_step) if end and end.next_step else "",
        focus=focus_line(focus).words if focus else "",
        people=tuple(clip(person_heading(person.label, person.relationship)) for person in before.people),
    )
