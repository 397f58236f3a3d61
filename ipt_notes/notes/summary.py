"""The narrative of the termination summary, scaffolded in sentences from the course; `summary_reading` reads it back."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from ipt_notes.notes import narrative, narrative_course, narrative_risk
from ipt_notes.notes.summary_parts import IN_YOUR_WORDS, INTRODUCTION, PARTS, Part
from ipt_notes.notes.summary_reading import UNPRINTABLE
from ipt_notes.notes.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipt_notes.course.model import Course
    from ipt_notes.notes.narrative import Paragraphs

_WIDTHS = range(90, 70, -4)
_TELLERS: dict[str, Callable[[Teller], Paragraphs]] = {
    "Reason for referral": narrative.only_the_therapist_knows,
    "Presenting problem and diagnosis": narrative.presenting,
    "Formulation and focus": narrative.formulation,
    "Course of treatment": narrative_course.treatment,
    "Outcome": narrative.outcome,
    "Goals": narrative.goals,
    "Functioning": narrative.only_the_therapist_knows,
    "Interpersonal change": narrative.interpersonal_change,
    "Risk at the end": narrative_risk.risk,
    "Medication": narrative.medication,
    "Client's own account": narrative.account,
    "What remains": narrative.remains,
    "Warning signs and plan": narrative.warning_signs,
    "Response to the ending": narrative.response,
    "Next step": narrative.next_step,
    "How to return": narrative.only_the_therapist_knows,
}
"""Who tells each part from the course."""

_QUOTED = re.compile(r'["“”]')
_BLOCK_MARK = re.compile(r"^\s*(?:[-+*>#=~`|<]|\d+[.)][ \t])", re.MULTILINE)


def scaffold_summary(course: Course) -> str:
    """The narrative as Markdown: true as it stands, people by relationship, no words of a script.

    What the chart does not hold is a comment that asks the therapist.
    """
    teller = Teller(course)
    return "\n".join([INTRODUCTION, *(_scaffolded(part, teller) for part in PARTS)])


def _scaffolded(part: Part, teller: Teller) -> str:
    told = [
        UNPRINTABLE.sub(" ", " ".join(filter(None, paragraph)))
        for paragraph in _TELLERS[part.heading](teller)
    ]
    blocks = [_wrapped(paragraph) for paragraph in told if paragraph]
    if part.is_always_asked or not blocks:
        blocks.append(f"<!-- {part.prompt} -->")
    if _QUOTED.search(" ".join(told)):
        blocks.append(IN_YOUR_WORDS)
    return "\n\n".join([f"## {part.heading}", *blocks]) + "\n"


def _wrapped(paragraph: str) -> str:
    """The paragraph in lines for an editor; none of them begins like a list or a heading."""
    for width in _WIDTHS:
        lines = textwrap.fill(paragraph, width, break_long_words=False, break_on_hyphens=False)
        if not _BLOCK_MARK.search(lines):
            return lines
    return paragraph
