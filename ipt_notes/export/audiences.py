"""For whom a document is made: what a termination summary may say, and how much of it each audience is given.

An audience is a list of what it holds; whatever is not on the list is withheld. Left out of every summary by construction
(`RECORDS.md`, "Termination summary"): private notes, the text of session notes, scripts, and other people's names.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from ipt_notes.errors import UsageProblem


class Content(StrEnum):
    """One thing that a summary may say."""

    IDENTITY = "identity"
    REFERRAL = "referral"
    SESSIONS = "sessions"
    ENDING = "ending"
    ENDING_REASON = "ending_reason"
    DIAGNOSIS = "diagnosis"
    PROBLEM_AREA = "problem_area"
    FORMULATION = "formulation"
    GOALS = "goals"
    TREATMENT = "treatment"
    SCORES = "scores"
    ANSWERS = "answers"
    TOOL_NAMES = "tool_names"
    OUTCOME = "outcome"
    FUNCTIONING = "functioning"
    PEOPLE = "people"
    RISK = "risk"
    MEDICATION = "medication"
    ACCOUNT = "account"
    REMAINS = "remains"
    WARNING_SIGNS = "warning_signs"
    RESPONSE = "response"
    FOLLOW_UP = "follow_up"
    OTHER_HEADINGS = "other_headings"
    FINDINGS = "findings"


ABOUT = {
    Content.IDENTITY: "the client's name and date of birth",
    Content.REFERRAL: "who referred the client, and why",
    Content.SESSIONS: "the client's code, the therapist, dates, sessions planned, attended and missed",
    Content.ENDING: "when and in which way it ended, and what was chosen as the next step",
    Content.ENDING_REASON: "why it ended, as written; the days of later contacts where contact was lost",
    Content.DIAGNOSIS: "presenting problem and symptoms, condition, diagnosis",
    Content.PROBLEM_AREA: "the problem areas, and whether the client agreed to them",
    Content.FORMULATION: "the formulation, and the client's response to it",
    Content.GOALS: "goals, and how far they were met",
    Content.TREATMENT: "the course by phase, strategies used, stages of a dispute",
    Content.SCORES: "totals of measures, their change, charts",
    Content.ANSWERS: "answers to single items of measures",
    Content.TOOL_NAMES: "what a tool that the program does not know was called",
    Content.OUTCOME: "what the therapist wrote about the outcome",
    Content.FUNCTIONING: "work, home and daily life",
    Content.PEOPLE: "other people by relationship, closeness circles, social support",
    Content.RISK: "risk as assessed, safety plan, who was told, answers about self-harm",
    Content.MEDICATION: "medication as reported",
    Content.ACCOUNT: "the client's own account",
    Content.REMAINS: "what remains difficult",
    Content.WARNING_SIGNS: "warning signs, the plan for them, supports, crisis contact",
    Content.RESPONSE: "how the client took the ending",
    Content.FOLLOW_UP: "what comes next, and how to return",
    Content.OTHER_HEADINGS: "what the therapist wrote under headings of their own",
    Content.FINDINGS: "in a draft: the open findings of `check`, each in words",
}
"""What each is, in words."""

HEADINGS = {
    Content.REFERRAL: ("Reason for referral",),
    Content.DIAGNOSIS: ("Presenting problem and diagnosis",),
    Content.FORMULATION: ("Formulation and focus",),
    Content.GOALS: ("Goals",),
    Content.TREATMENT: ("Course of treatment",),
    Content.OUTCOME: ("Outcome",),
    Content.FUNCTIONING: ("Functioning",),
    Content.PEOPLE: ("Interpersonal change",),
    Content.RISK: ("Risk at the end",),
    Content.MEDICATION: ("Medication",),
    Content.ACCOUNT: ("Client's own account",),
    Content.REMAINS: ("What remains",),
    Content.WARNING_SIGNS: ("Warning signs and plan",),
    Content.RESPONSE: ("Response to the ending",),
    Content.FOLLOW_UP: ("Next step", "How to return"),
}
"""The headings of the narrative that belong to each; every other heading is one of `Content.OTHER_HEADINGS`."""

NEVER = (
    "private notes",
    "the text of session notes",
    "scripts and what was said in them",
    "names of other people, as far as the chart knows them",
)
"""What no audience is given in a summary."""


class Audience(Struct, frozen=True):
    """A kind of reader. `holds` is all that they are given, `why` says why the rest is withheld.

    `reader` completes "a copy for"; "" for the summary itself.
    """

    id: str
    about: str
    holds: tuple[Content, ...]
    why: str = ""
    reader: str = ""
    needs_authorisation: bool = False

    @property
    def withholds(self) -> tuple[Content, ...]:
        """All that they are not given."""
        return tuple(content for content in Content if content not in self.holds)

    @property
    def has_narrative(self) -> bool:
        """Whether anything that the therapist wrote in the narrative is given."""
        return any(content in self.holds for content in _WRITTEN)

    @property
    def has_whole_narrative(self) -> bool:
        """Whether all of the narrative is given, as it was signed."""
        return all(content in self.holds for content in _WRITTEN)


_WRITTEN = (*HEADINGS, Content.OTHER_HEADINGS)

FULL = Audience("full", "the whole summary, for the practice's own record", tuple(Content))

AUDIENCES = (
    Audience(
        "client",
        "everything that is the client's",
        tuple(content for content in Content if content != Content.FINDINGS),
        "findings are checks of the record, meant for the therapist",
        "the client",
    ),
    Audience(
        "referrer",
        "what whoever referred the client needs to go on with the care",
        (
            Content.IDENTITY,
            Content.REFERRAL,
            Content.SESSIONS,
            Content.ENDING,
            Content.ENDING_REASON,
            Content.DIAGNOSIS,
            Content.PROBLEM_AREA,
            Content.GOALS,
            Content.TREATMENT,
            Content.SCORES,
            Content.ANSWERS,
            Content.TOOL_NAMES,
            Content.OUTCOME,
            Content.FUNCTIONING,
            Content.RISK,
            Content.MEDICATION,
            Content.REMAINS,
            Content.WARNING_SIGNS,
            Content.FOLLOW_UP,
        ),
        "whoever goes on with the care can do so without it",
        "the referrer",
        needs_authorisation=True,
    ),
    Audience(
        "insurer",
        "the minimum that shows what was done and what came of it; nothing in the therapist's own words",
        (
            Content.IDENTITY,
            Content.SESSIONS,
            Content.ENDING,
            Content.PROBLEM_AREA,
            Content.SCORES,
        ),
        "more than the minimum that is necessary",
        "the insurer",
        needs_authorisation=True,
    ),
    Audience(
        "supervisor",
        "everything of the treatment; the client by code alone",
        tuple(content for content in Content if content != Content.IDENTITY),
        "a course can be thought about without knowing whose it is",
        "the supervisor",
    ),
    FULL,
)
"""Every audience, by what it holds."""


class Release(Struct, frozen=True):
    """On what authorisation a document is given away, and to whom ("" if not said)."""

    authorisation: str = ""
    recipient: str = ""


NO_RELEASE = Release()


def find_audience(name: str) -> Audience:
    """The audience called `name`; UsageProblem names the known ones."""
    found = next((audience for audience in AUDIENCES if audience.id == name), None)
    if found is None:
        known = ", ".join(audience.id for audience in AUDIENCES)
        raise UsageProblem(what=f"there is no audience {name!r}", hint=f"known: {known}")
    return found


def require_authorised(audience: Audience, release: Release) -> None:
    """UsageProblem where this audience needs an authorisation and none was told."""
    if audience.needs_authorisation and not release.authorisation:
        raise UsageProblem(
            what=f"a copy for {audience.reader} needs an authorisation, and it is recorded",
            hint="say what it rests on, such as --authorisation 'signed release 2026-03-02'",
        )
