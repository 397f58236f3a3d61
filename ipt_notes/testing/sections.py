"""What is typed into the notes of an invented course, section by section. Everyone in here is invented."""

from __future__ import annotations

RISK = "## Risk assessment\n- level: low\n- assessment: no thoughts of self-harm; no plan, no intent"
MEASURE = "## Measure\n- PHQ-9: 13"


def person(name: str, ring: str, *, confidant: str = "no", linked: str = "no", more: str = "") -> str:
    """An entry of the inventory with every required field."""
    return (
        f"### {name}\n- closeness ring: {ring}\n- support given: listens\n- support received: lifts\n"
        f"- is confidant: {confidant}\n- communication pattern: short, weekly\n- linked to episode: {linked}\n{more}"
    ).strip()


CHECK_IN = "## Check-in\nA quiet week."
MOOD_EVENT_LINK = "## Mood event link\nLow after the phone call, lighter after the walk."
FOCUS_WORK = "## Focus work\nWent through the week of the funeral, hour by hour."
HISTORY = """## Psychiatric history
- presenting symptoms: low mood, broken sleep
- earlier episodes: one, at thirty
- past treatment: counselling, helped
- self harm history: none
- suicide history: none reported
- mania psychosis screen: negative
- substances: wine at weekends
- medical conditions: none
- medication: none
- family history: not asked: adopted
- social history: works in a library
- mental state: tearful, coherent"""
DIAGNOSIS = "## Diagnosis\n- diagnosis: depressive episode, moderate\n- system: ICD-11"
SICK_ROLE = "## Sick role\n- explained: an illness, not a failing\n- excused from: extra shifts"
MEDICATION = "## Medication considered\n- outcome: talked over, not wanted now"
TIMELINE = "## Timeline\n- 2025-04: new glasses; no change\n- 2025-06: first bad night"
TRIAD = """## Interpersonal triad
- acute crisis: months that changed everything
- strengths: humour; an old friend
- vulnerabilities: keeps things to herself
- attachment style: avoidant
- social support: one friend; neighbours have drifted"""
FORMULATION = """## Formulation
- diagnosis link: low mood is linked to the last year
- problem area: as agreed
- hypothesis: the year and the low mood go together
- client response: that fits
- agreed: yes"""
GOALS = "## Goals\n- symptoms: sleep through\n- relationships: call the friend\n- social support: the choir"
INCIDENT = """## Interpersonal incident: the silent dinner
- date: 2026-01-24
- person: F.
- what happened: asked about Sunday, got no answer, left early
- effect on mood: low until the next evening

### Communication analysis
The kitchen, ten at night.

F. (at the sink): "Are you in on Sunday?"
> intended: shall we meet
> communicated: you are never here

M. (eyes on the phone): "Depends."

### Alternatives
- say first what Sunday is about"""
TECHNIQUES = "## Techniques\n- technique: communication analysis"
AFFECT = "## Affect\n- content affect: anger\n- process affect: a laugh\n- gap: told with a smile"
ROLE_PLAY = "## Role play\n- scenario: the call before Sunday\n- plan to use: on Thursday"
DECISION = (
    "## Decision analysis: Sunday\n- chosen first: call\n\n### Call\n- pros: quick\n\n### Write\n- cons: slow"
)
PLAN = "## Between session plan\nThe call, if it fits."
PARENT_CONTACT = "## Parent contact\nBoth parents came for the last ten minutes."
ENDING = (
    "## Ending\n- raised: yes\n- ending feelings: sad, and a little proud\n- gains: sleeps through\n"
    "- client account: she said what she wanted, and was heard"
)
CLOSING = """## Goals
- symptoms status: met
- relationships status: met
- social support status: partly met, goes every other week

## Warning signs

### Skipping lunch
- first step: call the friend

### No calls for a week
- first step: look at the plan

## Contingency plan
- plan: call the friend, then the practice

## Next step
- end type: planned
- next step: end
- rationale: what is left is in hand, and she chooses to stop here"""
FRIEND = person("F. (friend)", "middle", confidant="yes")
SISTER = person("S. (sister)", "outer")
DECEASED = person("A. (husband)", "inner", linked="yes", more="- living status: deceased")
PARTNER = person(
    "N. (partner)",
    "inner",
    linked="yes",
    more="- client expects: fewer nights\n- other expects: a second child",
)
COLLEAGUE = person("J. (colleague)", "outer")
PEOPLE = {
    "grief": [DECEASED, FRIEND, SISTER],
    "role_dispute": [PARTNER, FRIEND, SISTER],
    "role_transition": [COLLEAGUE, FRIEND, SISTER],
    "interpersonal_deficits": [FRIEND, SISTER, COLLEAGUE],
}
AREAS = {
    "grief": "- person: A.",
    "role_dispute": (
        "- person: N.\n- dispute stage: impasse\n- client expects: fewer nights\n- other expects: a second child"
    ),
    "role_transition": "- old role: nurse on the ward\n- new role: retired",
    "interpersonal_deficits": (
        "- ruled out grief: nobody close has died\n- ruled out role dispute: no relationship is close enough\n"
        "- ruled out role transition: nothing changed in the year before"
    ),
}
MOVED = {
    "grief": "- re-engagement: the choir, on Tuesdays",
    "role_dispute": "- dispute stage: renegotiation",
    "role_transition": "- losses: the ward; a timetable\n- gains: mornings; a place in the choir",
    "interpersonal_deficits": "- new contacts: said good morning to the neighbour, and stayed to talk",
}
"""What the middle adds to the problem area."""
PLAN_REVIEW = {"interpersonal_deficits": ["## Plan review\nLook again in session 8, at contacts and scores."]}
