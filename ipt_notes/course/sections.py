"""The catalogue: every section a note can have, and every field in it (NOTE.md).

Templates, the parser, the checks, `ipt-notes sections` and the table in docs/note-format.md all read this one
list. A section is *started* when it has words and *complete* when each required field has a value, `none`, or
`not asked: reason`.
"""

from __future__ import annotations

import re

from ipt_notes.course.fields import YES_NO, Field, SectionKind, fields_of
from ipt_notes.course.vocabulary import EndType, NextStep, ProblemArea, to_id, words

_YES = re.compile(r"\s*yes\b", re.IGNORECASE)
_NO = re.compile(r"\s*not?\b", re.IGNORECASE)
_NOTHING = "none( known| reported| at present)?|no|nil|nothing|n[./]?a|not applicable"
_ABSENT = re.compile(rf"\W*(({_NOTHING})\W*|not asked\b.*)?", re.IGNORECASE | re.DOTALL)
RINGS = ("inner", "middle", "outer")
RISK_LEVELS = ("none", "low", "moderate", "high")
GOAL_STATUSES = ("open", "met", "partly_met", "not_met")
DISPUTE_STAGES = ("renegotiation", "impasse", "dissolution")
GOAL_DOMAINS = ("symptoms", "relationships", "social_support")


def _goal_fields() -> tuple[Field, ...]:
    texts = tuple(Field(domain, is_required=True) for domain in GOAL_DOMAINS)
    statuses = tuple(
        Field(f"{domain}_status", choices=GOAL_STATUSES, choice_with_words=True) for domain in GOAL_DOMAINS
    )
    return texts + statuses


_PERSON_FIELDS = fields_of(
    "closeness_ring support_given support_received is_confidant communication_pattern linked_to_episode",
    "living_status contact_frequency romantic_attachment_status satisfying unsatisfying client_expects "
    "other_expects changed_since_onset problems_linked_to_episode",
    closeness_ring=RINGS,
    is_confidant=YES_NO,
    linked_to_episode=YES_NO,
    living_status=("alive", "deceased", "unknown"),
    romantic_attachment_status=("current_partner", "former", "desired", "none"),
)

CATALOGUE: tuple[SectionKind, ...] = (
    SectionKind("check_in", "Check-in", "How things have been since last time.", "prose"),
    SectionKind("measure", "Measure", "Item scores or a total: PHQ-9: 2 2 3 2 1 1 2 0 0.", "measures"),
    SectionKind(
        "risk_assessment",
        "Risk assessment",
        "The level of risk today, and what it rests on.",
        fields=fields_of(
            "level assessment",
            "safety_plan escalation escalated_on escalation_agreed escalation_outcome",
            level=RISK_LEVELS,
        ),
    ),
    SectionKind(
        "psychiatric_history",
        "Psychiatric history",
        "The full history, once, in the beginning.",
        fields=fields_of(
            "presenting_symptoms earlier_episodes past_treatment self_harm_history suicide_history "
            "mania_psychosis_screen substances medical_conditions medication family_history social_history mental_state"
        ),
    ),
    SectionKind(
        "diagnosis",
        "Diagnosis",
        "The diagnosis that was named to the client, and its system.",
        fields=fields_of("diagnosis system", "subthreshold_reason"),
    ),
    SectionKind(
        "suitability",
        "Suitability",
        "What speaks for caution, and why IPT all the same.",
        fields=fields_of("", "flags* rationale"),
    ),
    SectionKind(
        "sick_role",
        "Sick role",
        "The illness explained; what the client is excused from, and works at.",
        fields=fields_of("explained", "excused_from* responsibilities*"),
    ),
    SectionKind(
        "medication_considered",
        "Medication considered",
        "Whether medication was thought about, and what came of it.",
        fields=fields_of("outcome"),
    ),
    SectionKind(
        "inventory",
        "Inventory",
        "The important people: one ### Name (relationship) each.",
        fields=fields_of("romantic_status has_confidant", "usual_communication_style", has_confidant=YES_NO),
        entry_fields=_PERSON_FIELDS,
        has_relationship=True,
    ),
    SectionKind("timeline", "Timeline", "Events beside mood: - date: event; mood change.", "timeline"),
    SectionKind(
        "interpersonal_triad",
        "Interpersonal triad",
        "Acute crisis, strengths and vulnerabilities, social support.",
        fields=fields_of(
            "acute_crisis strengths* vulnerabilities* attachment_style social_support",
            "personality biological psychological social cultural spiritual",
        ),
    ),
    SectionKind(
        "formulation",
        "Formulation",
        "How the illness is linked to the life situation, as offered to the client.",
        fields=fields_of("diagnosis_link problem_area hypothesis client_response", "agreed", agreed=YES_NO),
    ),
    SectionKind(
        "problem_area",
        "Problem area",
        "The focus the client agreed to; a second one gets a section of its own.",
        fields=fields_of(
            "area agreed",
            "primary rationale person dispute_stage client_expects other_expects old_role new_role losses* gains* "
            "re_engagement* new_contacts* ruled_out_grief ruled_out_role_dispute ruled_out_role_transition "
            "grief_definition",
            area=tuple(ProblemArea),
            agreed=YES_NO,
            primary=YES_NO,
            dispute_stage=DISPUTE_STAGES,
            grief_definition=("death", "broad"),
        ),
        is_titled=True,
        is_repeatable=True,
    ),
    SectionKind(
        "goals", "Goals", "One goal in each domain; later how far it was met.", fields=_goal_fields()
    ),
    SectionKind(
        "contract",
        "Contract",
        "The frame: how many sessions, how often, how long, agreed when.",
        fields=fields_of(
            "planned_sessions frequency session_minutes agreed_on",
            "start_date cancellation_policy renegotiation",
        ),
    ),
    SectionKind(
        "mood_event_link", "Mood event link", "How mood and events went together this week.", "prose"
    ),
    SectionKind("focus_work", "Focus work", "What was worked on in the problem area.", "prose"),
    SectionKind(
        "between_session_plan", "Between session plan", "What the client may try until next time.", "prose"
    ),
    SectionKind(
        "plan_review", "Plan review", "How the plan was looked at again, when change is slow.", "prose"
    ),
    SectionKind("parent_contact", "Parent contact", "Contact with parents, for adolescents.", "prose"),
    SectionKind("techniques", "Techniques", "The techniques used today.", fields=fields_of("", "technique*")),
    SectionKind(
        "interpersonal_incident",
        "Interpersonal incident",
        "One specific event between the client and someone.",
        fields=fields_of("date person what_happened", "need_unmet feelings effect_on_mood"),
        is_titled=True,
        is_repeatable=True,
        subsections=("communication_analysis", "alternatives"),
    ),
    SectionKind(
        "role_play",
        "Role play",
        "What was rehearsed.",
        fields=fields_of("scenario", "client_role therapist_role coaching observations plan_to_use"),
        is_titled=True,
        is_repeatable=True,
    ),
    SectionKind(
        "decision_analysis",
        "Decision analysis",
        "A choice, its options and their pros and cons.",
        fields=fields_of("", "situation chosen_first review"),
        entry_fields=fields_of("", "pros* cons*"),
        is_titled=True,
        is_repeatable=True,
    ),
    SectionKind(
        "affect",
        "Affect",
        "The feeling told and the feeling shown in the room.",
        fields=fields_of("", "content_affect process_affect gap"),
    ),
    SectionKind(
        "clarification",
        "Clarification",
        "What was made clear.",
        fields=fields_of("", "topic outcome"),
        is_repeatable=True,
    ),
    SectionKind(
        "exploration",
        "Exploration",
        "What was explored.",
        fields=fields_of("", "topic outcome"),
        is_repeatable=True,
    ),
    SectionKind(
        "therapeutic_relationship",
        "Therapeutic relationship",
        "How the client comes across in the room, and the parallel outside.",
        fields=fields_of("", "observation parallel_outside"),
    ),
    SectionKind(
        "ending",
        "Ending",
        "The ending named, felt and reviewed.",
        fields=fields_of(
            "",
            "raised end_date ending_feelings gains positive_closing client_account remaining_difficulties",
        ),
    ),
    SectionKind(
        "warning_signs",
        "Warning signs",
        "One ### sign each: how it is noticed, and the first step.",
        entry_fields=fields_of(
            "", "how_noticed who_else_notices interpersonal_trigger first_step threshold_to_call"
        ),
    ),
    SectionKind(
        "contingency_plan",
        "Contingency plan",
        "What to do when a warning sign shows.",
        fields=fields_of("plan", "supports* crisis_contact"),
    ),
    SectionKind(
        "next_step",
        "Next step",
        "How the course ends and what comes after.",
        fields=fields_of(
            "end_type next_step", "rationale follow_up", end_type=tuple(EndType), next_step=tuple(NextStep)
        ),
    ),
)

BY_ID = {kind.id: kind for kind in CATALOGUE}

SCRIPT_FIELDS = (Field("author", choices=("client", "therapist")),)
"""What a communication analysis may state about itself."""

REQUIRED_ITEMS = (
    "psychiatric_history",
    "diagnosis",
    "risk_assessment",
    "baseline_measure",
    "inventory",
    "interpersonal_triad",
    "formulation",
    "problem_area",
    "sick_role",
    "goals",
    "contract",
)
"""What the beginning must finish (DOMAIN 2.1)."""

RECOMMENDED_ITEMS = ("timeline", "medication_considered")

SECTION_OF_ITEM = {"baseline_measure": "measure"}
"""Where an item is written, for the one whose section has another name."""


def heading_id(heading: str) -> str:
    """The id a heading stands for, any letter case: "Sick Role" is "sick_role"."""
    return to_id(heading)


def section_heading(section_id: str) -> str:
    """The heading of a section or beginning item, for a reader."""
    kind = BY_ID.get(SECTION_OF_ITEM.get(section_id, section_id))
    return kind.heading if kind else words(section_id)


def item_name(item: str) -> str:
    """The name of a beginning item, for a reader: the heading of its section, but for the baseline measure."""
    return "Baseline measure" if item == "baseline_measure" else section_heading(item)


def is_yes(value: str) -> bool:
    """Whether a typed value claims yes ("yes", "Yes, on Tuesday")."""
    return _YES.match(value) is not None


def is_no(value: str) -> bool:
    """Whether a typed value begins with a no ("no", "No, I forgot", "not yet")."""
    return _NO.match(value) is not None


def stated(value: str) -> str:
    """The value, or "" where it only says that there is nothing: `none`, `no`, `n/a`, `-`, `not asked: reason`.

    Such a value completes a section; it does not name a role, a person or a plan.
    """
    return "" if _ABSENT.fullmatch(value) else value
