"""No text a person can type or paste breaks the document."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ipt_notes.export._wordml import clean
from ipt_notes.export.termination import render
from tests.export import courses
from tests.export.generated import NAUGHTY, naughty_course
from tests.export.reading import W, document, headings, parts, words


def _check(text: str) -> None:
    headings_typed = ("Outcome", "Course of treatment", "Next step", text)
    data = render(
        naughty_course(text),
        narrative=dict.fromkeys(headings_typed, text),
        therapist=text,
        draft_findings=[text],
    )
    for name, part in parts(data).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert len([level for level, _ in headings(data) if level == 1]) == 16
    for cell in document(data).iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_a_naughty_text_in_every_field_leaves_a_sound_document(text: str) -> None:
    """Well-formed, sixteen parts, whole tables."""
    _check(text)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_in_every_field_leaves_a_sound_document(text: str) -> None:
    """Surrogates and all."""
    _check(text)


def test_what_can_be_kept_is_kept() -> None:
    """Cleaning takes nothing but what XML can not hold."""
    assert clean("a\x00b\x1b[31mc") == "ab[31mc"
    assert clean("one\r\ntwo\rthree") == "one\ntwo\nthree"
    assert clean("\ud800x") == "\ufffdx"
    kept = NAUGHTY["emoji"] + NAUGHTY["right to left"] + NAUGHTY["markup"]
    assert clean(kept) == kept


def test_markup_that_was_typed_is_read_as_words() -> None:
    """Angle brackets are text."""
    data = render(courses.whole(), narrative={"Outcome": "a <b>bold</b> claim & more"}, therapist="A")
    assert "a <b>bold</b> claim & more" in words(document(data))


def test_a_prompt_of_the_template_is_not_exported() -> None:
    """Comments are no part of what the therapist says."""
    prompt = "<!-- what changed? -->\n\nLess <!-- how much? -->silence."
    told = words(document(render(courses.whole(), narrative={"Outcome": prompt}, therapist="A")))
    assert "Less silence." in told
    assert "what changed" not in told
    assert "how much" not in told
