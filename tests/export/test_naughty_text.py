"""No text a person can type or paste breaks the document."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ipt_notes.course import records as r
from ipt_notes.course.note import Entry, ScoreLine, Section
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.export._wordml import clean
from ipt_notes.export.termination import render
from tests.export import courses
from tests.export.reading import W, document, headings, parts, words

NAUGHTY = {
    "markup": '</w:t></w:r></w:p><script>&amp; "quoted" <!-- x --> ]]>',
    "control": "nul\x00 bell\x07 escape\x1b[31mred\x1b[0m vertical\x0b form\x0c",
    "not a character": "\ufffe\uffff\ufdd0 and \x85 and \u2028",
    "lone surrogates": "\ud800 before \udfff after",
    "line ends": "one\r\ntwo\rthree\nfour\ttab",
    "right to left": "\u202eabc\u202c שלום مرحبا \u200f",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 ﷽ Z̸̢̛a̷l̶g̵o̴",
    "templates": "{{ 7 * 7 }} {% include '/etc/passwd' %} {course.client} %s $HOME",
    "markdown": "# h\n> q\n```\ncode\n```\n1. a\n* b\n[x](javascript:1) ![y](z) ***",
    "fields": "=cmd|' /C calc'!A0 \\o/ \\n PAGE",
    "long": "x" * 100_000,
}


def _course(text: str):
    """A course in which every field of the catalogue, and everything else a person types, is `text`."""
    sections = tuple(
        Section(
            kind.id,
            text,
            text,
            {field.key: (text, text) for field in kind.fields},
            (Entry(text, text, {field.key: (text,) for field in kind.entry_fields or ()}, text),),
        )
        for kind in CATALOGUE
    )
    return courses.replayed(
        [
            *courses.opened(code=text, name=text),
            courses.written(sections),
            r.MeasureTaken(courses.COURSE, courses.START, ScoreLine("other", (), 3, text)),
            r.MeasureTaken(courses.COURSE, courses.START, ScoreLine("phq9", (), 3)),
            r.MeasureTaken(courses.COURSE, courses.START.replace(day=20), ScoreLine("phq9", (), 2)),
            r.CourseEnded(courses.COURSE, courses.START, None, None, text, text),
        ]
    )


def _check(text: str) -> None:
    headings_typed = ("Outcome", "Course of treatment", "Next step", text)
    data = render(
        _course(text), narrative=dict.fromkeys(headings_typed, text), therapist=text, draft_findings=[text]
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
