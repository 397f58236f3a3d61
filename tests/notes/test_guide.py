"""Guided writing as pure functions: which questions a note asks, and where their answers go."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.course.sections import CATALOGUE
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import words
from ipt_notes.notes.guide import Question, introduction, read_questions
from ipt_notes.notes.guide_answers import FOLLOWING, answer, choices_of, meant, speech
from ipt_notes.notes.guide_walk import next_blank, owed, progress, where_left
from ipt_notes.notes.guide_words import AS_ASKED
from ipt_notes.notes.parse import Parsed, parse
from ipt_notes.notes.scaffold import scaffold
from ipt_notes.notes.templates import shipped_folder
from tests.builders import a_course, by_manual

DAY = dt.date(2027, 3, 1)
FRONT = "---\nclient: MK-014\nsession: 3\ndate: 2026-03-16\nphase: beginning\n---\n"
AREAS = ("grief", "role dispute", "role transition", "interpersonal deficits")
MOST_PEOPLE = 2
WORDS = st.from_regex(r"[a-z]{2,9}( [a-z]{2,9}){0,4}", fullmatch=True)
TYPED = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["## Goals", "-->", "<!-- a", "### Name", "Name", "- level: low", "a: b", "---", "1.", "#", "* * *", "\\", "x\n## y\nz", "- a:\n- b:"]
)  # fmt: skip


def note(body: str) -> str:
    return FRONT + body


def asked(text: str) -> list[str]:
    """The questions as "Heading: label"."""
    return [f"{one.heading}: {one.label}" for one in read_questions(text)]


def put(text: str, label: str, value: str) -> str:
    """The note with an answer that must be taken without a word."""
    at = next(at for at, one in enumerate(read_questions(text)) if label in (one.label, one.heading))
    done = answer(text, at, value, lambda new: parse(new).problems)
    assert done.is_taken, done.told
    return done.text


def refusal(text: str, label: str, value: str) -> str:
    """Why an answer is not taken; the note is as it was."""
    at = next(at for at, one in enumerate(read_questions(text)) if label in (one.label, one.heading))
    done = answer(text, at, value, lambda new: parse(new).problems)
    assert not done.is_taken
    assert done.text == text
    return " ".join(done.told)


def of_sessions(area: str, sessions: int, variant: str = "ipt_acute") -> str:
    """The scaffold behind so many sessions by the manual."""
    course = by_manual(area, sessions=sessions) if sessions else a_course(variant)
    return scaffold(course.course(), session=sessions + (variant != "ipt_b"), on=DAY)


# --- what is asked ----------------------------------------------------------------------------------------


def test_questions_come_in_the_order_of_the_note_with_its_prompts():
    """A prompt belongs to the question below it; a section without fields asks for prose."""
    text = note(
        "## Check-in\n<!-- How was the week? -->\n\n## Diagnosis\n<!-- As it was named. -->\n- diagnosis:\n- system:\n"
    )
    assert asked(text) == ["Check-in: ", "Diagnosis: diagnosis", "Diagnosis: system"]
    assert [one.prompt for one in read_questions(text)] == ["How was the week?", "As it was named.", ""]
    assert [progress(read_questions(text), at) for at in range(3)] == [(1, 3), (2, 3), (3, 3)]


def test_what_the_chart_knows_is_told_before_the_first_question():
    """The comments above the first heading are no prompt of a question."""
    text = note("<!-- Session 3 of 16. -->\n\n## Check-in\n<!-- And? -->\n")
    assert introduction(text) == ("Session 3 of 16.",)
    assert read_questions(text)[0].prompt == "And?"


def test_a_practices_own_sections_and_keys_are_asked():
    """A template's own headings, keys and parts need no catalogue."""
    text = note(
        "## Sleep diary\n<!-- Last week. -->\n- nights:\n- naps:\n\n## Walks\n\n## Group\n\n### Name\n- mood:\n"
    )
    assert asked(text) == ["Sleep diary: nights", "Sleep diary: naps", "Walks: ", "Group: Name"]
    for label, value in (
        ("nights", "four"),
        ("Walks", "to the lake\n\nand back"),
        ("Name", "Kim"),
        ("mood", "flat"),
    ):
        text = put(text, label, value)
    assert "- nights: four\n- naps:\n" in text
    assert "## Walks\nto the lake\n\nand back\n" in text
    assert "### Kim\n- mood: flat\n\n### Name\n- mood:\n" in text


def test_a_half_written_note_is_asked_from_where_it_was_left():
    """What was skipped before comes at the end, when everything behind it is answered."""
    text = note("## Check-in\n\n## Diagnosis\n- diagnosis: a depressive episode\n- system:\n")
    assert where_left(read_questions(text)) == 2
    text = put(text, "system", "ICD-11")
    assert where_left(read_questions(text)) == next_blank(read_questions(text)) == 0
    assert where_left(read_questions(put(text, "Check-in", "better"))) is None


@pytest.mark.parametrize("variant", VARIANTS)
def test_nobody_who_is_asked_is_told_where_to_type(variant: str) -> None:
    """A block's Name, a copy, marks of headings and fields: that is for somebody with the whole note before them."""
    sessions = [(area, session) for area in AREAS for session in (0, 1, 2, 8, 15)]
    for area, session in sessions:
        for one in read_questions(of_sessions(area, session, variant)):
            assert not re.search(r"place of Name|copy it|`###|`- (has|closeness|living|PHQ)", one.prompt), (
                one.prompt
            )


def test_what_is_asked_differently_stands_in_a_template() -> None:
    """Otherwise a template was changed, and the question was not."""
    written = [each.read_text(encoding="utf-8") for each in shipped_folder().iterdir()]
    told = " ".join(" ".join(written).split())
    assert [typed for typed, _ in AS_ASKED if typed not in told] == []


def test_a_new_person_is_asked_for_in_words_that_fit_asking() -> None:
    """In the second session, and of the warning signs in the last ones."""
    prompts = [one.prompt for one in read_questions(of_sessions("grief", 1))]
    assert any("One person after the other; initials or a role will do." in each for each in prompts)
    prompts = [one.prompt for one in read_questions(of_sessions("grief", 14))]
    assert any(each.startswith("In the client's words") for each in prompts)


def test_a_comment_of_a_section_is_no_prompt_of_the_next_one():
    """An answered section's prompt is not read out for another."""
    text = note("## Affect\n- gap: none\n<!-- About affect. -->\n\n## Focus work\n")
    assert read_questions(text)[-1].prompt == ""


def test_what_is_still_owed_is_named_by_section():
    """Required keys of the beginning, a score, somebody in the inventory; never what may stay blank."""
    text = note(
        "## Measure\n- PHQ-9:\n- GAD-7: 3\n\n## Risk assessment\n- level: low\n- assessment:\n- safety plan:\n\n"
        "## Inventory\n\n### Name (relationship)\n- closeness ring:\n\n## Affect\n- gap:\n"
    )
    assert owed(read_questions(text)) == {"Risk assessment": ("assessment",), "Inventory": ("somebody",)}


# --- answers ----------------------------------------------------------------------------------------------


def test_an_answer_is_refused_by_what_the_parser_says():
    """The same words as when a note is saved; nothing of it comes into the note."""
    text = note(
        "## Measure\n- PHQ-9:\n\n## Risk assessment\n- level:\n\n## Contract\n- agreed on:\n- planned sessions:\n"
    )
    assert refusal(text, "PHQ-9", "2 2 3 2 1 1 2 0") == "PHQ-9 has 9 items; 8 were given"
    assert refusal(text, "PHQ-9", "2 2 5 2 1 1 2 0 0") == "PHQ-9 item 3 is 5; an item is 0 to 3"
    assert refusal(text, "level", "middling") == "level is none, low, moderate or high"
    assert refusal(text, "agreed on", "last Monday") == "agreed on is a date, such as 2026-03-16"
    assert refusal(text, "planned sessions", "a dozen") == "planned sessions is one whole number, such as 12"
    assert refusal(text, "level", "low <!-- really -->").startswith("<!-- and -->")


def test_an_old_problem_of_the_note_stands_in_no_answers_way():
    """Only what the answer itself brings is told, whatever line the old problem moved to."""
    text = note("## Check-in\n\n## Inventory\n### N.\n\n### n\n\n## Risk assessment\n- level: middling\n")
    assert parse(text).note is None
    assert "## Check-in\none\ntwo\n" in put(text, "Check-in", "one\ntwo")


def test_a_choice_may_be_given_by_its_number_or_its_beginning():
    """Numbers and beginnings; words that follow stay, and anything else is left as it was typed."""
    text = note(
        "## Risk assessment\n- level:\n\n## Goals\n- symptoms status:\n\n## Problem area\n- area:\n- person:\n"
    )
    level, status, area, person = read_questions(text)
    assert [meant(level, typed) for typed in ("3", "mod", "High", "9", "m o")] == [
        "moderate",
        "moderate",
        "high",
        "9",
        "m o",
    ]
    assert meant(status, "3, at home") == "partly met, at home"
    assert meant(area, "role") == "role"
    assert choices_of(person, ("N. (partner)", "S.")) == ("N.", "S.")
    assert meant(person, "2", ("N. (partner)", "S.")) == "S."
    assert meant(person, "N", ("N. (partner)", "S.")) == "N"


def test_the_area_asks_for_what_belongs_to_it():
    """A dispute has a person, a stage and two expectations; another area takes the blank ones away again."""
    text = note("## Problem area\n- area:\n- agreed:\n\n## Goals\n- symptoms:\n")
    dispute = put(text, "area", "role dispute")
    assert asked(dispute)[2:6] == [
        f"Problem area: {each}" for each in ("person", "dispute stage", "client expects", "other expects")
    ]
    named = put(dispute, "person", "N.")
    assert asked(put(named, "area", "grief")) == [
        "Problem area: area",
        "Problem area: agreed",
        "Problem area: person",
        "Goals: symptoms",
    ]
    assert asked(put(dispute, "area", "role transition"))[2:4] == [
        "Problem area: old role",
        "Problem area: new role",
    ]
    high = put(note("## Risk assessment\n- level:\n- assessment:\n"), "level", "high")
    assert asked(high)[2:] == ["Risk assessment: safety plan", "Risk assessment: escalation"]


def test_what_follows_an_answer_is_in_the_catalogue_and_in_the_prompts():
    """The table of what an answer asks for besides is the one that the templates tell."""
    prompts = " ".join(each.read_text(encoding="utf-8") for each in sorted(shipped_folder().iterdir()))
    told = " ".join(prompts.split())
    for (section, key), ways in FOLLOWING.items():
        kind = next(each for each in CATALOGUE if each.id == section)
        for way, keys in ways.items():
            assert way in kind.field(key).choices  # type: ignore[union-attr]
            assert all(kind.field(each) and words(each) in told for each in keys)


def test_each_person_leaves_room_for_another():
    """Naming somebody asks for their fields, and then for the next one."""
    text = note(
        "## Inventory\n\n### Name (relationship)\n- closeness ring:\n- is confidant:\n\n## Goals\n- symptoms:\n"
    )
    assert asked(text) == ["Inventory: Name (relationship)", "Goals: symptoms"]
    text = put(text, "Name (relationship)", "M. (sister)")
    assert asked(text) == [
        "Inventory: name", "Inventory: relationship", "Inventory: closeness ring", "Inventory: is confidant",
        "Inventory: Name (relationship)", "Goals: symptoms",
    ]  # fmt: skip
    assert "has the same name" in refusal(text, "Name (relationship)", "m. (aunt)")
    assert refusal(text, "Name (relationship)", "Name") == "this counts as blank; please put it in words"
    assert "### K. (aunt)\n- closeness ring:" in put(put(text, "name", "K."), "relationship", "aunt")


def test_somebody_may_be_named_where_the_template_has_no_block():
    """Later sessions have no blank people; one who is named gets the keys of an inventory."""
    text = put(
        note("## Inventory\n<!-- Only what changed. -->\n\n## Affect\n- gap:\n"),
        "Name (relationship)",
        "N. (partner)",
    )
    assert "-->\n\n### N. (partner)\n- closeness ring:\n- support given:\n" in text
    assert "- linked to episode:\n\n## Affect" in text


def test_an_incident_offers_its_communication_analysis():
    """The scene and its alternatives come from the block that the template holds to be copied."""
    text = note(
        "## Interpersonal incident\n- person: N.\n\n<!-- Line by line?\n### Communication analysis\n> felt:\n\n### Alternatives\n- x\n-->\n\n## Affect\n- gap:\n"
    )
    assert asked(text)[:4:3] == ["Interpersonal incident: title", "Interpersonal incident: Alternatives"]
    text = put(
        text,
        "Communication analysis",
        f"Kitchen.\n\n{speech('N. (arms folded): Are you in?')}\n> intended: can we talk",
    )
    text = put(put(text, "Alternatives", "name the shift first\nask about Sunday"), "title", "Sunday")
    found = parse(text).note.sections[0]  # type: ignore[union-attr]
    assert (found.title, found.alternatives) == ("Sunday", ("name the shift first", "ask about Sunday"))
    assert [(line.speaker, line.gesture, line.words, line.intended) for line in found.script.lines] == [
        ("N.", "arms folded", "Are you in?", "can we talk")
    ]
    assert text.endswith("## Affect\n- gap:\n")


def test_an_answer_can_be_given_anew():
    """The new words stand in the old ones' place, in fields and in prose."""
    text = note(
        "## Check-in\n<!-- And? -->\nold\n\nwords\n\n## Contract\n- frequency: weekly,\n  at first\n- agreed on: 2026-03-16 <!-- the day -->\n"
    )
    text = put(put(put(text, "Check-in", "new"), "frequency", "monthly"), "agreed on", "2026-03-02")
    assert text == note(
        "## Check-in\n<!-- And? -->\nnew\n\n## Contract\n- frequency: monthly\n- agreed on: 2026-03-02 <!-- the day -->\n"
    )


def test_words_without_quotation_marks_get_them():
    """Whoever types a scene need not think of them."""
    assert speech("N. (low): Where: here?") == 'N. (low): "Where: here?"'
    assert speech("T.:  “Depends.”") == "T.: “Depends.”"
    assert speech("nobody said a word") == ""


# --- for every scaffold -----------------------------------------------------------------------------------

SCAFFOLDS = st.one_of(
    st.builds(of_sessions, st.sampled_from(AREAS), st.integers(0, 15)),
    st.builds(of_sessions, st.just("grief"), st.just(0), st.sampled_from(sorted(VARIANTS))),
)


def _valid(question: Question, draw: st.DataObject) -> str:
    """An answer that a therapist may give."""
    value = draw.draw(WORDS)
    if choices := choices_of(question):
        return draw.draw(st.sampled_from(choices))
    if measure := question.measure:
        return " ".join(
            [str(draw.draw(st.integers(measure.item_min, measure.item_max)))] * measure.item_count
        )
    if question.form == "scores":
        return "BDI-II, 21"
    if question.field and question.field.shape != "text":
        return "2026-03-01" if question.field.shape == "date" else "12"
    by_form = {
        "entry": f"{question.first}{value} (neighbour)",
        "lines": f"2025-04: {value}; worse\n2025-05: {value}",
        "scene": f"Kitchen.\n\n{speech(f'N. (arms folded): {value}')}\n> felt: {value}\n\n{speech(f'T.: {value}')}",
        "prose": f"{value}\n\n{value}",
    }
    return by_form.get(question.form, value)


@settings(max_examples=40, deadline=None)
@given(SCAFFOLDS, st.data())
def test_every_question_answered_makes_a_note_without_a_problem(text: str, data: st.DataObject):
    """Whatever the course: valid answers are taken without a word, and the parser has nothing to say of the note."""
    at, people = next_blank(read_questions(text)), 0
    while at is not None:
        questions = read_questions(text)
        is_enough = questions[at].form == "entry" and people >= MOST_PEOPLE
        people = people + 1 if questions[at].form == "entry" and not is_enough else 0 if is_enough else people
        if not is_enough:
            done = answer(text, at, _valid(questions[at], data), lambda new: parse(new).problems)
            assert done.is_taken, (questions[at].label, done.told)
            assert not done.told
            text = done.text
        at = next_blank(read_questions(text), at)
    parsed = parse(text)
    assert parsed.note is not None
    assert parsed.problems == ()
    assert not owed(read_questions(text))


@settings(max_examples=200, deadline=None)
@given(SCAFFOLDS, st.data(), TYPED)
def test_whatever_is_typed_is_taken_whole_or_refused_with_a_reason(
    text: str, data: st.DataObject, typed: str
):
    """No answer breaks a note, hides another question, or is lost without a word."""
    questions = read_questions(text)
    at = data.draw(st.integers(0, len(questions) - 1))
    done = answer(text, at, typed, lambda new: parse(new).problems)
    if not done.is_taken:
        assert done.told
        assert done.text == text
        return
    assert _errors(parse(done.text)) == _errors(parse(text))
    assert headings(done.text) == headings(text)
    assert letters(typed) in letters(done.text)
    blank = [
        (one.heading, one.label) for one in questions if not one.answer and one.first != questions[at].first
    ]
    assert {*blank} <= {(one.heading, one.label) for one in read_questions(done.text)} | {
        (questions[at].heading, "Name")
    }


def letters(text: str) -> str:
    """What counts of a text, wherever its lines break."""
    return "".join(filter(str.isalnum, text))


def headings(text: str) -> list[str]:
    return [line.partition(":")[0] for line in text.split("\n") if line.startswith("## ")]


def _errors(parsed: Parsed) -> list[str]:
    return [problem.text for problem in parsed.problems if problem.is_error]


@pytest.mark.parametrize("sessions", [0, 1, 2, 4, 13])
def test_skipping_everything_leaves_the_note_as_it_was(sessions: int):
    """Questions are read from the text and never written into it."""
    text = of_sessions("role dispute", sessions)
    at = next_blank(read_questions(text))
    while at is not None:
        at = next_blank(read_questions(text), at)
    assert text == of_sessions("role dispute", sessions)
    assert {one.form for one in read_questions(text) if one.answer} <= {
        "entry",
        "relationship",
    }  # who is known
