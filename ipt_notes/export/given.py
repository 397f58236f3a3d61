"""What an audience is given of a course: a course that holds it, and nothing else. Pure.

Whoever writes a document is handed this, so that what is withheld can't be reached. A reduced course is built up from
nothing: a field that a course gets tomorrow is withheld until it is named here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec.structs import replace

from ipt_notes.course.charted import Charted, Filled, Focus, Person
from ipt_notes.course.discretion import Discretion
from ipt_notes.course.initials import nameless
from ipt_notes.course.model import Course
from ipt_notes.course.note import Note, ScoreLine, Script, Section
from ipt_notes.course.parts import Addendum, Client, Conclusion, Score, Session, Summary
from ipt_notes.course.sections import BY_ID, GOAL_DOMAINS
from ipt_notes.course.wording import heading_key, is_told
from ipt_notes.export.audiences import HEADINGS, Audience, Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CHARTED: dict[Content, dict[str, tuple[str, ...]]] = {
    Content.ENDING: {"next_step": ("end_type", "next_step")},
    Content.ENDING_REASON: {"next_step": ("rationale",)},
    Content.DIAGNOSIS: {
        "diagnosis": ("diagnosis", "system"),
        "psychiatric_history": ("presenting_symptoms",),
    },
    Content.FORMULATION: {"formulation": ("hypothesis", "diagnosis_link", "client_response")},
    Content.GOALS: {"goals": (*GOAL_DOMAINS, *(f"{domain}_status" for domain in GOAL_DOMAINS))},
    Content.PEOPLE: {"interpersonal_triad": ("social_support",)},
    Content.MEDICATION: {"psychiatric_history": ("medication",), "medication_considered": ("outcome",)},
    Content.ACCOUNT: {"ending": ("client_account",)},
    Content.REMAINS: {"ending": ("remaining_difficulties",)},
    Content.WARNING_SIGNS: {"contingency_plan": ("plan", "supports", "crisis_contact")},
    Content.RESPONSE: {"ending": ("ending_feelings",)},
    Content.FOLLOW_UP: {"next_step": ("follow_up",)},
}
"""Which fields of which sections belong to what."""
_OF_A_PERSON = ("is_confidant", "linked_to_episode", "living_status")
_THERE = "recorded"
"""Stands for words that are withheld, where it matters that there are some."""

Holds = frozenset[Content]
V = TypeVar("V")


class Given(NamedTuple):
    """What a document is written from: the reduced course and narrative, and the discretion that texts pass through."""

    audience: Audience
    course: Course
    narrative: dict[str, str]
    discreet: Discretion


class _Nameless(Discretion):
    """Discretion under which the client's own name falls too."""

    def __init__(self, course: Course) -> None:
        """Collects the names of `course`, the client's among them."""
        super().__init__(course)
        self._own = nameless(course.client)

    def __call__(self, text: str) -> str:
        """`text` with "the client" for the client as well."""
        return self._own(super().__call__(text))

    def role(self, person: Person) -> str:
        """The relationship, which may name the client."""
        return self._own(super().role(person))


def given_to(audience: Audience, course: Course, narrative: Mapping[str, str]) -> Given:
    """What `audience` is given of a course and its narrative (heading -> Markdown)."""
    holds = frozenset(audience.holds)
    discreet = Discretion(course) if Content.IDENTITY in holds else _Nameless(course)
    told = {name: text for name, text in narrative.items() if content_of(name) in holds}
    return Given(audience, _reduced(course, holds), told, discreet)


_BY_HEADING = {heading_key(name): content for content, names in HEADINGS.items() for name in names}


def content_of(name: str) -> Content:
    """To what a heading of the narrative belongs."""
    return _BY_HEADING.get(heading_key(name), Content.OTHER_HEADINGS)


def is_recorded(content: Content, course: Course, narrative: Mapping[str, str]) -> bool:
    """Whether there is anything of it: it would make a difference to somebody who is given nothing else."""
    is_written = any(content_of(name) == content and text.strip() for name, text in narrative.items())
    if content == Content.SESSIONS or is_written:
        return True
    base = {Content.SCORES} if content in (Content.ANSWERS, Content.TOOL_NAMES) else set()
    return _reduced(course, frozenset({content, *base})) != _reduced(course, frozenset(base))


def _reduced(course: Course, holds: Holds) -> Course:
    return Course(
        course.id,
        _client(course.client, holds),
        course.variant,
        course.start,
        course.started_planned,
        course.started_minutes,
        course.mode,
        condition=course.condition if Content.DIAGNOSIS in holds else "",
        sessions=tuple(_session(session, holds) for session in course.sessions),
        missed=tuple(replace(missed, reason="") for missed in course.missed),
        contacts=tuple(
            replace(contact, text="") for contact in course.contacts if Content.ENDING_REASON in holds
        ),
        plans=tuple(replace(plan, reason="") for plan in course.plans),
        scores=tuple(_scores(course, holds)) if Content.SCORES in holds else (),
        charted=dict(_charted(course, holds)),
        people=tuple(map(_person, course.people)) if Content.PEOPLE in holds else (),
        foci=tuple(_foci(course.foci, holds)),
        earlier_foci=tuple(
            (session, focus) for session, left in course.earlier_foci for focus in _foci((left,), holds)
        ),
        risks=course.risks if Content.RISK in holds else (),
        warning_signs=course.warning_signs if Content.WARNING_SIGNS in holds else (),
        overrides=tuple(replace(override, reason="", by="") for override in course.extensions),
        conclusion=_conclusion(course.conclusion, holds) if course.conclusion else None,
        summary=_summary(course.summary) if course.summary else None,
    )


def _client(client: Client, holds: Holds) -> Client:
    if Content.IDENTITY in holds:
        return Client(client.id, client.code, client.name, client.born)
    return Client(client.id, client.code, "", None)


def _session(session: Session, holds: Holds) -> Session:
    """A session's date, kind and signature; of its sections what is told of them elsewhere."""
    content = session.content
    bare = content.client, content.session, content.date, content.phase, content.minutes, content.mode
    return Session(
        session.note,
        session.record,
        session.number,
        Note(*bare, sections=tuple(_sections(session, holds))),
        "",
        session.revision,
        session.first_saved,
        session.last_saved,
        signature=session.signature,
        addenda=tuple(Addendum("", "", Note(*bare), added.by, added.at) for added in session.addenda),
        cosignatures=session.cosignatures,
    )


def _sections(session: Session, holds: Holds) -> Iterator[Section]:
    """Diagnoses as stated, and of every other section that it was used."""
    is_treatment_told = Content.TREATMENT in holds
    for section in session.sections:
        if section.id == "diagnosis" and Content.DIAGNOSIS in holds:
            yield Section(section.id, fields=_picked(section.fields, "diagnosis", "system"))
        elif is_treatment_told and section.id in BY_ID and section.is_started:
            is_alike = section.script is None and "technique" not in section.fields
            yield _BEGUN[section.id] if is_alike else _used(section)


_BEGUN = {section_id: Section(section_id, prose=_THERE) for section_id in BY_ID}


def _used(section: Section) -> Section:
    fields, script = _picked(section.fields, "technique"), Script() if section.script else None
    return Section(section.id, prose=_THERE, fields=fields, script=script)


def _picked(fields: Mapping[str, V], *keys: str) -> dict[str, V]:
    return {key: fields[key] for key in keys if key in fields}


def _scores(course: Course, holds: Holds) -> Iterator[Score]:
    """Totals; the answers and the typed names of tools as far as they are held."""
    typed = dict.fromkeys(score.line.name for score in course.scores if score.line.name)
    names = {name: f"Other tool {number}" for number, name in enumerate(typed, 1)}
    for score in course.scores:
        line = score.line
        if Content.ANSWERS not in holds:
            line = ScoreLine(line.instrument, (), score.total, line.name)
        if Content.TOOL_NAMES not in holds:
            line = replace(line, name=names.get(line.name, ""))
        yield score if line is score.line else replace(score, line=line)


def _charted(course: Course, holds: Holds) -> Iterator[tuple[str, Charted]]:
    wanted: dict[str, list[str]] = {}
    for content, sections in _CHARTED.items():
        for section, keys in sections.items() if content in holds else ():
            wanted.setdefault(section, []).extend(keys)
    for section, known in wanted.items():
        charted = course.charted.get(section)
        fields = _picked(charted.fields, *known) if charted else {}
        if fields:
            yield section, Charted(fields)


def _person(person: Person) -> Person:
    """Who and where somebody is, whether they are confided in, give support, are linked to the episode, or have died."""
    fields = _picked(person.fields, *_OF_A_PERSON)
    if "support_received" in person.fields:
        fields["support_received"] = _whether(person.fields["support_received"])
    return replace(person, fields=fields)


def _whether(filled: Filled) -> Filled:
    """Whether anything is told, then and now, without the words."""
    now, first = is_told(filled.text), is_told("; ".join(filled.first_value))
    return replace(filled, value=(_THERE,) * now, first_value=(_THERE,) * first)


def _foci(foci: tuple[Focus, ...], holds: Holds) -> Iterator[Focus]:
    if Content.PROBLEM_AREA not in holds:
        return
    for focus in foci:
        fields = _picked(focus.fields, "agreed", "primary")
        if Content.FORMULATION not in holds and "agreed" in fields:
            answer = ("yes" if focus.is_agreed else "no",)
            fields["agreed"] = replace(fields["agreed"], value=answer, first_value=answer)
        stages = focus.stages if Content.TREATMENT in holds else ()
        yield replace(focus, fields=fields, stages=stages)


def _conclusion(ended: Conclusion, holds: Holds) -> Conclusion:
    is_held = Content.ENDING in holds
    return Conclusion(
        ended.record,
        ended.on,
        ended.end_type if is_held else None,
        ended.next_step if is_held else None,
        ended.rationale if Content.ENDING_REASON in holds else "",
        ended.follow_up if Content.FOLLOW_UP in holds else "",
    )


def _summary(summary: Summary) -> Summary:
    """Which version was signed and co-signed, and by whom."""
    return Summary("", summary.revision, summary.last_saved, summary.signature, summary.cosignatures)
