"""The parts of the termination summary's narrative, and what its scaffold asks and says by itself. Pure."""

from __future__ import annotations

from typing import NamedTuple

INTRODUCTION = """\
<!-- Drafted from the chart. Read every sentence, change what is not right, add what only you know.
People appear by relationship. A part left empty is filled from the chart where it can be.
Comments like this one are never printed. -->
"""
IN_YOUR_WORDS = "<!-- Something is quoted above: say it in your words; no quotation. -->"


class Part(NamedTuple):
    """A heading of the narrative, and what to ask the therapist.

    The question stands where the course tells nothing, or always where only the therapist knows the answer.
    """

    heading: str
    prompt: str
    is_always_asked: bool = False


PARTS = (
    Part("Reason for referral", "Who referred the client, when, and what for?"),
    Part("Presenting problem and diagnosis", "What did the client come with?"),
    Part("Formulation and focus", "What was the illness linked to; what was the focus?"),
    Part("Course of treatment", "What was worked on, what was tried, what shifted?", is_always_asked=True),
    Part("Outcome", "How did the symptoms change?"),
    Part("Goals", "Which goals were agreed, and how far were they met?"),
    Part("Functioning", "How does the client get on at work, at home, with others?"),
    Part("Interpersonal change", "What changed between the client and others?"),
    Part("Risk at the end", "What was the risk when last assessed?"),
    Part("Medication", "What does the client report taking?"),
    Part(
        "Client's own account",
        "Why, in the client's view, did things change or not? In your words; no quotation.",
    ),
    Part("What remains", "What is still difficult?"),
    Part("Warning signs and plan", "What would show a relapse, and what then?"),
    Part("Response to the ending", "What did the client feel about the ending?"),
    Part("Next step", "What comes next, and why?"),
    Part("How to return", "How can the client come back: whom to call, what for?"),
)
"""The parts in the order of the document."""

PROMPTS = (INTRODUCTION, IN_YOUR_WORDS, *(f"<!-- {part.prompt} -->" for part in PARTS))
"""What the scaffold asks and says by itself."""
