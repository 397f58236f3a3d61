"""Which fields a session asks for in the problem area, of people and in the contract: what the chart still lacks. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ipt_notes.course.charted import person_key
from ipt_notes.course.sections import BY_ID, stated
from ipt_notes.course.vocabulary import Phase, ProblemArea, to_id, words
from ipt_notes.notes.chart_lines import clip, person_heading
from ipt_notes.notes.due import is_second_half, planned_session
from ipt_notes.notes.templates import plain
from ipt_notes.notes.values import key_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ipt_notes.course.charted import Focus, Person
    from ipt_notes.course.model import Course

AREA_KEYS: dict[ProblemArea, tuple[str, ...]] = {
    ProblemArea.GRIEF: ("person",),
    ProblemArea.ROLE_DISPUTE: ("person", "dispute_stage", "client_expects", "other_expects"),
    ProblemArea.ROLE_TRANSITION: ("old_role", "new_role", "losses", "gains"),
    ProblemArea.INTERPERSONAL_DEFICITS: (
        "ruled_out_grief",
        "ruled_out_role_dispute",
        "ruled_out_role_transition",
    ),
}
"""What each area is defined by (DOMAIN 1.3, 3)."""
_WITH_PERSON = (ProblemArea.GRIEF, ProblemArea.ROLE_DISPUTE)
_OF_PERSON = ("client_expects", "other_expects")
_LABELS = {"re_engagement": "re-engagement"}


class AreaLine(Struct, frozen=True):
    """A problem area in focus and the keys asked for, as they are typed; `stage` was rated in `stage_session`."""

    area: str
    words: str
    asked: tuple[str, ...]
    stage: str
    stage_session: int
    is_rated_once: bool


class PersonLine(Struct, frozen=True):
    """Somebody in the inventory: "N. (partner)", and the fields that this session asks for, as they are typed."""

    heading: str
    relationship: str
    ring_start: str
    ring_now: str
    asked: tuple[str, ...]


def label(key: str) -> str:
    """A key as a template has it typed: "dispute stage", "re-engagement"."""
    return _LABELS.get(key, words(key))


def focus_text(course: Course, focus: Focus, key: str) -> str:
    """What the chart says of a problem area's field; both sides' expectations may stand in the inventory."""
    person = course.person(focus.text("person")) if key in _OF_PERSON else None
    return focus.text(key) or (person.text(key) if person else "")


# --- the problem area ---


def area_lines(course: Course, session: int, phase: Phase) -> Iterator[AreaLine]:
    """The areas in focus that lack something, the primary one first; none in maintenance."""
    if phase == Phase.MAINTENANCE:
        return
    for focus in sorted(course.foci, key=lambda each: each != course.focus):
        keys = tuple(_area_keys(course, focus, session, phase))
        if keys:
            asked = (["area"] if len(course.foci) > 1 else []) + [label(key) for key in keys]
            yield AreaLine(
                area=str(focus.area.value),
                words=words(focus.area),
                asked=tuple(asked),
                stage=words(focus.text("dispute_stage")),
                stage_session=focus.stages[-1][0] if focus.stages else 0,
                is_rated_once=_is_rated_once(focus),
            )


def _area_keys(course: Course, focus: Focus, session: int, phase: Phase) -> Iterator[str]:
    if not focus.is_agreed:
        yield "agreed"
    yield from _ranking(course, focus)
    for key in AREA_KEYS[focus.area]:
        is_again = key == "dispute_stage" and _is_stage_due(focus, phase)
        if is_again or not stated(focus_text(course, focus, key)):
            yield key
    yield from _moved(course, focus, session, phase)


def _ranking(course: Course, focus: Focus) -> Iterator[str]:
    """Which of two areas comes first, and why."""
    if len(course.foci) > 1:
        if sum(each.is_primary for each in course.foci) != 1:
            yield "primary"
        if focus == course.focus and not any(each.text("rationale") for each in course.foci):
            yield "rationale"


def _is_stage_due(focus: Focus, phase: Phase) -> bool:
    """The stage is asked for in every middle session, and in the final phase until it was rated a second time."""
    return phase == Phase.MIDDLE or (phase == Phase.FINAL and _is_rated_once(focus))


def _is_rated_once(focus: Focus) -> bool:
    return len({session for session, _ in focus.stages}) == 1


def _moved(course: Course, focus: Focus, session: int, phase: Phase) -> Iterator[str]:
    """What comes of the work: contacts in every middle session, re-engagement from the second half on."""
    if phase == Phase.BEGINNING:
        return
    if focus.area == ProblemArea.INTERPERSONAL_DEFICITS and (
        phase == Phase.MIDDLE or not stated(focus.text("new_contacts"))
    ):
        yield "new_contacts"
    is_time = phase == Phase.FINAL or is_second_half(course, session)
    if focus.area == ProblemArea.GRIEF and is_time and not stated(focus.text("re_engagement")):
        yield "re_engagement"


# --- people ---


def person_line(person: Person, course: Course, phase: Phase, today: Collection[str]) -> PersonLine:
    """Somebody in the inventory, with what this session asks of them."""
    asked = _asked(person, course, phase, today) if _can_be_typed(person.label) else ()
    return PersonLine(
        person_heading(person.label, person.relationship),
        person.relationship,
        person.ring_start,
        person.ring_now,
        tuple(map(label, asked)),
    )


def _asked(person: Person, course: Course, phase: Phase, today: Collection[str]) -> Iterable[str]:
    """What the beginning lacks, what grief needs, and in the final phase the ring now."""
    if phase == Phase.MAINTENANCE:
        return ()
    is_old = not person.rings or person.rings[-1][0] < course.final_from
    keys = ["closeness_ring"] if phase == Phase.FINAL and is_old else []
    keys += person.missing if "inventory" in today else ()
    keys += _of_the_deceased(person, course)
    return dict.fromkeys(keys)


def _of_the_deceased(person: Person, course: Course) -> list[str]:
    """What shows that grief is about a death: that the person named has died, and is linked to the episode."""
    is_named = any(
        focus.area == ProblemArea.GRIEF
        and focus.text("grief_definition") != "broad"
        and course.person(focus.text("person")) == person
        for focus in course.foci
    )
    needs = {"living_status": person.is_deceased, "linked_to_episode": person.is_linked}
    return [key for key, is_there in needs.items() if is_named and not is_there]


def named_outside(course: Course) -> Iterator[str]:
    """Those whom grief or a dispute names and the inventory lacks."""
    for focus in course.foci:
        name = stated(focus.text("person"))
        if focus.area in _WITH_PERSON and name and not course.person(name):
            yield clip(name)


def _can_be_typed(typed: str) -> bool:
    """Whether a heading with this name is read as the same person again, and says nothing by itself."""
    name = plain(typed)
    is_same = bool(person_key(name)) and person_key(name) == person_key(typed)
    is_section = key_id(name.partition(":")[0]) in BY_ID
    return is_same and to_id(name) != "name" and not is_section and not name.endswith("#")


# --- the contract ---


def contract_keys(
    course: Course, session: int, phase: Phase, today: Collection[str], findings: Collection[str]
) -> Iterator[str]:
    """What the frame lacks: in the beginning all of it, past the number agreed and after another focus what is new."""
    required = BY_ID["contract"].required
    if phase == Phase.MAINTENANCE:
        yield from (key for key in required if not _is_agreed(course, key))
        return
    is_past = course.limit and session > planned_session("contract", course.beginning_limit)
    if is_past or "contract" in today:
        yield from (key for key in required if not stated(course.charted_text("contract", key)))
    if session > course.planned:
        yield from ("planned_sessions", "agreed_on", "renegotiation")
    elif "PRB009" in findings:
        yield "renegotiation"


def _is_agreed(course: Course, key: str) -> bool:
    """Whether a field of a maintenance contract is there: within another course, since its first maintenance session."""
    first = next((each.number for each in course.attended if each.phase == Phase.MAINTENANCE), None)
    if not course.is_maintenance and first is None:
        return False
    contract = course.charted.get("contract")
    filled = contract.fields.get(key) if contract else None
    since = 0 if course.is_maintenance else first or 0
    return bool(filled and filled.last_session >= since and stated(filled.text))
