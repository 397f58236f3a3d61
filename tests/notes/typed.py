"""Typed notes for the tests: a front matter, and a body below it that begins in line 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.notes.parse import parse, told

if TYPE_CHECKING:
    from ipt_notes.course.note import Note, Section

FRONT = """---
client: MK-014
session: 3
date: 2026-03-16
minutes: 50
phase: beginning
---
"""
EXAMPLE = (
    FRONT.replace("---\n", "---\n", 1).replace("phase: beginning\n", "phase: beginning\nmode: in_person\n")
    + """## Check-in
Slept better on Tuesday, after she phoned her sister.

## Measure
- PHQ-9: 2 2 3 2 1 1 2 0 0
- GAD-7: 11

## Risk assessment
- level: low
- assessment: no thoughts of self-harm this week; no plan, no intent

## Inventory
- romantic status: married
- has confidant: no

### N. (partner)
- closeness ring: inner
- support given: runs the home while N. is on shift
- support received: practical, not emotional
- is confidant: no
- contact frequency: daily
- communication pattern: both fall silent; nothing is finished
- client expects: to come off nights before a second child
- other expects: a second child now
- linked to episode: yes

## Problem area
- area: role dispute
- person: N.
- dispute stage: impasse
- agreed: yes

## Interpersonal incident: Sunday
- date: 2026-03-14
- person: N.
- what happened: asked about Sunday, got no answer, went to bed
- effect on mood: low until the next evening

### Communication analysis
Kitchen, ten at night; he is still in uniform.

N. (arms folded): "Are you in on Sunday?"
> intended: can we talk
> communicated: you are never here

T. (eyes on the phone): "Depends."
> intended: buy time
> communicated: I don't care

### Alternatives
- name the shift first, then ask what Sunday is about

## Contract
- planned sessions: 12
- frequency: weekly
- session minutes: 50
- agreed on: 2026-03-16
"""
)
"""The note of the grammar's one page, and of docs/note-format.md."""


def warned(body: str) -> list[str]:
    """What is told of a body, as "line: text" with lines counted from the body's first."""
    first = FRONT.count("\n")
    problems = parse(FRONT + body).problems
    return [f"{problem.line - first}: {problem.text}" for problem in problems]


def understood(body: str) -> Note:
    """The note of a body that has no errors."""
    parsed = parse(FRONT + body)
    assert parsed.note is not None, told(parsed.problems)
    return parsed.note


def section(body: str) -> Section:
    """The only section of a body that has no errors."""
    (only,) = understood(body).sections
    return only
