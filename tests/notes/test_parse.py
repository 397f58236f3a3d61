"""A typed note is understood as NOTE.md says: sections, fields, entries, scripts, prose."""

import pytest

from ipt_notes.course.note import Entry, Line, Note, ScoreLine, Script, Section, TimelineEvent
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.course.vocabulary import Mode, Phase
from ipt_notes.notes.parse import UNTITLED, parse, parse_addendum, told
from tests.notes.typed import EXAMPLE, FRONT, section, understood, warned

SUNDAY = Section(
    "interpersonal_incident",
    "Sunday",
    fields={
        "date": ("2026-03-14",),
        "person": ("N.",),
        "what_happened": ("asked about Sunday, got no answer, went to bed",),
        "effect_on_mood": ("low until the next evening",),
    },
    script=Script(
        "Kitchen, ten at night; he is still in uniform.",
        (
            Line(
                "N.",
                "Are you in on Sunday?",
                "arms folded",
                intended="can we talk",
                communicated="you are never here",
            ),
            Line("T.", "Depends.", "eyes on the phone", intended="buy time", communicated="I don't care"),
        ),
    ),
    alternatives=("name the shift first, then ask what Sunday is about",),
)
PARTNER = Entry(
    "N.",
    "partner",
    {
        "closeness_ring": ("inner",),
        "support_given": ("runs the home while N. is on shift",),
        "support_received": ("practical, not emotional",),
        "is_confidant": ("no",),
        "contact_frequency": ("daily",),
        "communication_pattern": ("both fall silent; nothing is finished",),
        "client_expects": ("to come off nights before a second child",),
        "other_expects": ("a second child now",),
        "linked_to_episode": ("yes",),
    },
)


def test_the_example_of_the_grammar_is_understood_word_for_word() -> None:
    """Everything in its place, and nothing to tell."""
    import datetime as dt

    parsed = parse(EXAMPLE, code="MK-014", session=3, today=dt.date(2026, 3, 16))
    assert told(parsed.problems) == []
    assert parsed.note == Note(
        "MK-014",
        3,
        dt.date(2026, 3, 16),
        Phase.BEGINNING,
        50,
        Mode.IN_PERSON,
        (
            Section("check_in", prose="Slept better on Tuesday, after she phoned her sister."),
            Section("measure", scores=(ScoreLine("phq9", (2, 2, 3, 2, 1, 1, 2, 0, 0)), ScoreLine("gad7", total=11))),
            Section(
                "risk_assessment",
                fields={
                    "level": ("low",),
                    "assessment": ("no thoughts of self-harm this week; no plan, no intent",),
                },
            ),
            Section(
                "inventory",
                fields={"romantic_status": ("married",), "has_confidant": ("no",)},
                entries=(PARTNER,),
            ),
            Section(
                "problem_area",
                fields={
                    "area": ("role_dispute",),
                    "person": ("N.",),
                    "dispute_stage": ("impasse",),
                    "agreed": ("yes",),
                },
            ),
            SUNDAY,
            Section(
                "contract",
                fields={
                    "planned_sessions": ("12",),
                    "frequency": ("weekly",),
                    "session_minutes": ("50",),
                    "agreed_on": ("2026-03-16",),
                },
            ),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "## Check-in",
        "## check in",
        "##  CHECK-IN  ##",
        "##\tCheck_in",
        "## **Check-in**",
        "## Check‑in:",
        "  ## Check-in",
    ],
)
def test_a_heading_is_known_in_any_letter_case(heading: str) -> None:
    """And with the dashes, tabs and emphasis that editors leave."""
    assert section(f"{heading}\nBetter.") == Section("check_in", prose="Better.")
    assert warned(f"{heading}\nBetter.") == []


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.id)
def test_every_heading_of_the_catalogue_opens_its_section(kind) -> None:
    """With words below it, the section is there under its own id."""
    assert section(f"## {kind.heading.upper()}\nWords of the therapist.").id == kind.id


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("- hypothesis: low mood is linked to the move", "low mood is linked to the move"),
        ("* hypothesis: low mood", "low mood"),
        ("+ Hypothesis : low mood", "low mood"),
        ("1. hypothesis: low mood", "low mood"),
        ("-\thypothesis:low mood   ", "low mood"),
        ("- **hypothesis:** low mood", "low mood"),
        ("- **hypothesis**: low mood", "low mood"),
        ("- hypothesis：low mood", "low mood"),
        ("- hypothesis: low\n  mood since\n  May", "low mood since May"),
        ("- hypothesis: low\nmood since May", "low mood since May"),
        ("- hypothesis: low mood\n\n  since May", "low mood since May"),
        ("- hypothesis:\n  - low mood\n  - since May", "low mood; since May"),
        ("- hypothesis: a: b; c", "a: b; c"),
        ("- hypothesis: מצב רוח ירוד “since May” – ‘so’", "מצב רוח ירוד “since May” – ‘so’"),
        ("- hypothesis: <!-- why now? --> low mood", "low mood"),
        ("- hypothesis: none", "none"),
        ("- hypothesis: not asked: crisis first", "not asked: crisis first"),
    ],
)
def test_a_field_is_understood_however_it_is_typed(typed: str, value: str) -> None:
    """One value, white space tidied, its own punctuation kept."""
    assert section(f"## Formulation\n{typed}\n") == Section("formulation", fields={"hypothesis": (value,)})


def test_only_some_fields_take_several_values() -> None:
    """Strengths are split at the semicolon, or given one a line; an acute crisis is one text."""
    body = "## Interpersonal triad\n- acute crisis: the trip; the silence\n- strengths: humour; faith;\n- strengths:\n  - work\n"
    assert section(body).fields == {
        "acute_crisis": ("the trip; the silence",),
        "strengths": ("humour", "faith", "work"),
    }


@pytest.mark.parametrize(
    ("typed", "value", "prose"),
    [
        ("- level: low", "low", ""),
        ("- level: Low.", "low", ""),
        ("- level: MODERATE", "moderate", ""),
        ("- level: low, because he rang", "low", "- level: low, because he rang"),
        ("- level: low\n  because he rang", "low", "- level: low\n  because he rang"),
        ("- level: none reported", "none", "- level: none reported"),
        ("- level: not asked: no time", "not asked: no time", ""),
    ],
)
def test_words_behind_a_choice_are_kept(typed: str, value: str, prose: str) -> None:
    """The level is what the checks read; what was said of it stays as prose."""
    assert section(f"## Risk assessment\n{typed}") == Section(
        "risk_assessment", "", prose, {"level": (value,)}
    )


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("yes", "yes"),
        ("No.", "no"),
        ("Yes, on Tuesday", "yes, on Tuesday"),
        ("no: not yet", "no: not yet"),
    ],
)
def test_yes_and_no_may_go_on_in_words(typed: str, value: str) -> None:
    """The words stay with the answer."""
    assert section(f"## Problem area\n- agreed: {typed}").value("agreed") == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("met", "met"),
        ("Partly met, twice a week", "partly_met, twice a week"),
        ("not met: ill", "not_met: ill"),
    ],
)
def test_a_goal_has_a_status_and_words(typed: str, value: str) -> None:
    """Open, met, partly met or not met, each with words after it."""
    assert section(f"## Goals\n- symptoms status: {typed}").value("symptoms_status") == value


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("Role dispute", "role_dispute"),
        ("role-transition", "role_transition"),
        ("isolation", "interpersonal_deficits"),
    ],
)
def test_a_problem_area_has_its_other_names(typed: str, area: str) -> None:
    """Sensitivities and isolation are the old names of interpersonal deficits."""
    assert section(f"## Problem area\n- area: {typed}").value("area") == area


@pytest.mark.parametrize(
    ("typed", "value", "prose"),
    [
        ("- planned sessions: 12", "12", ""),
        ("- planned sessions: 12 sessions", "12", ""),
        ("- planned sessions: 12, weekly first", "12", "- planned sessions: 12, weekly first"),
    ],
)
def test_a_whole_number_is_read_from_its_words(typed: str, value: str, prose: str) -> None:
    """The checks count with the number; words about it stay."""
    assert section(f"## Contract\n{typed}") == Section("contract", "", prose, {"planned_sessions": (value,)})


@pytest.mark.parametrize(
    ("heading", "name", "relationship"),
    [
        ("### N. (partner)", "N.", "partner"),
        ("### N.", "N.", ""),
        ("### N. (partner", "N.", "partner"),
        ("### N. (partner) since 2019", "N.", "partner since 2019"),
        ("### מ. （אח）", "מ.", "אח"),
        ("### the neighbour upstairs (neighbour) ###", "the neighbour upstairs", "neighbour"),
    ],
)
def test_a_person_has_a_name_and_a_relationship(heading: str, name: str, relationship: str) -> None:
    """The relationship stands in brackets."""
    assert section(f"## Inventory\n{heading}\n").entries == (Entry(name, relationship),)


def test_a_warning_sign_keeps_its_brackets() -> None:
    """Only the inventory has relationships."""
    body = "## Warning signs\n### Staying late (at work)\n- how noticed: two evenings a week\n\nSaid with a laugh.\n"
    expected = Entry(
        "Staying late (at work)", "", {"how_noticed": ("two evenings a week",)}, "Said with a laugh."
    )
    assert section(body).entries == (expected,)


@pytest.mark.parametrize(
    "typed", ["- role play\n- clarification; affect\n", "* technique: role play\n* clarification; affect\n"]
)
def test_techniques_may_be_a_list_without_a_key(typed: str) -> None:
    """The section holds nothing else."""
    read = section(f"## Techniques\n{typed}")
    assert read.fields == {"technique": ("role play", "clarification", "affect")}
    assert read.prose == ""


def test_a_warning_sign_in_a_list_is_kept() -> None:
    """It is asked about, and not lost."""
    assert section("## Warning signs\n- not sleeping\n").prose == "- not sleeping"


TWO = ("grief", "role_dispute")
UNNAMED = "two areas are in focus; say which with `- area:`"


@pytest.mark.parametrize(
    ("body", "in_focus", "told"),
    [
        ("## Problem area\n- person: A.\n", TWO, [UNNAMED]),
        ("## Problem area\n- area: grief\n- person: A.\n", TWO, []),
        ("## Problem area\n- person: A.\n", ("grief",), []),
        ("## Problem area\n- person: A.\n\n## Problem area\n- area: role transition\n", TWO, []),
        (
            "## Problem area\n- area: grief\n\n## Problem area\n- area: role dispute\n\n## Problem area\n- person: A.\n",
            (),
            [UNNAMED],
        ),
    ],
)
def test_what_is_said_of_neither_of_two_areas_is_told(
    body: str, in_focus: tuple[str, ...], told: list[str]
) -> None:
    """A new area in the same note takes the place of both."""
    parsed = parse(FRONT + body, in_focus=in_focus)
    assert parsed.note is not None
    assert [problem.text for problem in parsed.problems] == told


def test_options_have_pros_and_cons() -> None:
    """An entry each, several values in a line."""
    body = "## Decision analysis: Sunday\n- situation: the shift\n### Swap it\n- pros: rest; family\n- cons: money\n"
    assert section(body) == Section(
        "decision_analysis",
        "Sunday",
        fields={"situation": ("the shift",)},
        entries=(Entry("Swap it", fields={"pros": ("rest", "family"), "cons": ("money",)}),),
    )


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("- PHQ-9: 13", ScoreLine("phq9", total=13)),
        ("- PHQ9 = 13", ScoreLine("phq9", total=13)),
        ("- phq 9: 13.", ScoreLine("phq9", total=13)),
        ("PHQ-9: 13", ScoreLine("phq9", total=13)),
        ("* **PHQ-9:** 13", ScoreLine("phq9", total=13)),
        ("1. PHQ-9 13", ScoreLine("phq9", total=13)),
        ("- phq-9: 2,2,3,2,1,1,2,0,0", ScoreLine("phq9", (2, 2, 3, 2, 1, 1, 2, 0, 0))),
        ("- PHQ-9: 2 2 3 2 1 1 2 0 0 = 13", ScoreLine("phq9", (2, 2, 3, 2, 1, 1, 2, 0, 0), 13)),
        ("- GAD-7: 1 1 1 1\n  2 2 2", ScoreLine("gad7", (1, 1, 1, 1, 2, 2, 2))),
        ("- PHQ-9: 2 2 x 2 1 1 2 0 0", ScoreLine("phq9", (2, 2, None, 2, 1, 1, 2, 0, 0))),
        ("- PHQ-9: 13 -", ScoreLine("phq9", total=13)),
        ("- WSAS: 20", ScoreLine("wsas", total=20)),
        ("- WSAS: 4, -, 4, 4, 3", ScoreLine("wsas", (4, None, 4, 4, 3), 18.75)),
        ("- core 10: 1 2 0 3 0 0 1 2 2 -", ScoreLine("core10", (1, 2, 0, 3, 0, 0, 1, 2, 2, None), 12.22)),
        ("- CORE-10: 12.22", ScoreLine("core10", total=12.22)),
        ("- MSPSS: 4.5", ScoreLine("mspss", total=4.5)),
        ("- MSPSS: 5 5 3 4 6 4 5 3 4 5 4 5", ScoreLine("mspss", (5, 5, 3, 4, 6, 4, 5, 3, 4, 5, 4, 5), 4.42)),
        ("- Epds: 12", ScoreLine("epds", total=12)),
        (
            "- QIDS: 1 2 0 3 1 2 - 1 - 1 1 0 2 1 0 1",
            ScoreLine("qids_sr16", (1, 2, 0, 3, 1, 2, None, 1, None, 1, 1, 0, 2, 1, 0, 1), 12),
        ),
        ("- Work and Social Adjustment Scale: 20", ScoreLine("wsas", total=20)),
        ("- other tool: BDI-II, 20", ScoreLine("other", total=20, name="BDI-II")),
        ("- Other tool: BDI, second edition, 7.5", ScoreLine("other", total=7.5, name="BDI, second edition")),
    ],
)
def test_a_score_is_understood_however_it_is_typed(typed: str, score: ScoreLine) -> None:
    """Items, a total, or both."""
    assert section(f"## Measure\n{typed}") == Section("measure", scores=(score,))


@pytest.mark.parametrize("behind", [" (item 9: 2)", ", item 9 = 2", "; Q9: 2.", " (question 9 is 2)"])
def test_an_item_about_self_harm_is_read_behind_a_total(behind: str) -> None:
    """Where the other items were not kept. The words stay as they were typed."""
    found = section(f"## Measure\n- PHQ-9: 13{behind}")
    assert found.scores == (ScoreLine("phq9", total=13, risk_answer=2),)
    assert found.prose == f"- PHQ-9: 13{behind}"


def test_words_beside_scores_are_kept() -> None:
    """A remark, a line with words behind the score, a line that is no score."""
    body = (
        "## Measure\n- PHQ-9: 13 (before the session)\n- remark: was in a hurry\n\nFilled in without help.\n"
    )
    found = section(body)
    assert found.scores == (ScoreLine("phq9", total=13),)
    assert found.prose == (
        "- PHQ-9: 13 (before the session)\n- remark: was in a hurry\n\nFilled in without help."
    )


@pytest.mark.parametrize(
    ("typed", "event"),
    [
        ("- 2025-04: moved house; sleep worse", TimelineEvent("2025-04", "moved house", "sleep worse")),
        ("* spring 2019: married", TimelineEvent("spring 2019", "married")),
        (
            "1. 2025-04-03 10:30: argued; low; lower",
            TimelineEvent("2025-04-03 10:30", "argued", "low; lower"),
        ),
        ("- 2025：moved；低落", TimelineEvent("2025", "moved；低落")),
    ],
)
def test_an_event_has_a_time_and_a_change_of_mood(typed: str, event: TimelineEvent) -> None:
    """The time is as exact as the client remembers."""
    assert section(f"## Timeline\n{typed}") == Section("timeline", events=(event,))


def test_words_beside_a_timeline_are_kept() -> None:
    """Also those directly below an event."""
    found = section("## Timeline\nVague about dates.\n- 2019: married\nSister confirms it.\n- moved a lot\n")
    assert found.events == (TimelineEvent("2019", "married"),)
    assert found.prose == "Vague about dates.\n\nSister confirms it.\n- moved a lot"


def test_prose_is_kept_as_typed() -> None:
    """Lists, tables, quotes, numbers, line breaks and deeper headings."""
    prose = "She said:  two  spaces.\n* a\n  1. b\n+ c\n\n> quoted\n\n| a | b |\n|---|---|\n\n    indented\n\n#### small\n\n---\nend\\"
    assert section(f"## Check-in\n{prose}\n").prose == prose


def test_a_figure_is_a_word() -> None:
    """A mood of seven is something written."""
    assert section("## Check-in\n7\n").prose == "7"


def test_prose_between_fields_is_kept() -> None:
    """Its own lines, in their order."""
    body = "## Formulation\nOffered today.\n- hypothesis: linked to the move\n- He nodded.\n- So did she.\n\n```\nx\n```\n"
    assert section(body).prose == "Offered today.\n\n- He nodded.\n- So did she.\n\n```\nx\n```"


def test_an_untouched_scaffold_has_no_sections() -> None:
    """Comments, blank fields, rules between sections and blank entries are prompts."""
    body = """## Check-in
<!-- How was the week? -->

---
## Measure
- PHQ-9:
- other tool:
-
## Risk assessment
- level: <!-- none, low, moderate, high -->
- assessment:

## Timeline
- date:

## Inventory
- has confidant:

### Name (relationship)
- closeness ring:

###

## Interpersonal incident:
### Communication analysis
### Alternatives
-
## Focus work
- best moment:
- worst moment:
1.

## A section of the practice
- what was said:
"""
    parsed = parse(FRONT + body, known_headings=["A section of the practice"])
    assert parsed.note is not None
    assert parsed.note.sections == ()
    assert parsed.problems == ()


def test_a_heading_in_a_comment_is_no_heading() -> None:
    """Nor are a front matter or scores in one."""
    body = "## Check-in\nBetter. <!--\n## Measure\n- PHQ-9: 99\n--> Much.\n"
    assert section(body) == Section("check_in", prose="Better. \n\n Much.")


def test_a_title_alone_is_kept() -> None:
    """An incident was named, and nothing else was written."""
    assert section("## Role play: the phone call\n- scenario:\n") == Section("role_play", "the phone call")


def test_words_behind_the_colon_of_a_section_without_title_are_prose() -> None:
    """`## Check-in: a hard week`."""
    assert section("## Check-in: a hard week\nSlept badly.").prose == "a hard week\n\nSlept badly."
    assert section("## Risk assessment: low").prose == "low"


def test_words_under_no_heading_are_kept() -> None:
    """They are a section without a name."""
    note = understood("# Session three\nLate by ten minutes.\n\n## Check-in\nBetter.\n")
    assert note.sections[0] == Section(UNTITLED, prose="# Session three\nLate by ten minutes.")
    assert [found.id for found in note.sections] == [UNTITLED, "check_in"]


def test_an_unknown_heading_is_kept_with_its_text() -> None:
    """A practice's own sections are as good as ours."""
    found = section("## Genogram: mother's side\n- aunt: unknown\n\n### Later\nmore\n")
    assert found == Section("genogram", "Genogram: mother's side", "- aunt: unknown\n\n### Later\nmore")


def test_windows_line_ends_make_no_difference() -> None:
    """Nor does a byte order mark in front."""
    assert parse("\ufeff" + EXAMPLE.replace("\n", "\r\n")) == parse(EXAMPLE)


def test_two_incidents_stand_in_one_note() -> None:
    """As do two problem areas and two role plays."""
    note = understood(
        "## Interpersonal incident: A\n- person: N.\n## Interpersonal incident: B\n- person: K.\n"
    )
    assert [found.title for found in note.sections] == ["A", "B"]


def test_an_addendum_needs_no_front_matter_and_no_heading() -> None:
    """Plain words are kept; the rest is of the note it belongs to."""
    note = understood("## Check-in\nBetter.")
    parsed = parse_addendum("She rang later.\n\n## Measure\n- PHQ-9: 9\n", of=note)
    assert parsed.problems == ()
    assert parsed.note is not None
    assert parsed.note.sections == (
        Section(UNTITLED, prose="She rang later."),
        Section("measure", scores=(ScoreLine("phq9", total=9),)),
    )
    assert (parsed.note.client, parsed.note.session) == (note.client, note.session)


@pytest.mark.parametrize("text", ["", "  \n", "<!-- why? -->", "## Check-in\n<!-- how? -->\n"])
def test_an_empty_addendum_is_an_error(text: str) -> None:
    """A signature under nothing helps no one."""
    parsed = parse_addendum(text, of=understood("## Check-in\nBetter."))
    assert parsed.note is None
    assert told(parsed.problems) == ["note.md:1: there is nothing in the addendum"]


def test_the_order_of_a_note_is_the_order_it_was_typed_in() -> None:
    """The sections are not sorted."""
    assert [found.id for found in understood("## Goals\n- symptoms: a\n## Check-in\nb\n").sections] == [
        "goals",
        "check_in",
    ]


def test_the_front_of_the_note_is_its_particulars() -> None:
    """Client, session, day, phase; in person unless it says otherwise."""
    note = understood("## Check-in\nx")
    assert (note.client, note.session, str(note.date), note.minutes) == ("MK-014", 3, "2026-03-16", 50)
    assert (note.phase, note.mode) == (Phase.BEGINNING, Mode.IN_PERSON)
    assert FRONT.startswith("---\n")
