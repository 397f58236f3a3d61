"""What is read back of a note: every word the therapist typed, and nothing that the program put there to ask for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.notes.plain import people_before, plain
from ipt_notes.notes.prompts import TemplateWords, template_words
from tests.builders import a_course, by_manual
from tests.notes.test_scaffold import courses, of

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.course.model import Course

KNOWN = template_words()
FRONT = "---\nclient: EX-001\nsession: 1\ndate: 2026-01-05\nphase: beginning\n---\n"
FIRST = of(a_course().course(), 1)
WORDS = st.text("bcdfghjklmnpqrstvwxz", min_size=6, max_size=12)


def read(text: str) -> str:
    return plain(text, KNOWN).text


@settings(deadline=None)
@given(courses(), st.integers(1, 24))
def test_a_note_nobody_wrote_in_reads_as_its_front_matter_alone(course: Course, session: int) -> None:
    """Prompts, context, headings and blank fields are the program's, whatever the chart put into them."""
    if course.session(session):
        return
    read = plain(of(course, session), KNOWN, people_before(course.sessions, session))
    assert read.words == 0, read.text
    assert read.text.startswith("---\nclient: MK-014\n")


@settings(deadline=None)
@given(courses(), st.integers(1, 24), WORDS, st.data())
def test_no_word_a_therapist_types_is_dropped(
    course: Course, session: int, word: str, data: st.DataObject
) -> None:
    """Behind a field, in a heading, between sections, or as a line in the middle of a prompt."""
    if course.session(session):
        return
    text = of(course, session)
    at = data.draw(st.integers(0, len(text)))
    is_inside = text.rfind("<!--", 0, at) > text.rfind("-->", 0, at)
    typed = f"\n{word}\n" if is_inside else f" {word} "
    people = people_before(course.sessions, session)
    assert word in plain(text[:at] + typed + text[at:], KNOWN, people).text


@given(st.lists(st.sampled_from(["- level:", "- tea:", "  - more", "low", "", "> felt:", "> felt: sad", "### Name", "### N.", "## Check-in",
    "## Dream", "<!-- mine -->", "---", "text <!-- open"]), max_size=12).map("\n".join))  # fmt: skip
def test_what_is_left_out_is_nothing_but_blank_fields_and_headings(text: str) -> None:
    """Every other line stays, in its order and with its number."""
    lines = text.split("\n")
    kept = plain(text, KNOWN).lines
    assert [line.text for line in kept] == [lines[line.number - 1] for line in kept]
    left_out = {lines[at] for at in range(len(lines)) if at + 1 not in {line.number for line in kept}}
    assert left_out <= {"- level:", "> felt:", "### Name", "## Check-in"}


def test_a_note_is_read_without_what_asked_for_it() -> None:
    """What was filled in stands there as it was typed."""
    written = FIRST.replace("\n- level:", "\n- level: low").replace("\n- PHQ-9:", "\n- PHQ-9: 13")
    assert "suicidality" in written.casefold()
    assert read(written).split("---\n")[2] == (
        "\n## Measure\n- PHQ-9: 13\n\n## Risk assessment\n- level: low\n"
    )


def test_a_therapists_own_comment_is_read_back() -> None:
    """It is no template's, even where it begins like one or is made of values alone."""
    own = "<!-- ask again: she mentioned psychosis -->"
    begun = "<!-- From the chart; it is not part of the note.\nShe told me so herself.\n-->"
    assert own in read(f"{FRONT}## Check-in\n{own}\n")
    assert "herself" in read(f"{FRONT}## Check-in\n{begun}\n")
    assert "<!-- Plan of session 3: mine -->" in read(f"{FRONT}<!-- Plan of session 3: mine -->\n")


@pytest.mark.parametrize(
    "typed",
    [
        "- level:\n  low, as she says",
        "- level:\n\n  low, after a blank line",
        "- level:\nlow, without the indent",
        "- losses:\n  - the ward",
    ],
)
def test_a_value_on_the_next_line_keeps_its_key(typed: str) -> None:
    """A field is blank only where nothing stands behind it."""
    assert typed in read(f"{FRONT}## Risk assessment\n{typed}\n")


def test_a_key_and_a_heading_of_the_therapists_own_stay_though_nothing_follows() -> None:
    """They are words of theirs; a title behind the colon is one as well."""
    for own in (
        "- what she wants:",
        "## Dream",
        "## Interpersonal incident: the silent dinner",
        "### T. (aunt)",
    ):
        assert own in read(f"{FRONT}## Inventory\n{own}\n\n## Check-in\n")


def test_somebody_known_before_is_left_out_where_nothing_is_said_of_them() -> None:
    """The template writes their headings; a new name, or another relationship, is the therapist's word."""
    sessions = by_manual(sessions=3).course().sessions
    people = people_before(sessions, 12)
    text = f"{FRONT}## Inventory\n\n### F. (friend)\n\n### F. (neighbour)\n\n### T. (aunt)\n"
    assert re.findall(r"### (.+)", plain(text, KNOWN, people).text) == ["F. (neighbour)", "T. (aunt)"]


def test_a_practices_own_prompts_headings_and_fields_are_known(tmp_path: Path) -> None:
    """Conditions and loops included; one that is nothing but a value could be anybody's, and stays."""
    (tmp_path / "ours.md.j2").write_text(
        "{{ front_matter }}\n## Dreams\n{% if session > 1 %}\n<!-- Which dream of session {{ session }} came back?\n"
        "{% for sign in warning_signs %}\nThink of {{ sign }}.\n{% endfor %}\n-->\n{% endif %}\n- dream mood:\n"
        "<!-- {{ phase }} -->\n",
        encoding="utf-8",
    )
    known = template_words(tmp_path)
    asked = "<!-- Which dream of session 2 came back?\nThink of sleep.\nThink of calls.\n-->"
    assert plain(f"{FRONT}## Dreams\n{asked}\n- dream mood:\n", known).words == 0
    assert "<!-- final -->" in plain(f"{FRONT}<!-- final -->\n", known).text
    assert plain(f"{FRONT}## Dreams\n{asked}\n", KNOWN).words > 0


def test_a_template_with_more_conditions_than_can_be_told_apart_leaves_its_prompts() -> None:
    """Nothing hangs, and nothing is taken for a prompt that might not be one."""
    template = "<!-- one two three " + "{% if a %}x{% else %}y{% endif %}" * 40 + " -->"
    known = TemplateWords(lambda: [template])
    assert not known.is_prompt(" one two three " + "x" * 40)


def test_headings_under_which_nothing_was_written_are_told() -> None:
    """By their names, in their order."""
    assert plain(f"{FRONT}## Measure\n- PHQ-9:\n\n## Check-in\nQuiet.\n\n## Affect\n", KNOWN).blank == (
        "Measure",
        "Affect",
    )


def test_the_front_matter_is_no_part_of_what_was_written() -> None:
    """Its words are not counted."""
    assert plain(f"{FRONT}## Check-in\nA quiet week.\n", KNOWN).words == 4


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_a_note_without_a_prompt_is_read_back_to_the_byte(end: str) -> None:
    """Blank lines and line ends included: nothing was left out of it."""
    typed = f"{FRONT}## Check-in\nQuiet.  \n\n\n\nAnd then.{end}"
    assert read(typed) == typed
