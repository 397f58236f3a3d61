"""What a template is given: the chart's knowledge as this session needs it, in words that fit on a line. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.charted import person_key
from ipt_notes.course.sections import BY_ID, GOAL_DOMAINS, section_heading, stated
from ipt_notes.course.vocabulary import Phase, ProblemArea, to_id, words
from ipt_notes.measures.measure import find_measure
from ipt_notes.measures.outcome import Outcome, outcomes
from ipt_notes.notes.due import agreed_focus, due_items, planned_session
from ipt_notes.notes.templates import Lines, plain
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.charted import BeginningItem, Focus, Person
    from ipt_notes.course.model import Course
    from ipt_notes.course.parts import Session

_FIRST_MEASURES = ("PHQ-9", "GAD-7")
_RHYTHM_METRIC = "Social Rhythm Metric"
_SAID_BEFORE = 4
"""The ending is to be raised two to four sessions ahead (DOMAIN 2.3)."""
_CLIP = 240
_SCORES_SHOWN = 6


class ScoreLine(Struct, frozen=True):
    """A measure so far: "16, 15, 14", the session and band of the last, and how it compares with the first."""

    name: str
    totals: str
    session: int
    band: str
    change: str


class FocusLine(Struct, frozen=True):
    """The problem area being worked on; `words` names it with its person and stage."""

    words: str
    is_agreed: bool
    is_one_of_two: bool
    person: str
    stage: str
    stage_session: int
    old_role: str
    new_role: str


class GoalLine(Struct, frozen=True):
    """A goal and what was last said of it."""

    domain: str
    text: str
    status: str


class PersonLine(Struct, frozen=True):
    """Somebody in the inventory: "N. (partner)", and the fields that this session asks for, as they are typed."""

    heading: str
    relationship: str
    ring_start: str
    ring_now: str
    asked: tuple[str, ...]


class LastLine(Struct, frozen=True):
    """The session before this one: what was planned, and its incident."""

    number: int
    plan: str
    incident: str


class Sheet(Struct, frozen=True):
    """What a template may use, beside the function `still_blank`. `left` counts the sessions after this one."""

    front_matter: Lines
    session: int
    phase: str
    variant: str
    planned: int
    limit: int
    left: int
    measures: tuple[str, ...]
    other_tools: tuple[str, ...]
    scores: tuple[ScoreLine, ...]
    risk: str
    risk_items: tuple[str, ...]
    focus: FocusLine | None
    goals: tuple[GoalLine, ...]
    goals_to_rate: tuple[GoalLine, ...]
    people: tuple[PersonLine, ...]
    people_to_ask: tuple[PersonLine, ...]
    warning_signs: tuple[str, ...]
    known_signs: tuple[str, ...]
    parents_to_ask: bool
    last: LastLine | None
    owed: tuple[str, ...]
    owed_from_earlier: tuple[str, ...]
    today: tuple[str, ...]
    ending_is_near: bool
    ending_is_due: bool


def make_sheet(
    course: Course, session: int, phase: Phase, front_matter: Lines, earlier: Iterable[Course] = ()
) -> Sheet:
    """Everything a template is given for this session of the course; `earlier` are the client's courses before it."""
    left = course.planned - session
    today = due_items(course, session, phase)
    is_near = phase != Phase.BEGINNING and left <= _SAID_BEFORE
    last = next((known for known in reversed(course.sessions) if known.number < session), None)
    people = tuple(_person(person, _asked(person, course, phase, today)) for person in course.people)
    focus = agreed_focus(course) or course.focus
    return Sheet(
        front_matter=front_matter,
        session=session,
        phase=str(phase.value),
        variant=course.variant.id,
        planned=course.planned,
        limit=course.limit,
        left=left,
        measures=_measure_names(course),
        other_tools=_other_tools(course),
        scores=tuple(_score(outcome, course) for outcome in outcomes(course)),
        risk=f"{course.risks[-1].level} in session {course.risks[-1].session}" if course.risks else "",
        risk_items=tuple(_risk_items(course)),
        focus=_focus(focus, course) if focus else None,
        goals=tuple(goal for goal in _goals(course) if not goal.status.startswith("met")),
        goals_to_rate=tuple(_goals(course, unrated_since=course.final_from)),
        people=people,
        people_to_ask=tuple(person for person in people if person.asked),
        warning_signs=_signs([course]),
        known_signs=_signs([*earlier, course]),
        parents_to_ask=_parents_to_ask(course, phase),
        last=_last(last) if last else None,
        owed=tuple(section_heading(item.id) for item in _owed(course, phase)),
        owed_from_earlier=tuple(_from_earlier(course, today, session)),
        today=today,
        ending_is_near=is_near,
        ending_is_due=is_near and phase != Phase.MAINTENANCE and course.ending_raised is None,
    )


def _clip(text: str) -> str:
    """The text on one line, cut where it grows longer than a glance."""
    line = plain(text)
    return line if len(line) <= _CLIP else line[:_CLIP].rsplit(" ", 1)[0] + " …"


def _measure_names(course: Course) -> tuple[str, ...]:
    """The known measures this course uses; PHQ-9 and GAD-7 before the first score."""
    if not course.scores:
        return _FIRST_MEASURES
    used = dict.fromkeys(score.instrument for score in course.scores)
    return tuple(measure.name for each in used if (measure := find_measure(each)))


def _other_tools(course: Course) -> tuple[str, ...]:
    """The names of the tools it uses that the program does not know; IPSRT has its weekly metric (DOMAIN 2.4)."""
    used = dict.fromkeys(_clip(score.line.name) for score in course.scores if score.instrument == "other")
    if course.variant.id == "ipsrt" and not any("rhythm" in name.casefold() for name in used):
        return (_RHYTHM_METRIC, *used)
    return tuple(used)


def _signs(courses: Iterable[Course]) -> tuple[str, ...]:
    """The names of the warning signs, each once."""
    return tuple(dict.fromkeys(_clip(sign.name) for course in courses for sign in course.warning_signs))


def _parents_to_ask(course: Course, phase: Phase) -> bool:
    """Whether parents are asked about: adolescents, at the start and at the end, until it is written (DOMAIN 2.4)."""
    if course.variant.id != "ipt_a" or phase not in (Phase.BEGINNING, Phase.FINAL):
        return False
    return not any(known.has("parent_contact") for known in course.sessions if known.phase == phase)


def _score(outcome: Outcome, course: Course) -> ScoreLine:
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


def _risk_items(course: Course) -> Iterable[str]:
    """Items about self-harm that were not 0 when they were last answered, and those left out since."""
    for instrument in dict.fromkeys(score.instrument for score in course.scores):
        measure = find_measure(instrument)
        if measure is None or measure.risk_item is None:
            continue
        asked = [score for score in course.scores_of(instrument) if score.line.items]
        answered = [score for score in asked if measure.risk_answer(score.line.items) is not None]
        if answered and (value := measure.risk_answer(answered[-1].line.items)):
            yield f"{measure.name} item {measure.risk_item} was {value} in session {answered[-1].session}"
        if asked and asked[-1] not in answered:
            yield f"{measure.name} item {measure.risk_item} was left out in session {asked[-1].session}"


def _focus(focus: Focus, course: Course) -> FocusLine:
    person, stage = _clip(stated(focus.text("person"))), words(focus.text("dispute_stage"))
    named = (
        f"{words(focus.area)}{f' with {person}' if person and focus.area == ProblemArea.ROLE_DISPUTE else ''}"
    )
    return FocusLine(
        words=f"{named}, {stage}" if stage else named,
        is_agreed=focus.is_agreed,
        is_one_of_two=len(course.foci) > 1,
        person=person,
        stage=stage,
        stage_session=focus.stages[-1][0] if focus.stages else 0,
        old_role=_clip(stated(focus.text("old_role"))),
        new_role=_clip(stated(focus.text("new_role"))),
    )


def _goals(course: Course, unrated_since: int | None = None) -> Iterable[GoalLine]:
    """The goals; with `unrated_since` only those without a status from that session on."""
    for domain in GOAL_DOMAINS:
        text, status = course.goals.get(domain), course.goals.get(f"{domain}_status")
        is_rated = bool(status and unrated_since is not None and status.last_session >= unrated_since)
        if text and stated(text.text) and not is_rated:
            yield GoalLine(words(domain), _clip(text.text), _clip(words(status.text)) if status else "")


def _person(person: Person, asked: Iterable[str]) -> PersonLine:
    heading = f"{person.label} ({person.relationship})" if person.relationship else person.label
    return PersonLine(
        heading, person.relationship, person.ring_start, person.ring_now, tuple(map(words, asked))
    )


def _asked(person: Person, course: Course, phase: Phase, today: Iterable[str]) -> tuple[str, ...]:
    """The keys to ask for about somebody: what the beginning still lacks, and in the final phase the ring now."""
    is_old = not person.rings or person.rings[-1][0] < course.final_from
    keys = person.missing if "inventory" in today else ()
    ring = ("closeness_ring",) if phase == Phase.FINAL and is_old and "closeness_ring" not in keys else ()
    return (*ring, *keys) if _can_be_typed(person) else ()


def _can_be_typed(person: Person) -> bool:
    """Whether a heading with this name is read as the same person again, and says nothing by itself."""
    name = plain(person.label)
    is_same = bool(name) and person_key(name) == person_key(person.label)
    is_section = key_id(name.partition(":")[0]) in BY_ID
    return is_same and to_id(name) != "name" and not is_section and not name.endswith("#")


def _last(session: Session) -> LastLine:
    plans = [
        f"{part.prose} {' '.join(part.value(key) for key in part.fields)}"
        for part in session.all("between_session_plan")
    ]
    incidents = [part.title or part.value("what_happened") for part in session.all("interpersonal_incident")]
    return LastLine(session.number, _clip(" ".join(plans)), _clip("; ".join(filter(None, incidents))))


def _owed(course: Course, phase: Phase) -> tuple[BeginningItem, ...]:
    return course.owed if course.limit and phase != Phase.MAINTENANCE else ()


def _from_earlier(course: Course, today: Iterable[str], session: int) -> Iterable[str]:
    """The headings of today's items that an earlier session asked for; none when nothing came before."""
    for item in today:
        if course.sessions and planned_session(item, course.beginning_limit) < session:
            yield section_heading(item)
