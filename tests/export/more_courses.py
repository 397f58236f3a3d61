"""More invented courses: a long grief, a short transition, deficits, little change, a few sessions only."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ipt_notes.course import records as r
from ipt_notes.course.note import ScoreLine
from ipt_notes.course.vocabulary import Absence, Channel, EndType, NextStep
from tests.export.courses import COURSE, START, note, replayed

if TYPE_CHECKING:
    from ipt_notes.course.model import Course

GRIEF_PHQ9 = (19, 18, 17, 15, 14, 16, 13, 11, 11, 10, 9, 9, 7, 6, 5, 4)
GRIEF = {
    1: """## Psychiatric history
- presenting symptoms: Low since the funeral. Wakes at four; does not eat lunch.
- earlier episodes: one depressive episode at 30
- past treatment: none
- self harm history: none
- suicide history: none
- mania psychosis screen: none
- substances: not asked: first session ended in tears
- medical conditions: none
- medication: none
- family history: none known
- social history: librarian, widowed
- mental state: tearful, orientated

## Diagnosis
- diagnosis: Single episode depressive disorder, moderate
- system: ICD-11

## Sick role
- explained: yes
""",
    2: """## Inventory
- romantic status: widowed
- has confidant: yes

### A. (husband)
- closeness ring: inner
- living status: deceased
- support given: nursed him for a year
- support received: everything
- is confidant: yes
- communication pattern: open
- linked to episode: yes

### Ines (daughter)
- closeness ring: middle
- support given: minds the grandchildren
- support received: advice
- is confidant: no
- communication pattern: I'm fine, says the client
- linked to episode: yes

### Dolores (sister)
- closeness ring: middle
- support given: letters
- support received: a call each week
- is confidant: yes
- communication pattern: frank
- linked to episode: no

### J. (friend)
- closeness ring: middle
- support given: covers shifts
- support received: covers shifts
- is confidant: no
- communication pattern: work only
- linked to episode: no

### Pilar (friend)
- closeness ring: outer
- support given: lifts to church
- support received: company on Sundays
- is confidant: no
- communication pattern: easy
- linked to episode: no

## Interpersonal triad
- acute crisis: A. died of cancer nine months ago. She went back to work within a week.
- strengths: faith; her work; humour
- vulnerabilities: earlier depression; keeps others at arm's length
- attachment style: anxious-avoidant
- social support: sister by phone; couple friends have drifted away
""",
    3: """## Formulation
- diagnosis link: The low mood began after the death of A. and is linked to grief that had no room.
- problem area: grief
- hypothesis: I offered that mourning had been put off, and that the low mood is linked to that.
- client response: "That is how it is." She wept, and agreed.
- agreed: yes

## Problem area
- area: grief
- person: A.
- agreed: yes

## Goals
- symptoms: eat lunch; sleep until six on most days of the week
- relationships: tell Ines what she feels, at least once a week
- social support: find one group that meets every week

## Contract
- planned sessions: 16
- frequency: weekly
- session minutes: 50
- agreed on: 2026-01-19
""",
    7: """## Interpersonal incident: the wardrobe
- date: 2026-02-14
- person: Ines
- what happened: Ines cleared the wardrobe unasked

### Communication analysis
The bedroom, Saturday.

Ines (folding a coat): "You said it was all fine with you, Mama."
> intended: to help

M. (turning away): "I am fine, do what you like with it."
> intended: stop
> communicated: go on
""",
    8: """## Role play
- scenario: telling Ines to stop
""",
    10: """## Interpersonal incident: the chemist
- date: 2026-03-07
- person: J.
- what happened: was asked how A. was

## Decision analysis
- situation: stay in the flat or move

### stay
- pros: near the church
- cons: stairs
""",
    12: """## Ending
- raised: four sessions before the end; joins a reading group
""",
    16: """## Goals
- symptoms status: met
- relationships status: met, twice a week now
- social support status: met, reading group

## Inventory

### Ines (daughter)
- closeness ring: inner
- is confidant: yes

### A. (husband)
- closeness ring: middle

## Ending
- ending feelings: Sad. It is another goodbye, she said, but one she could prepare.
- gains: asks for help; visits the grave with Dolores; eats lunch
- positive closing: She read a page aloud from the book A. had left half read.
- client account: "I let people see it, and then I was not alone with it."
- remaining difficulties: the first-year date; Sunday afternoons

## Warning signs

### Skipping lunch three days in a row
- how noticed: food comes home again
- who else notices: Ines; J.
- interpersonal trigger: a date that was theirs
- first step: ring Dolores the same evening, and say so
- threshold to call: a week of it

### Not answering the phone
- how noticed: more than three missed calls on the list
- who else notices: Dolores
- interpersonal trigger: being told to cheer up
- first step: send one message
- threshold to call: two weeks

## Contingency plan
- plan: Ring Dolores, then tell Ines; go to the reading group whatever the mood.
- supports: Ines; Dolores; the reading group
- crisis contact: the practice on weekdays, the emergency line at night

## Next step
- end type: planned
- next step: end
- rationale: remitted; the goals are met
- follow up: a check-in at the first-year date
""",
}


def session(
    number: int, of: int, beginning: int, sections: str, *, score: int | None = None, risk: str = ""
) -> r.NoteSaved:
    """A note of session `number` of `of`, its beginning `beginning` sessions long."""
    phase = "beginning" if number <= beginning else "final" if number > of - 3 else "middle"
    front = (
        f"client: EX-014\nsession: {number}\ndate: {START + dt.timedelta(weeks=number - 1)}\nminutes: 50\n"
        f"phase: {phase}\nmode: in_person"
    )
    measure = f"## Measure\n- PHQ-9: {score}\n" if score is not None else ""
    assessed = risk or "level: none\n- assessment: none\n"
    return note(f"---\n{front}\n---\n{measure}\n## Risk assessment\n- {assessed}\n\n{sections}", number)


def _begun(planned: int = 16, variant: str = "ipt_acute", condition: str = "") -> list[r.Bodies]:
    return [
        r.ClientAdded("EX-014", "Marisol Example", dt.date(1967, 5, 2)),
        r.CourseStarted(COURSE, variant, START, planned, 50, condition=condition),
    ]


def grief() -> Course:
    """Sixteen sessions, concluded as planned, every part filled in."""
    risks = {
        1: "level: low\n- assessment: passive thoughts of death, no plan, no intent\n"
        "- safety plan: on paper, in the client's bag",
        2: "level: moderate\n- assessment: thoughts on two days; no plan\n"
        "- safety plan: on paper, in the client's bag; gone through again",
        16: "level: none\n- assessment: No thoughts of death since session 3. No plan, no intent.",
    }
    notes = [
        session(n, 16, 3, GRIEF.get(n, ""), score=GRIEF_PHQ9[n - 1], risk=risks.get(n, ""))
        for n in range(1, 17)
    ]
    return replayed(
        [
            *_begun(condition="depression"),
            *notes,
            r.SessionMissed(COURSE, dt.date(2026, 2, 10), Absence.CANCELLED, "flu"),
            r.SessionMissed(COURSE, dt.date(2026, 3, 10), Absence.NO_SHOW),
            r.SessionMissed(COURSE, dt.date(2026, 3, 12), Absence.NO_SHOW),
            r.CourseEnded(
                COURSE,
                START + dt.timedelta(weeks=15),
                EndType.PLANNED,
                NextStep.END,
                "remitted; the goals are met",
                "a check-in at the first-year date",
            ),
        ]
    )


def transition() -> Course:
    """Eight sessions of IPT-B, agreed to end early after seven."""
    focus = """## Problem area
- area: role transition
- agreed: yes
- old role: ward sister for twenty years.
- new role: retired, at home

## Goals
- symptoms: walk every morning
- relationships: none
- social support: join the choir

## Contract
- planned sessions: 8
- frequency: weekly
- session minutes: 50
- agreed on: 2026-01-12
"""
    sections = {
        2: focus,
        7: "## Goals\n- symptoms status: met\n- social support status: open, waiting list\n",
    }
    notes = [session(n, 8, 2, sections.get(n, ""), score=15 - n) for n in range(1, 8)]
    end = r.CourseEnded(
        COURSE, START + dt.timedelta(weeks=6), EndType.EARLY_AGREED, NextStep.MAINTENANCE, "Doing well."
    )
    return replayed([*_begun(8, "ipt_b"), *notes, end])


def deficits() -> Course:
    """A beginning extended with a reason, a contract renegotiated, a diagnosis restated, few people."""
    sections = {
        1: "## Diagnosis\n- diagnosis: dysthymic disorder\n- system: ICD-11\n",
        2: "## Inventory\n- romantic status: single\n- has confidant: no\n\n"
        "### Brother Karl (brother)\n- closeness ring: outer\n",
        5: "## Problem area\n- area: isolation\n- agreed: yes, after some thought\n\n"
        "## Contract\n- planned sessions: 12\n- frequency: weekly\n- session minutes: 50\n"
        "- agreed on: 2026-02-02\n",
        9: "## Diagnosis\n- diagnosis: Social anxiety disorder, with dysthymic disorder\n- system: ICD-11\n",
        10: "## Affect\n- gap: smiles while telling it\n\n## Therapeutic relationship\n- observation: looks away\n",
        14: "## Goals\n- relationships: one call a week to Karl\n- relationships status: partly met\n",
    }
    notes = [session(n, 14, 5, sections.get(n, ""), score=17 - n // 3) for n in range(1, 15)]
    return replayed(
        [
            *_begun(12),
            r.FindingOverridden(COURSE, "BEG001", "an interpreter was needed", START, 5),
            *notes,
            r.CoursePlanned(COURSE, 14, dt.date(2026, 3, 30), "two more agreed"),
            r.CourseEnded(COURSE, START + dt.timedelta(weeks=13), EndType.TRANSFERRED, NextStep.CONTINUATION),
        ]
    )


def unchanged() -> Course:
    """Twelve sessions after which the scores are as they were; the client ended it."""
    sections = {
        12: "## Ending\n- client account: not asked: left before the end\n- remaining difficulties: none.\n"
        "- ending feelings: none\n\n## Contingency plan\n- plan: none\n"
    }
    notes = [session(n, 12, 3, sections.get(n, ""), score=18 if n != 12 else 20) for n in range(1, 13)]
    last = START + dt.timedelta(weeks=11)
    end = r.CourseEnded(
        COURSE, last, EndType.EARLY_CLIENT, NextStep.REFER_OR_AUGMENT, "not improved with this treatment"
    )
    return replayed([*_begun(16), *notes, end])


def lost_after_two() -> Course:
    """Two sessions, then three further contacts on record."""
    contacts = [
        r.ContactMade(COURSE, dt.date(2026, 1, 20) + dt.timedelta(days=4 * n), way, "no answer")
        for n, way in enumerate((Channel.PHONE, Channel.MESSAGE, Channel.LETTER))
    ]
    return replayed(
        [
            *_begun(12),
            *(session(n, 12, 3, "", score=15) for n in (1, 2)),
            r.SessionMissed(COURSE, dt.date(2026, 1, 19), Absence.NO_SHOW),
            *contacts,
            r.CourseEnded(COURSE, dt.date(2026, 2, 9), EndType.LOST_CONTACT),
        ]
    )


def midway() -> Course:
    """Five sessions in, nothing concluded."""
    return replayed([*_begun(), *(session(n, 16, 3, GRIEF.get(n, ""), score=19 - n) for n in range(1, 6))])


def notes_of(course: Course, last: int) -> list[r.NoteSaved]:
    """The notes of a course up to session `last`, to be replayed without the later ones."""
    kept = [found for found in course.sessions if found.number <= last]
    return [r.NoteSaved(found.note, COURSE, 1, found.text, found.content) for found in kept]


def refocused() -> Course:
    """Grief, agreed late, until a dispute became the focus; a second area the client refused; risk not asked once."""
    sections = {
        1: "## Interpersonal triad\n- acute crisis: Ines moved out without a word\n\n"
        "## Inventory\n- romantic status: single\n- has confidant: no, only Anna\n\n"
        "### Ines (daughter)\n- closeness ring: inner\n\n### Anna (neighbour)\n- closeness ring: outer\n",
        3: "## Problem area\n- area: grief\n- agreed: no, wants to think\n",
        4: "## Problem area\n- area: grief\n- agreed: yes\n\n## Ending\n- raised: no, forgot\n",
        5: "## Problem area\n- area: role dispute\n- person: Ines\n- agreed: yes\n\n"
        "## Problem area\n- area: role transition\n- agreed: no\n",
        6: "## Ending\n- raised: yes\n",
    }
    risks = {
        1: "level: none\n- assessment: not asked: she was late",
        2: "level: low\n- assessment: no thoughts",
    }
    return replayed(
        [*_begun(8), *(session(n, 8, 2, sections.get(n, ""), risk=risks.get(n, "")) for n in range(1, 7))]
    )


def long_and_full() -> Course:
    """Twenty-four sessions, four measures on most days, an intake, and more people than a circle comfortably holds."""
    people = (
        "mother", "father", "sister", "sister", "brother", "partner", "sister's husband", "neighbour downstairs",
        "friend", "friend", "former colleague from the night shift", "general practitioner", "aunt",
    )  # fmt: skip
    entries = "\n\n".join(
        f"### Person{chr(65 + number)} ({role})\n- closeness ring: {('inner', 'middle', 'outer')[number % 3]}\n"
        f"- is confidant: {'yes' if number % 4 == 0 else 'no'}\n- linked to episode: {'yes' if number == 5 else 'no'}"
        for number, role in enumerate(people)
    )
    told = {2: f"## Inventory\n- romantic status: cohabiting\n\n{entries}\n"}
    notes = [session(n, 24, 3, told.get(n, ""), score=max(3, 24 - n)) for n in range(1, 25)]
    others = {"gad7": 18.0, "wsas": 30.0, "core10": 26.0}
    taken = [
        r.MeasureTaken(COURSE, START + dt.timedelta(weeks=n), ScoreLine(measure, (), max(2, top - n)))
        for n in range(24)
        for measure, top in others.items()
    ]
    end = r.CourseEnded(COURSE, START + dt.timedelta(weeks=23), EndType.PLANNED, NextStep.END, "remitted")
    return replayed([*_begun(24), *notes, *taken, end])


ALL = (grief, transition, deficits, unchanged, lost_after_two, midway, refocused, long_and_full)
