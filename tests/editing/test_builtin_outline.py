"""The outline of a text: its headings, how far each is written, and what is still blank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.editing.outline import read_outline

LINES = st.lists(
    st.sampled_from(
        ["## Risk assessment", "### N. (partner)", "- level:", "  on", "<!-- a", "b -->", "", "words"]
    )
    | st.text(st.characters(exclude_characters="\n\r")),
    max_size=12,
)


def _states(text: str) -> dict[str, str]:
    return {part.title: part.state for part in read_outline(text.split("\n")).parts}


@pytest.mark.parametrize(
    ("below", "state"),
    [
        ("", "empty"),
        ("<!-- a prompt\nover two lines -->\n\n- level:\n- assessment:", "empty"),
        ("- level: low\n- assessment:", "begun"),
        ("- level: low\n- assessment:\n  no thoughts of it\n  this week", "written"),
        ("- level: low\n- assessment: calm\n- escalation:", "written"),
        ("Calm.", "written"),
    ],
)
def test_a_section_is_empty_begun_or_written(below: str, state: str) -> None:
    """Prompts are no words; a required field left blank makes it begun; one that is not required does not."""
    assert _states(f"## Risk assessment\n{below}\n") == {"Risk assessment": state}


def test_a_section_is_begun_while_one_of_its_people_is() -> None:
    """The entries below count for the heading above."""
    text = "## Inventory\n### N. (partner)\n- closeness ring: inner\n- support given:\n### B.\n"
    assert _states(text) == {"Inventory": "begun", "N. (partner)": "begun", "B.": "empty"}


def test_headings_in_prompts_are_none() -> None:
    """Neither on one line nor inside a longer comment."""
    text = "<!-- ## One -->\n<!--\n## Two\n-->\n## Three ##\n#### Four\n##Five"
    assert [part.title for part in read_outline(text.split("\n")).parts] == ["Three"]


def test_blanks_are_fields_without_a_value_and_headings_with_nothing_below() -> None:
    """In their order, each where the words would go."""
    text = "## One\n<!-- ? -->\n\n## Two\n- a:\n- b: x\n- c: \n## Three\n## Four\nx"
    assert read_outline(text.split("\n")).blanks == ((2, 0), (4, 4), (6, 5), (7, 8))


@given(LINES)
def test_every_place_is_in_the_text(lines: list[str]) -> None:
    """Wherever a key may lead, there is a row and a column; parts come in their order."""
    outline = read_outline(lines)
    places = [*(part.place for part in outline.parts), *outline.blanks]
    assert all(row < len(lines) and column <= len(lines[row]) for row, column in places)
    assert [part.row for part in outline.parts] == sorted({part.row for part in outline.parts})
