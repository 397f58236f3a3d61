"""The summary's narrative: a draft that a therapist could sign, and a reader that loses nothing they type."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.course import records as r
from ipt_notes.course.model import Course
from ipt_notes.course.note import Entry, Fields, Line, Script, Section
from ipt_notes.course.sections import BY_ID
from ipt_notes.course.vocabulary import EndType, NextStep
from ipt_notes.notes.summary import scaffold_summary
from ipt_notes.notes.summary_parts import PARTS
from ipt_notes.notes.summary_reading import WITHOUT_HEADING, parse_summary
from tests.builders import COURSE, RISK, START, a_course, by_manual
from tests.export import courses, more_courses

EVERY = {make.__name__: make() for make in (courses.whole, courses.lost_contact, *more_courses.ALL)}
TYPED = (
    "low mood, broken sleep",
    "Low since May. Cannot sleep.",
    "I offered that mourning was put off",
    "none",
    "None.",
    "nil",
    "not asked: no time left",
    "Not asked",
    "n/a",
    "-",
    "Zebulon Quartermaine left without a word",
    "the death of K., then silence",
    "agreed; wants time",
    "tell Zebulon the same day; rest",
    '"I let people see it."',
    "one;\ntwo; three",
    "trailing comma,",
    "ends in doubt ..",
    "and so on...",
    "is it over?",
    "  spaces   within  ",
    "- a dash",
    "## a hash",
    "1. a number",
    "a -->comment<!-- of markup",
    "with Zebulon Quartermaine again",
    "K. said so; K.'s group",
    "Gr. 3 , then 2",
)
NAMES = (*courses.THIRD_PARTIES, "K's")
SPOKEN = "You never told me about Sunday."
PEOPLE = (
    Entry("Zebulon Quartermaine", "partner", {"closeness_ring": ("outer",), "is_confidant": ("yes",)}),
    Entry("K.", "colleague", {"closeness_ring": ("inner",), "is_confidant": ("no",)}),
)
SCRIPT = Script("The kitchen, ten at night.", (Line("Zebulon", SPOKEN, "arms folded"),))


def prose(text: str) -> list[str]:
    """The paragraphs of a narrative, each on one line, without headings and prompts."""
    plain = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    blocks = (" ".join(block.split("\n")) for block in re.split(r"\n\s*\n", plain))
    return [block for block in blocks if block.strip() and not block.startswith("## ")]


def part(course: Course, heading: str) -> str:
    """One part of the scaffold on one line; "" where it only asks."""
    return " ".join(dict(parse_summary(scaffold_summary(course)).parts).get(heading, "").split())


@st.composite
def written_courses(draw: st.DrawFn) -> Course:
    """Courses of up to four sessions in which any field of the catalogue holds any of the ways to fill it in."""

    def fields(section: str) -> Fields:
        kind = BY_ID[section]
        return {
            field.key: (draw(st.sampled_from(field.choices or TYPED)),)
            for field in kind.fields
            if draw(st.booleans())
        }

    notes = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        chosen = draw(st.lists(st.sampled_from(sorted(BY_ID)), unique=True))
        sections = [Section(name, "", "", fields(name)) for name in chosen if BY_ID[name].form == "fields"]
        sections += [
            Section("inventory", entries=PEOPLE),
            Section("interpersonal_incident", fields={"person": (PEOPLE[0].name,)}, script=SCRIPT),
            Section("warning_signs", entries=(Entry(draw(st.sampled_from(TYPED))),)),
        ]
        notes.append(courses.written(tuple(sections), number, courses.START.replace(day=number)))
    typed = st.sampled_from(("", *TYPED))
    ends = r.CourseEnded(
        courses.COURSE,
        courses.START.replace(day=20),
        draw(st.sampled_from((None, *EndType))),
        draw(st.sampled_from((None, *NextStep))),
        draw(typed),
        draw(typed),
    )
    return courses.replayed([*courses.opened(), *notes, *([ends] if draw(st.booleans()) else [])])


@settings(max_examples=120, deadline=None)
@given(written_courses())
def test_every_scaffold_reads_well_and_is_read_back(course: Course) -> None:
    """Whatever was typed into the notes: no problems, no names, no speech, whole sentences."""
    text = scaffold_summary(course)
    parsed = parse_summary(text)
    assert parsed.problems == ()
    assert {*dict(parsed.parts), *parsed.unanswered} == {part.heading for part in PARTS}
    for paragraph in prose(text):
        assert re.search(r"[.!?…][\"”)]?$", paragraph), paragraph
        for slip in ("  ", "..", " ,", " .", "None", ": .", "::"):
            assert slip not in paragraph, (slip, paragraph)
        for name in NAMES:
            assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", paragraph), (name, paragraph)
        assert SPOKEN not in paragraph
        assert "ten at night" not in paragraph


@pytest.mark.parametrize("name", EVERY)
def test_a_scaffold_claims_no_cause_and_calls_nobody_safe(name: str) -> None:
    """ "Linked to" is as far as it goes."""
    told = scaffold_summary(EVERY[name]).lower()
    assert not re.search(r"\bcaus(e|ed|es|ing)\b|\bsafe\b|\bcured\b", told)


def test_attendance_is_one_sentence() -> None:
    """Planned, attended, from when to when; then what did not take place."""
    told = part(more_courses.grief(), "Course of treatment")
    assert told.startswith(
        "Treatment was planned for sixteen sessions; all sixteen were attended between 5 January and 20 April "
        "2026. One appointment was cancelled and two were missed without notice."
    )


def test_attendance_reads_well_for_any_count() -> None:
    """None, one, two, some so far, more than first planned."""
    empty = courses.replayed(courses.opened())
    assert "planned for twelve sessions; none is on record yet." in part(empty, "Course of treatment")
    lost = part(courses.lost_contact(), "Course of treatment")
    assert "twelve sessions; one was attended, on 5 January 2026." in lost
    two = part(more_courses.lost_after_two(), "Course of treatment")
    assert "twelve sessions; two were attended on 5 January and 12 January 2026." in two
    midway = part(more_courses.midway(), "Course of treatment")
    assert "is planned for sixteen sessions; five have been attended so far, between" in midway
    assert midway.endswith("The course is not concluded.")
    longer = part(more_courses.deficits(), "Course of treatment")
    assert "first planned for twelve sessions and, from 30 March 2026, for fourteen; all fourteen" in longer


def test_a_lost_contact_is_told_with_the_contacts_afterwards() -> None:
    """Without blame, without what was said, and without calling every letter an attempt."""
    assert part(more_courses.lost_after_two(), "Course of treatment").endswith(
        "Contact with the client was lost; the course was concluded on 9 February 2026 after three further "
        "contacts on record."
    )


def test_the_beginning_says_what_was_completed_or_not() -> None:
    """And why it took longer."""
    assert (
        "the assessment was completed, its last part in session 3, and the contract was agreed on 19 January 2026."
        in part(more_courses.grief(), "Course of treatment")
    )
    told = part(more_courses.deficits(), "Course of treatment")
    assert "not complete on record: the psychiatric history, the interpersonal inventory" in told
    assert "The beginning was extended to session 5 for this reason: an interpreter was needed." in told


@pytest.mark.parametrize(
    ("course", "told"),
    [
        (
            "grief",
            (
                "The PHQ-9 fell from 19 (moderately severe) in session 1 to 4 (minimal) in session 16, "
                "a reliable improvement (a change of 6 or more)."
            ),
        ),
        (
            "unchanged",
            (
                "The PHQ-9 rose from 18 (moderately severe) in session 1 to 20 (severe) in session 12, "
                "which is less than a reliable change (6 or more)."
            ),
        ),
        ("lost_after_two", "The PHQ-9 was 15 (moderately severe) in session 1 and the same in session 2."),
    ],
)
def test_a_measure_is_one_sentence(course: str, told: str) -> None:
    """First, last, bands, and what the change amounts to by the published threshold."""
    assert part(EVERY[course], "Outcome") == told


def test_people_are_called_by_their_relationship() -> None:
    """ "The partner", "the second friend"; with a capital where a sentence begins."""
    told = part(more_courses.grief(), "Presenting problem and diagnosis")
    assert "recorded in session 2 as follows: the husband died of cancer nine months ago. She went" in told
    assert "Two interpersonal incidents with the daughter and with the first friend were recorded." in part(
        more_courses.grief(), "Course of treatment"
    )
    assert part(more_courses.grief(), "Interpersonal change") == (
        "The husband moved from the inner to the middle and the daughter from the middle to the inner circle of "
        "closeness. As the inventory last has it, the client confides in the daughter and the sister."
    )


def test_the_dispute_s_stages_are_told() -> None:
    """From first to last."""
    assert "The dispute was at an impasse in session 3 and in renegotiation in session 9." in part(
        courses.whole(), "Interpersonal change"
    )


def test_none_and_not_asked_become_sentences() -> None:
    """A typed "none" is an answer; "not asked" keeps its reason."""
    course = more_courses.unchanged()
    assert part(course, "What remains") == "No remaining difficulty was named."
    assert part(course, "Warning signs and plan") == "No contingency plan was made."
    assert part(course, "Client's own account") == (
        "The client's own account was not asked about: left before the end."
    )
    assert part(more_courses.grief(), "Medication") == "In session 1 no medication was reported."


def test_risk_is_told_over_the_course() -> None:
    """First, highest, last, and what the last rating rests on."""
    assert part(more_courses.grief(), "Risk at the end") == (
        "Risk was rated as low in session 1, as moderate at its highest in session 2, and as none in session 16. "
        "The last assessment, in session 16, found this: No thoughts of death since session 3. No plan, no intent."
    )


def typed(section: str, key: str, value: str) -> Course:
    """A course in whose first session one field says this."""
    fields = {key: (value,)}
    return courses.replayed(
        [
            *courses.opened(),
            courses.written((Section("inventory", entries=PEOPLE), Section(section, fields=fields))),
        ]
    )


@pytest.mark.parametrize(
    ("section", "key", "value", "heading", "told"),
    [
        (
            "psychiatric_history",
            "presenting_symptoms",
            "low mood for a month",
            "Presenting problem and diagnosis",
            "In session 1 the client reported low mood for a month.",
        ),
        (
            "interpersonal_triad",
            "acute_crisis",
            "Zebulon booked a trip",
            "Presenting problem and diagnosis",
            "The acute crisis named in session 1 was that the partner booked a trip.",
        ),
        (
            "interpersonal_triad",
            "acute_crisis",
            "the death of K. in March",
            "Presenting problem and diagnosis",
            "The acute crisis named in session 1 was the death of the colleague in March.",
        ),
        (
            "interpersonal_triad",
            "acute_crisis",
            "their son left home",
            "Presenting problem and diagnosis",
            "The acute crisis was recorded in session 1 as follows: their son left home.",
        ),
        (
            "formulation",
            "client_response",
            "agreed, and asked for time",
            "Formulation and focus",
            "The client agreed, and asked for time.",
        ),
        (
            "formulation",
            "client_response",
            "tears, then relief",
            "Formulation and focus",
            "In session 1 the client responded: tears, then relief.",
        ),
        (
            "ending",
            "ending_feelings",
            "sad and proud",
            "Response to the ending",
            "In session 1 the client was sad and proud.",
        ),
        (
            "contingency_plan",
            "plan",
            "tell Zebulon the same day",
            "Warning signs and plan",
            "If warning signs show, the plan is to tell the partner the same day.",
        ),
        (
            "medication_considered",
            "outcome",
            "declined for now",
            "Medication",
            "Medication as part of the treatment, considered in session 1, was declined for now.",
        ),
        (
            "inventory",
            "has_confidant",
            "no",
            "Interpersonal change",
            "As the inventory last has it, the client confides in the partner.",
        ),
    ],
)
def test_a_fragment_runs_on_in_its_sentence(
    section: str, key: str, value: str, heading: str, told: str
) -> None:
    """Where it fits the grammar of the lead; after a colon where that can't be known."""
    assert part(typed(section, key, value), heading) == told


@pytest.mark.parametrize("value", ["n/a", "N/A", "-", "?"])
def test_what_is_left_open_is_asked_and_not_told(value: str) -> None:
    """ "n/a" is neither a medication nor the statement that there is none."""
    assert part(typed("psychiatric_history", "medication", value), "Medication") == ""


def test_an_agreement_is_told_with_its_session_and_a_refusal_as_one() -> None:
    """A no is no agreement, nor a lack of record; and two areas are told apart by a comma."""
    course = more_courses.refocused()
    assert part(course, "Formulation and focus") == (
        "The problem areas in focus were a role dispute with the daughter, agreed with the client in session 5, "
        "and a role transition, to which the client had not agreed."
    )
    until = courses.replayed([*courses.opened(), *more_courses.notes_of(course, 4)])
    assert "grief, agreed with the client in session 4." in part(until, "Formulation and focus")


def test_a_changed_focus_is_told_with_what_it_was_before() -> None:
    """And a refused area is nothing the phase was given to."""
    told = part(more_courses.refocused(), "Course of treatment")
    assert (
        "ended with the role dispute as its focus. The focus changed in session 5; until then it had been grief."
        in told
    )
    assert "role transition" not in told


def test_an_ending_that_was_not_raised_is_not_told_as_raised() -> None:
    """ "raised: no, forgot" in session 4, "yes" in session 6."""
    assert "the ending was first raised in session 6." in part(
        more_courses.refocused(), "Course of treatment"
    )


def test_a_no_with_words_behind_it_does_not_become_nobody() -> None:
    """ "no, only Anna" names somebody."""
    assert part(more_courses.refocused(), "Interpersonal change") == (
        "In session 1, on whether there is somebody to confide in, the client said: no, only the neighbour."
    )


def test_a_session_in_which_risk_was_not_asked_has_no_level() -> None:
    """It is told with its reason, apart from the levels."""
    told = part(more_courses.refocused(), "Risk at the end")
    assert told.startswith("Risk was rated as low in session 2 and as none in session 6.")
    assert told.endswith("Risk was not assessed in session 1 (not asked: she was late).")


def test_a_quotation_is_pointed_out_to_the_therapist() -> None:
    """The prompt asks for the therapist's own words; it is no part of the narrative."""
    text = scaffold_summary(typed("ending", "client_account", '"I let people see it."'))
    assert text.count("say it in your words; no quotation") == 1
    assert "no quotation" not in part(typed("ending", "client_account", '"I see."'), "Client's own account")


def test_what_the_chart_does_not_hold_is_asked_of_the_therapist() -> None:
    """As a comment, which is no part of the narrative."""
    text = scaffold_summary(courses.replayed(courses.opened()))
    assert "<!-- How can the client come back" in text
    parsed = parse_summary(text)
    assert [heading for heading, _ in parsed.parts] == ["Course of treatment"]
    assert "How to return" in parsed.unanswered


def test_parts_are_found_in_any_letter_case_and_with_any_apostrophe() -> None:
    """As they are typed."""
    parsed = parse_summary("## client’s OWN account\nBetter.\n\n## next step ##\nThe end.\n")
    assert parsed.problems == ()
    assert dict(parsed.parts) == {"client’s OWN account": "Better.", "next step": "The end."}


def test_text_before_the_first_heading_is_kept_and_told() -> None:
    """With its line."""
    parsed = parse_summary("\nDear colleague,\n\n## Outcome\nBetter.\n")
    assert dict(parsed.parts) == {WITHOUT_HEADING: "Dear colleague,", "Outcome": "Better."}
    assert [(problem.line, problem.is_error) for problem in parsed.problems] == [(2, False)]


def test_two_parts_of_one_name_are_an_error_and_both_are_kept() -> None:
    """The message names both lines."""
    parsed = parse_summary("## Outcome\nBetter.\n\n## outcome\nMuch better.\n")
    assert dict(parsed.parts) == {"Outcome": "Better.\n\nMuch better."}
    (problem,) = parsed.problems
    assert problem.is_error
    assert problem.line == 4
    assert "line 1" in problem.text


def test_an_unknown_heading_is_kept_and_the_near_one_named() -> None:
    """A slip is asked about, a heading of the therapist's own is not refused."""
    parsed = parse_summary("## Outcom\nBetter.\n\n## Thanks\nTo the ward.\n")
    assert dict(parsed.parts) == {"Outcom": "Better.", "Thanks": "To the ward."}
    assert [problem.is_error for problem in parsed.problems] == [False, False]
    assert "did you mean 'outcome'?" in parsed.problems[0].text


@pytest.mark.parametrize(
    ("text", "line"),
    [("## Outcome\nBetter.\n\n<!-- how much\n", 4), ("## Outcome\nBet\x1bter.\n", 2), ("a\ud800b\n", 1)],
)
def test_what_can_not_be_read_is_an_error_with_its_line(text: str, line: int) -> None:
    """A comment without an end, a control character, half a letter."""
    assert [problem.line for problem in parse_summary(text).problems if problem.is_error] == [line]


def test_a_prompt_within_a_sentence_is_left_out_and_the_rest_kept() -> None:
    """Comments may stand anywhere."""
    parsed = parse_summary("## Outcome\n<!-- a\nb -->\nLess <!-- how much? -->silence.\n")
    assert dict(parsed.parts) == {"Outcome": "Less silence."}


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_nothing_typed_is_lost(typed: str) -> None:
    """Every word outside a comment is in a part, a heading or the list of blank headings."""
    text = f"{typed}\n## Outcome\n{typed}"
    parsed = parse_summary(text)
    if "<!--" in text:
        return
    kept = " ".join([*(f"{heading} {body}" for heading, body in parsed.parts), *parsed.unanswered])
    for word in re.findall(r"\w+", typed):
        assert word in kept


def test_a_part_with_the_wrong_number_of_hashes_is_told() -> None:
    """Its text is kept where it stands."""
    parsed = parse_summary("## Outcome\nBetter.\n\n### Next step\nThe end.\n")
    assert dict(parsed.parts) == {"Outcome": "Better.\n\n### Next step\nThe end."}
    assert [(problem.line, problem.is_error) for problem in parsed.problems] == [(4, False)]
    assert "## Next step" in parsed.problems[0].text


def test_a_control_character_from_a_command_line_does_not_get_into_the_narrative() -> None:
    """It could not be saved, and nobody could see why."""
    ends = r.CourseEnded(COURSE, START, EndType.PLANNED, NextStep.END, follow_up="a call \x1b[1min May")
    text = scaffold_summary(by_manual().then(ends).course())
    assert "[1min May" in text
    assert parse_summary(text).problems == ()


ITEM_NINE = "## Measure\n- PHQ-9: 2 2 2 2 1 1 2 0 {}"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ((0, 0), ""),
        ((2,), "PHQ-9 item 9 was 2 when it was last answered, in session 1."),
        (
            (2, 1, 0),
            (
                "PHQ-9 item 9 was 2 at its highest, in session 1, and 0 when it was last answered, in session 3; "
                "a 0 rules nothing out."
            ),
        ),
        (
            (1, "x"),
            "PHQ-9 item 9 was 1 when it was last answered, in session 1; it was left out in session 2.",
        ),
        (("x",), "PHQ-9 item 9 was left out in session 1."),
    ],
)
def test_an_item_about_self_harm_is_told_from_whichever_session(
    answers: tuple[int | str, ...], told: str
) -> None:
    """A last 0 hides no earlier answer and is no clearance; a 0 throughout has nothing to tell."""
    built = a_course()
    for number, answer in enumerate(answers, 1):
        built.note(number, RISK, ITEM_NINE.format(answer))
    said = part(built.course(), "Risk at the end")
    assert said.endswith(told)
    assert ("item 9" in said) == bool(told)


def test_an_escalation_of_an_earlier_session_is_told_with_what_came_of_it() -> None:
    """Not only one of the last assessment; and a session without an assessment is named."""
    raised = "## Risk assessment\n- level: high\n- assessment: no intent\n- escalation: the family doctor"
    later = "## Risk assessment\n- level: low\n- assessment: no intent\n- escalation outcome: seen on Tuesday"
    built = a_course().note(1, raised).note(2, later).note(3, "## Check-in\nWell.")
    said = part(built.course(), "Risk at the end")
    assert "In session 1 this escalation was recorded: the family doctor; outcome: seen on Tuesday." in said
    assert said.endswith("No assessment is recorded for session 3.")


def test_a_measure_without_a_published_figure_says_so_plainly() -> None:
    """What is not known is not made up."""
    built = a_course().note(1, "## Measure\n- WSAS: 20").note(2, "## Measure\n- WSAS: 10")
    assert part(built.course(), "Outcome") == (
        "The WSAS fell from 20 (10 to 20) in session 1 to 10 (10 to 20) in session 2; "
        "how large a change in it is reliable is not known."
    )
