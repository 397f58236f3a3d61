"""What a template is given: the chart's knowledge as this session needs it, in words that fit on a line. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import asdict, replace

from ipt_notes.checks.engine import check_course
from ipt_notes.checks.setting import DEFAULT, Thresholds
from ipt_notes.course.sections import section_heading
from ipt_notes.course.vocabulary import Phase, ProblemArea
from ipt_notes.measures.outcome import outcomes
from ipt_notes.notes.asked import (
    AreaLine,
    PersonLine,
    area_lines,
    contract_keys,
    label,
    named_outside,
    person_line,
)
from ipt_notes.notes.chart_lines import (
    BeforeLine,
    DecisionLine,
    FocusLine,
    GoalLine,
    IncidentLine,
    LastLine,
    ScoreLine,
    before_line,
    focus_line,
    goal_lines,
    last_decision,
    last_line,
    measure_names,
    other_tools,
    risk_items,
    score_line,
    signs,
    unrehearsed_incident,
    untold_incident,
)
from ipt_notes.notes.due import agreed_focus, due_items, is_midway, is_second_half, planned_session
from ipt_notes.notes.templates import Lines

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from ipt_notes.course.charted import BeginningItem
    from ipt_notes.course.model import Course

_SAID_BEFORE = 4
"""The ending is to be raised two to four sessions ahead (DOMAIN 2.3)."""
_MOST_BLOCKS = 3


class Standing(Struct, frozen=True):
    """The session's place in the course. `left` counts the sessions after this one.

    `findings` are the codes of the rules that `check` finds broken now and nobody has overridden; MEA004 also where it
    would be, were today's scores as the last ones. `before` is the client's course before this one.
    """

    front_matter: Lines
    session: int
    phase: str
    variant: str
    planned: int
    limit: int
    left: int
    is_second_half: bool
    is_midway: bool
    findings: tuple[str, ...]
    before: BeforeLine | None
    last: LastLine | None


class Measured(Struct, frozen=True):
    """Scores and risk. A PHQ-9 under `remitted_below` is expected when maintenance begins."""

    measures: tuple[str, ...]
    other_tools: tuple[str, ...]
    scores: tuple[ScoreLine, ...]
    risk: str
    is_risk_raised: bool
    risk_items: tuple[str, ...]
    remitted_below: int


class WorkedOn(Struct, frozen=True):
    """The focus, its goals, and the incidents that are not done with."""

    focus: FocusLine | None
    areas_to_ask: tuple[AreaLine, ...]
    goals: tuple[GoalLine, ...]
    goals_to_rate: tuple[GoalLine, ...]
    untold: IncidentLine | None
    unrehearsed: IncidentLine | None
    open_decision: DecisionLine | None


class Inventory(Struct, frozen=True):
    """The people; `people_blocks` has a number for each blank entry."""

    people: tuple[PersonLine, ...]
    people_to_ask: tuple[PersonLine, ...]
    people_outside: tuple[str, ...]
    people_blocks: tuple[int, ...]
    is_inventory_thin: bool
    parents_to_ask: bool


class Ending(Struct, frozen=True):
    """The ending, and what is to hold after it; `sign_blocks` has a number for each blank warning sign."""

    warning_signs: tuple[str, ...]
    known_signs: tuple[str, ...]
    signs_wanted: int
    sign_blocks: tuple[int, ...]
    ending_is_near: bool
    ending_is_due: bool


class Owing(Struct, frozen=True):
    """What the beginning still owes, what of it is asked for `today`, and the contract's keys that are."""

    contract: tuple[str, ...]
    owed: tuple[str, ...]
    owed_from_earlier: tuple[str, ...]
    today: tuple[str, ...]


class _Place(NamedTuple):
    """A session to come, and what it is asked by."""

    course: Course
    session: int
    phase: Phase
    earlier: Sequence[Course]
    today: tuple[str, ...]
    findings: frozenset[str]
    thresholds: Thresholds


def make_sheet(
    course: Course,
    session: int,
    phase: Phase,
    on: dt.date,
    front_matter: Lines,
    earlier: Sequence[Course] = (),
    thresholds: Thresholds = DEFAULT,
) -> dict[str, object]:
    """Everything a template is given for a session of the course on the day `on`, by name; beside it, `still_blank`.

    `earlier` are the client's courses before it, `thresholds` those of the practice's checks.
    """
    place = _Place(
        course,
        session,
        phase,
        earlier,
        due_items(course, session, phase),
        _findings(course, session, on, thresholds),
        thresholds,
    )
    parts = (
        _standing(place, front_matter),
        _measured(place),
        _worked_on(place),
        _inventory(place),
        _ending(place),
        _owing(place),
    )
    return {key: value for part in parts for key, value in asdict(part).items()}


def _findings(course: Course, session: int, on: dt.date, thresholds: Thresholds) -> frozenset[str]:
    now = check_course(course, on, thresholds=thresholds)
    slow = check_course(_as_if_unchanged(course, session), on, thresholds=thresholds, select=("MEA004",))
    return frozenset(finding.rule for finding in (*now, *slow) if not finding.is_overridden)


def _as_if_unchanged(course: Course, session: int) -> Course:
    """The course as it would stand, were this session's scores as the last ones."""
    last = {score.instrument: score for score in course.scores if score.total is not None}
    today = [replace(score, session=session) for score in last.values() if score.session < session]
    return replace(course, scores=(*course.scores, *today))


def _standing(place: _Place, front_matter: Lines) -> Standing:
    course, session = place.course, place.session
    last = next((known for known in reversed(course.sessions) if known.number < session), None)
    return Standing(
        front_matter=front_matter,
        session=session,
        phase=str(place.phase.value),
        variant=course.variant.id,
        planned=course.planned,
        limit=course.limit,
        left=course.planned - session,
        is_second_half=is_second_half(course, session),
        is_midway=is_midway(course, session, place.phase),
        findings=tuple(sorted(place.findings)),
        before=before_line(place.earlier),
        last=last_line(last) if last else None,
    )


def _measured(place: _Place) -> Measured:
    course, risks = place.course, place.course.risks
    return Measured(
        measures=measure_names(course),
        other_tools=other_tools(course),
        scores=tuple(score_line(outcome, course) for outcome in outcomes(course)),
        risk=f"{risks[-1].level} in session {risks[-1].session}" if risks else "",
        is_risk_raised=bool(risks) and risks[-1].level.casefold().startswith(("moderate", "high")),
        risk_items=tuple(risk_items(course)),
        remitted_below=place.thresholds.maintenance_below,
    )


def _worked_on(place: _Place) -> WorkedOn:
    course, session, phase = place.course, place.session, place.phase
    focus = agreed_focus(course) or course.focus
    return WorkedOn(
        focus=focus_line(focus) if focus else None,
        areas_to_ask=tuple(area_lines(course, session, phase)),
        goals=tuple(goal for goal in goal_lines(course) if not goal.status.startswith("met")),
        goals_to_rate=tuple(_goals_to_rate(place)),
        untold=untold_incident(course, session),
        unrehearsed=unrehearsed_incident(course, session),
        open_decision=last_decision(course) if "TEC005" in place.findings else None,
    )


def _goals_to_rate(place: _Place) -> Iterable[GoalLine]:
    """Half-way those without a status since, at the end those without a final one."""
    course = place.course
    if place.phase == Phase.FINAL:
        return goal_lines(course, unrated_since=course.final_from)
    is_midway_now = is_midway(course, place.session, place.phase)
    return goal_lines(course, unrated_since=course.planned // 2) if is_midway_now else ()


def _inventory(place: _Place) -> Inventory:
    course, session = place.course, place.session
    people = tuple(person_line(person, course, place.phase, place.today) for person in course.people)
    fewest = place.thresholds.fewest_people
    return Inventory(
        people=people,
        people_to_ask=tuple(person for person in people if person.asked),
        people_outside=tuple(named_outside(course)) if place.phase != Phase.MAINTENANCE else (),
        people_blocks=_blocks(1 if course.limit <= 1 else fewest - len(people)),
        is_inventory_thin=0 < len(people) < fewest
        and place.phase == Phase.BEGINNING
        and session >= course.limit
        and all(focus.area != ProblemArea.INTERPERSONAL_DEFICITS for focus in course.foci),
        parents_to_ask=_parents_to_ask(place),
    )


def _blocks(wanted: int) -> tuple[int, ...]:
    """One round for each entry to ask for: at least one, at most three."""
    return tuple(range(1, min(max(wanted, 1), _MOST_BLOCKS) + 1))


def _parents_to_ask(place: _Place) -> bool:
    """Whether parents are asked about: adolescents, at the start, half-way and at the end, until it is written."""
    course, phase = place.course, place.phase
    is_time = phase in (Phase.BEGINNING, Phase.FINAL) or is_midway(course, place.session, phase)
    is_written = any(known.has("parent_contact") for known in course.sessions if known.phase == phase)
    return course.variant.id == "ipt_a" and is_time and not is_written


def _ending(place: _Place) -> Ending:
    course, phase = place.course, place.phase
    is_near = phase != Phase.BEGINNING and course.planned - place.session <= _SAID_BEFORE
    wanted = place.thresholds.warning_signs
    return Ending(
        warning_signs=signs([course]),
        known_signs=signs([*place.earlier, course]),
        signs_wanted=wanted,
        sign_blocks=_blocks(1 if phase == Phase.MAINTENANCE else wanted - len(course.warning_signs)),
        ending_is_near=is_near,
        ending_is_due=is_near and phase != Phase.MAINTENANCE and course.ending_raised is None,
    )


def _owing(place: _Place) -> Owing:
    course, session, phase = place.course, place.session, place.phase
    keys = contract_keys(course, session, phase, place.today, place.findings)
    return Owing(
        contract=tuple(dict.fromkeys(map(label, keys))),
        owed=tuple(section_heading(item.id) for item in _owed(course, phase)),
        owed_from_earlier=tuple(_from_earlier(course, place.today, session)),
        today=place.today,
    )


def _owed(course: Course, phase: Phase) -> tuple[BeginningItem, ...]:
    return course.owed if course.limit and phase != Phase.MAINTENANCE else ()


def _from_earlier(course: Course, today: Collection[str], session: int) -> Iterable[str]:
    """The headings of today's items that an earlier session asked for; none when nothing came before."""
    for item in today:
        if course.sessions and planned_session(item, course.beginning_limit) < session:
            yield section_heading(item)
