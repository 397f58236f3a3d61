"""The catalogue of sections is the one that the note format promises (NOTE.md), field by field."""

import pytest

from ipt_notes.course.sections import (
    BY_ID,
    CATALOGUE,
    RECOMMENDED_ITEMS,
    REQUIRED_ITEMS,
    SECTION_OF_ITEM,
    heading_id,
    is_yes,
    section_heading,
    stated,
)

# heading: fields and then, behind a bar, the entries'; ! is required, * takes several values
TABLE = """
Check-in:
Measure:
Risk assessment: level! assessment! safety_plan escalation escalated_on escalation_agreed escalation_outcome
Psychiatric history: presenting_symptoms! earlier_episodes! past_treatment! self_harm_history! suicide_history!
  mania_psychosis_screen! substances! medical_conditions! medication! family_history! social_history! mental_state!
Diagnosis: diagnosis! system! subthreshold_reason
Suitability: flags* rationale
Sick role: explained! excused_from* responsibilities*
Medication considered: outcome!
Inventory: romantic_status! has_confidant! usual_communication_style | closeness_ring! living_status contact_frequency
  support_given! support_received! is_confidant! romantic_attachment_status communication_pattern! satisfying
  unsatisfying client_expects other_expects changed_since_onset problems_linked_to_episode linked_to_episode!
Timeline:
Interpersonal triad: acute_crisis! strengths!* vulnerabilities!* attachment_style! personality biological psychological
  social cultural spiritual social_support!
Formulation: diagnosis_link! problem_area! hypothesis! client_response! agreed
Problem area: area! agreed! primary rationale person dispute_stage client_expects other_expects old_role new_role
  losses* gains* re_engagement* new_contacts* ruled_out_grief ruled_out_role_dispute ruled_out_role_transition grief_definition
Goals: symptoms! relationships! social_support! symptoms_status relationships_status social_support_status
Contract: planned_sessions! frequency! session_minutes! start_date agreed_on! cancellation_policy renegotiation
Mood event link:
Focus work:
Between session plan:
Plan review:
Parent contact:
Techniques: technique*
Interpersonal incident: date! person! what_happened! need_unmet feelings effect_on_mood
Role play: scenario! client_role therapist_role coaching observations plan_to_use
Decision analysis: situation chosen_first review | pros* cons*
Affect: content_affect process_affect gap
Clarification: topic outcome
Exploration: topic outcome
Therapeutic relationship: observation parallel_outside
Ending: raised end_date ending_feelings gains positive_closing client_account remaining_difficulties
Warning signs: | how_noticed who_else_notices interpersonal_trigger first_step threshold_to_call
Contingency plan: plan! supports* crisis_contact
Next step: end_type! next_step! rationale follow_up
"""


def _promised() -> dict[str, tuple[set[str], set[str]]]:
    rows = TABLE.replace("\n  ", " ").strip().split("\n")
    found = {}
    for row in rows:
        heading, _, rest = row.partition(":")
        fields, _, entries = rest.partition("|")
        found[heading] = (set(fields.split()), set(entries.split()))
    return found


def test_the_catalogue_has_the_promised_sections_in_their_order() -> None:
    """No more and no fewer."""
    assert [kind.heading for kind in CATALOGUE] == list(_promised())


@pytest.mark.parametrize(("heading", "fields"), _promised().items())
def test_a_section_has_the_promised_fields(heading: str, fields: tuple[set[str], set[str]]) -> None:
    """Which are required, and which take several values; its entries' too."""
    kind = BY_ID[heading_id(heading)]
    marked = [
        {f"{one.key}{'!' * one.is_required}{'*' * one.is_many}" for one in some or ()}
        for some in (kind.fields, kind.entry_fields)
    ]
    assert tuple(marked) == fields
    assert kind.id == heading_id(heading)


def test_entries_titles_and_parts_are_where_the_format_has_them() -> None:
    """People, options and warning signs; incidents, decisions, a second focus; the two parts of an incident."""
    assert [kind.heading for kind in CATALOGUE if kind.entry_fields is not None] == [
        "Inventory",
        "Decision analysis",
        "Warning signs",
    ]
    assert [kind.heading for kind in CATALOGUE if kind.has_relationship] == ["Inventory"]
    titled = {kind.heading for kind in CATALOGUE if kind.is_titled}
    assert titled == {"Problem area", "Interpersonal incident", "Role play", "Decision analysis"}
    assert {kind.heading: kind.subsections for kind in CATALOGUE if kind.subsections} == {
        "Interpersonal incident": ("communication_analysis", "alternatives")
    }


@pytest.mark.parametrize(
    ("section", "key", "choices"),
    [
        ("risk_assessment", "level", "none low moderate high"),
        ("problem_area", "area", "grief role_dispute role_transition interpersonal_deficits"),
        ("problem_area", "dispute_stage", "renegotiation impasse dissolution"),
        ("goals", "symptoms_status", "open met partly_met not_met"),
        ("next_step", "end_type", "planned early_agreed early_client lost_contact transferred escalated"),
        ("next_step", "next_step", "end continuation maintenance refer_or_augment"),
        ("inventory", "has_confidant", "yes no"),
    ],
)
def test_a_field_with_a_closed_list_has_the_promised_one(section: str, key: str, choices: str) -> None:
    """As DOMAIN and NOTE have them."""
    field = BY_ID[section].field(key)
    assert field is not None
    assert field.choices == tuple(choices.split())


def test_every_beginning_item_is_written_in_a_section_of_the_catalogue() -> None:
    """Eleven required, two recommended (DOMAIN 2.1)."""
    assert (len(REQUIRED_ITEMS), len(RECOMMENDED_ITEMS)) == (11, 2)
    for item in (*REQUIRED_ITEMS, *RECOMMENDED_ITEMS):
        assert SECTION_OF_ITEM.get(item, item) in BY_ID
    assert section_heading("baseline_measure") == "Measure"
    assert section_heading("a_practice_s_own") == "a practice s own"


@pytest.mark.parametrize(
    ("value", "claims_yes"),
    [
        ("yes", True),
        ("Yes, on Tuesday", True),
        (" YES. ", True),
        ("yesterday", False),
        ("no", False),
        ("", False),
    ],
)
def test_yes_is_a_word(value: str, *, claims_yes: bool) -> None:
    """Not the beginning of another."""
    assert is_yes(value) is claims_yes


@pytest.mark.parametrize(
    ("value", "says_something"),
    [
        ("", False),
        ("none", False),
        ("None.", False),
        ("not asked: he left", False),
        ("Not asked", False),
        ("no", False),
        ("No.", False),
        ("nil", False),
        ("nothing", False),
        ("n/a", False),
        ("N.A.", False),
        ("na", False),
        ("not applicable", False),
        ("None known.", False),
        ("none reported", False),
        ("-", False),
        ("?", False),
        ("no alcohol at home", True),
        ("nothing new", True),
        ("nan", True),
        ("not applicable yet, so call S.", True),
        ("7", True),
        ("none, I asked twice", True),
        ("nonetheless", True),
        ("not askew", True),
        ("a nurse", True),
    ],
)
def test_words_for_nothing_state_nothing(value: str, *, says_something: bool) -> None:
    """They complete a section; they name no person, role or plan."""
    assert bool(stated(value)) is says_something
