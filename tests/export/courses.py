"""Courses for the tests of the export: a whole invented one, and an empty one, folded from records."""

from __future__ import annotations

import datetime as dt
import hashlib

from ipt_notes.course import records as r
from ipt_notes.course.model import Course
from ipt_notes.course.note import Note
from ipt_notes.course.records import Record
from ipt_notes.course.vocabulary import Absence, Channel, EndType, NextStep, Phase

CLIENT = "c" * 32
COURSE = "d" * 32
START = dt.date(2026, 1, 5)
PHQ9 = (
    (2, 2, 3, 2, 1, 2, 2, 1, 1), (2, 2, 2, 2, 1, 2, 2, 1, 1), (2, 2, 2, 2, 1, 2, 2, 1, 0),
    (2, 2, 2, 1, 1, 2, 1, 1, 0), (2, 2, 2, 2, 1, 2, 1, 1, 0), (1, 2, 2, 1, 1, 2, 1, 1, 0),
    (1, 2, 2, 2, 1, 2, 1, 1, 0), (1, 1, 2, 1, 1, 1, 1, 1, 0), (1, 1, 2, 1, 0, 1, 1, 1, 0),
    (1, 1, 1, 1, 0, 1, 1, 0, 0), (1, 1, 1, 1, 0, 1, 0, 0, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0),
)  # fmt: skip
SPOKEN = "Are you in on Sunday, Zebulon?"
THIRD_PARTIES = ("Zebulon Quartermaine", "Zebulon", "Quartermaine", "K.")
NARRATIVE = {
    "Reason for referral": "Referred by the family doctor with low mood since the **autumn**.",
    "Formulation and focus": "Low mood is *linked to* months of silence about whether to have a second child.",
    "Course of treatment": (
        "### Beginning\nHistory, inventory and timeline were finished by session 3.\n\n"
        "### Middle\nExpectations were listed; one conversation was prepared in role play:\n\n"
        "- what each of them expects\n- what was tried\n\n"
        "### Final\nThe ending was raised in session 9 & reviewed.\n\n1. gains\n2. losses"
    ),
    "Client's own account": '"I say the shift first now, then I ask."',
    "Response to the ending": "Sad, and pleased with what was done alone.",
    "Next step": "The course ends here.",
}

BEGINNING = {
    1: """## Diagnosis
- diagnosis: recurrent depressive disorder, current episode moderate
- system: ICD-11

## Psychiatric history
- presenting symptoms: low mood, broken sleep, withdrawal
- medication: sertraline 50 mg since October, as reported
""",
    2: """## Inventory
- romantic status: married
- has confidant: yes

### Zebulon Quartermaine (partner)
- closeness ring: outer
- is confidant: no

### K. (colleague)
- closeness ring: middle
- is confidant: yes

### mother (mother)
- closeness ring: middle
- is confidant: no
""",
    3: """## Formulation
- diagnosis link: mood fell when Zebulon stopped talking
- problem area: role dispute
- hypothesis: low mood is linked to a dispute with Zebulon Quartermaine (partner) about a second child
- client response: agreed, K. had said the same
- agreed: yes

## Problem area
- area: role dispute
- person: Zebulon Quartermaine
- dispute stage: impasse
- agreed: yes

## Goals
- symptoms: sleep through four nights a week
- relationships: one finished conversation a week with Zebulon
- social support: see K.'s running group

## Contract
- planned sessions: 12
- frequency: weekly
- session minutes: 50
- agreed on: 2026-01-19
""",
    5: f"""## Techniques
- technique: communication analysis; clarification

## Interpersonal incident: Sunday
- date: 2026-01-31
- person: Zebulon Quartermaine
- what happened: asked about Sunday, got no answer

### Communication analysis
Kitchen, ten at night.

Zebulon (arms folded): "{SPOKEN}"
> intended: can we talk
> communicated: you are never here

T. (eyes on the phone): "It depends on the roster, as ever."
> intended: buy time
> communicated: I do not care

### Alternatives
- name the shift first
""",
    6: """## Role play
- scenario: naming the shift first
""",
    9: """## Problem area
- area: role dispute
- dispute stage: renegotiation
- agreed: yes
""",
    12: """## Goals
- symptoms status: met
- relationships status: partly met, the conversation happens every other week
- social support status: met, twice a month

## Inventory

### Zebulon Quartermaine (partner)
- closeness ring: inner
- is confidant: yes

## Ending
- remaining difficulties: nights after late shifts
- ending feelings: sad and proud

## Warning signs

### Staying at work after the shift
- how noticed: two late evenings in one week
- who else notices: K.
- interpersonal trigger: a Sunday left unplanned
- first step: name it at breakfast
- threshold to call: a week of it

### Sleeping badly
- how noticed: awake at four

## Contingency plan
- plan: sit down on Sunday; look at the list
- supports: Zebulon; K.
- crisis contact: the practice, weekdays

## Next step
- end type: planned
- next step: end
- rationale: remitted
- follow up: one call after six months
""",
}


def _text(number: int) -> str:
    items = " ".join(map(str, PHQ9[number - 1]))
    gad7 = f"- GAD-7: {15 - number}\n" if number % 3 == 1 or number == 12 else ""
    phase = "beginning" if number <= 3 else "final" if number >= 10 else "middle"
    return f"""---
client: EX-014
session: {number}
date: {START + dt.timedelta(weeks=number - 1)}
minutes: 50
phase: {phase}
mode: {"video" if number == 7 else "in_person"}
---
## Measure
- PHQ-9: {items}
{gad7}
## Risk assessment
- level: {"low" if number < 3 else "none"}
- assessment: no thoughts of self-harm this week; no plan, no intent
{"- safety plan: written in session 1, with the client" if number == 1 else ""}

{BEGINNING.get(number, "")}"""


def record(number: int, body: r.Bodies, at: dt.datetime | None = None) -> Record:
    """A record with an id of its own."""
    when = at or dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC) + dt.timedelta(hours=number)
    return Record(f"{number:032x}", CLIENT, "a" * 32, 1, when, body)


def replayed(bodies: list[r.Bodies], *, signed_on: dt.datetime | None = None) -> Course:
    """The course these bodies make, in this order."""
    return Course.replay(
        record(number, body, signed_on if isinstance(body, r.SummarySigned) else None)
        for number, body in enumerate(bodies, 1)
    )


def opened(code: str = "EX-014", name: str = "Tobias Example") -> list[r.Bodies]:
    """A chart with a course and nothing in it."""
    return [
        r.ClientAdded(code, name, dt.date(1992, 3, 1)),
        r.CourseStarted(COURSE, "ipt_acute", START, 12, 50),
    ]


def whole(*, days_after: int = 2) -> Course:
    """A role dispute in twelve sessions, concluded, its summary signed `days_after` days after the last one."""
    last = START + dt.timedelta(weeks=11)
    bodies = [
        *opened(),
        *(note(_text(number), number) for number in range(1, 13)),
        r.SessionMissed(COURSE, dt.date(2026, 2, 10), Absence.CANCELLED, "flu"),
        r.CourseEnded(COURSE, last, EndType.PLANNED, NextStep.END, "remitted", "one call after six months"),
        r.SummarySaved(COURSE, 1, "the narrative"),
        r.SummarySigned(COURSE, 1, hashlib.sha256(b"the narrative").hexdigest(), "Dr Ada Example"),
    ]
    signed = dt.datetime.combine(last, dt.time(15, 30), dt.UTC) + dt.timedelta(days=days_after)
    return replayed(bodies, signed_on=signed)


def lost_contact() -> Course:
    """A course that ended when the client could not be reached."""
    return replayed(
        [
            *opened(),
            note(_text(1), 1),
            r.SessionMissed(COURSE, dt.date(2026, 1, 12), Absence.NO_SHOW),
            r.ContactMade(COURSE, dt.date(2026, 1, 13), Channel.PHONE, "no answer at Zebulon's number"),
            r.ContactMade(COURSE, dt.date(2026, 1, 20), Channel.LETTER, "asked to call"),
            r.CourseEnded(COURSE, dt.date(2026, 2, 2), EndType.LOST_CONTACT, NextStep.REFER_OR_AUGMENT),
        ]
    )


def note(text: str, number: int) -> r.NoteSaved:
    """The record of a saved note, read by the real parser."""
    from ipt_notes.notes.parse import parse

    parsed = parse(text)
    assert parsed.note is not None, parsed.problems
    return r.NoteSaved(f"{number:032x}", COURSE, 1, text, parsed.note)


def written(sections: tuple, number: int = 1, day: dt.date = START) -> r.NoteSaved:
    """The record of a note made of sections, for texts no parser would let through."""
    content = Note("EX-014", number, day, Phase.BEGINNING, sections=sections)
    return r.NoteSaved(f"{number:032x}", COURSE, 1, "", content)
