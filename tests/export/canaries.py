"""A course with a word of its own in every field, each with the content it belongs to: what shows tells what was given.

Of a field that several formats tell only where the narrative is silent, the narrative is silent.
"""

from __future__ import annotations

import datetime as dt

from ipt_notes.course import records as r
from ipt_notes.course.vocabulary import Channel, EndType, NextStep
from ipt_notes.export.audiences import HEADINGS, Content
from tests.export.courses import COURSE, START, note

SPOKEN = "Zzspokenwords are these, every single one of them"
HEADED = {
    name: f"Zztold{''.join(name.split()).replace(chr(39), '').lower()}"
    for names in HEADINGS.values()
    for name in names
}
SILENT = (
    "Presenting problem and diagnosis",
    "Formulation and focus",
    "Risk at the end",
    "Medication",
    "Client's own account",
    "What remains",
    "Response to the ending",
    "Next step",
    "Warning signs and plan",
)
"""The headings under which a course tells what its notes hold, where the narrative does not."""
OWN_HEADING = "Zzownheading"
NARRATIVE = {
    **{name: f"{word}." for name, word in HEADED.items()},
    OWN_HEADING: "Zzownwords about Zzclientname and Zzotherperson.",
}
QUIET_NARRATIVE = {name: text for name, text in NARRATIVE.items() if name not in SILENT}
AS_TYPED = "\n\n".join(f"## {name}\n{text}" for name, text in NARRATIVE.items())
QUIET_AS_TYPED = "\n\n".join(f"## {name}\n{text}" for name, text in QUIET_NARRATIVE.items())
FINDING = "Zzfinding"

CANARIES: dict[str, Content | None] = {
    "Zzclientname": Content.IDENTITY,
    "1987": Content.IDENTITY,
    "EX-014": Content.SESSIONS,
    "Zzcondition": Content.DIAGNOSIS,
    "Zzsymptoms": Content.DIAGNOSIS,
    "Zzdiagnosis": Content.DIAGNOSIS,
    "Zzsystem": Content.DIAGNOSIS,
    "Zzmedication": Content.MEDICATION,
    "Zzconsidered": Content.MEDICATION,
    "Zzhypothesis": Content.FORMULATION,
    "Zzlink": Content.FORMULATION,
    "Zzresponse": Content.FORMULATION,
    "Zzagreed": Content.FORMULATION,
    "role dispute": Content.PROBLEM_AREA,
    "impasse": Content.TREATMENT,
    "clarification": Content.TREATMENT,
    "communication analysis": Content.TREATMENT,
    "Zzgoal": Content.GOALS,
    "Zzremark": Content.GOALS,
    "Zzrelation": Content.PEOPLE,
    "Zzbacking": Content.PEOPLE,
    "Zzassessment": Content.RISK,
    "Zzsafetyplan": Content.RISK,
    "Zztoldwhom": Content.RISK,
    "PHQ-9 item 9": Content.RISK,
    "LA6570-1": Content.ANSWERS,
    "Zztool": Content.TOOL_NAMES,
    "PHQ-9": Content.SCORES,
    "Zzaccount": Content.ACCOUNT,
    "Zzremains": Content.REMAINS,
    "Zzfeelings": Content.RESPONSE,
    "Zzsign": Content.WARNING_SIGNS,
    "Zznoticed": Content.WARNING_SIGNS,
    "Zzplanned": Content.WARNING_SIGNS,
    "Zzsupports": Content.WARNING_SIGNS,
    "Zzcrisis": Content.WARNING_SIGNS,
    "Contact with the client was lost": Content.ENDING,
    "Zzrationale": Content.ENDING_REASON,
    "Contacts recorded after the last session": Content.ENDING_REASON,
    "Zzfollowup": Content.FOLLOW_UP,
    **{word: content for content, names in HEADINGS.items() for word in map(HEADED.__getitem__, names)},
    OWN_HEADING: Content.OTHER_HEADINGS,
    "Zzownwords": Content.OTHER_HEADINGS,
    FINDING: Content.FINDINGS,
    "Zzotherperson": None,
    "Zzspokenwords": None,
    "Zzincident": None,
    "Zzhappened": None,
    "Zzalternative": None,
    "Zzcheckin": None,
    "Zzstrengths": None,
    "Zzgiven": None,
    "Zzreceived": None,
    "Zzpattern": None,
    "Zzevent": None,
    "Zzmissed": None,
    "Zzcontact": None,
    "Zzreplanned": None,
    "Zzoverridden": None,
    "Zzaddendum": None,
    "Zzwhyadded": None,
    "Zzauthorisation": None,
}
"""Each word, and the content it belongs to; None: no audience is given it. Letter case makes no difference."""

_NOTE = f"""---
client: EX-014
session: 1
date: {START}
minutes: 50
phase: middle
---
## Check-in
Zzcheckin

## Psychiatric history
- presenting symptoms: Zzsymptoms
- medication: Zzmedication

## Medication considered
- outcome: Zzconsidered

## Diagnosis
- diagnosis: Zzdiagnosis
- system: Zzsystem

## Inventory

### Zzotherperson (Zzrelation)
- closeness ring: inner
- support given: Zzgiven
- support received: Zzreceived
- is confidant: yes
- communication pattern: Zzpattern
- linked to episode: yes

## Interpersonal triad
- strengths: Zzstrengths
- social support: Zzbacking

## Timeline
- 2025-04: Zzevent; sleep worse

## Formulation
- diagnosis link: Zzlink
- problem area: role dispute
- hypothesis: Zzhypothesis
- client response: Zzresponse
- agreed: yes

## Problem area
- area: role dispute
- person: Zzotherperson
- agreed: yes, Zzagreed
- dispute stage: impasse

## Goals
- symptoms: Zzgoal
- symptoms status: met, Zzremark

## Measure
- PHQ-9: 2 2 3 2 1 1 2 0 2
- other tool: Zztool, 21

## Risk assessment
- level: low
- assessment: Zzassessment
- safety plan: Zzsafetyplan
- escalation: Zztoldwhom

## Techniques
- technique: clarification

## Interpersonal incident: Zzincident
- date: {START}
- person: Zzotherperson
- what happened: Zzhappened

### Communication analysis
In the kitchen.

Zzotherperson (arms folded): "{SPOKEN}"
> intended: to know

### Alternatives
- Zzalternative

## Ending
- raised: yes
- client account: Zzaccount
- ending feelings: Zzfeelings
- remaining difficulties: Zzremains

## Warning signs

### Zzsign
- how noticed: Zznoticed
- first step: ask

## Contingency plan
- plan: Zzplanned
- supports: Zzsupports
- crisis contact: Zzcrisis
"""
_ADDENDUM = f"---\nclient: EX-014\nsession: 1\ndate: {START}\nphase: middle\n---\n## Check-in\nZzaddendum\n"


def bodies(narrative: str, course: str = COURSE) -> list[r.Bodies]:
    """The records of the course behind those that begin it; contact was lost after two sessions."""
    first = note(_NOTE, 1)
    again = note(_NOTE.replace("session: 1", "session: 2").replace(str(START), str(_day(7))), 2)
    added = note(_ADDENDUM, 1)
    return [
        r.NoteSaved(first.note, course, 1, first.text, first.content),
        r.NoteSigned(first.note, 1, "0" * 64, "Dr Ada Example"),
        r.AddendumAdded(first.note, _ADDENDUM, "Zzwhyadded", added.content, "Dr Ada Example"),
        r.NoteSaved(again.note, course, 1, again.text, again.content),
        r.CoursePlanned(course, 10, _day(7), "Zzreplanned"),
        r.SessionMissed(course, _day(14), "no_show", "Zzmissed"),
        r.ContactMade(course, _day(15), Channel.LETTER, "Zzcontact"),
        r.FindingOverridden(course, "BEG001", "Zzoverridden for a reason", _day(15), 6, "Dr Ada Example"),
        r.CourseEnded(
            course, _day(30), EndType.LOST_CONTACT, NextStep.REFER_OR_AUGMENT, "Zzrationale", "Zzfollowup"
        ),
        r.SummarySaved(course, 1, narrative),
        r.SummarySigned(course, 1, "0" * 64, "Dr Ada Example"),
        r.Disclosed(course, "termination summary", "full", "0" * 64, authorisation="Zzauthorisation"),
    ]


def begun() -> list[r.Bodies]:
    """The records that begin it."""
    return [
        r.ClientAdded("EX-014", "Zzclientname", dt.date(1987, 3, 1)),
        r.CourseStarted(COURSE, "ipt_acute", START, 12, 50, condition="Zzcondition"),
    ]


def _day(days: int) -> dt.date:
    return START + dt.timedelta(days)
