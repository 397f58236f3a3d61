"""What a supervisor is given: the work, in words a stranger can follow, and nobody's name."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ipt_notes.checks.engine import check_course
from ipt_notes.course import records as r
from ipt_notes.course.note import Entry, Line, ScoreLine, Script, Section
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.course.vocabulary import Absence
from ipt_notes.export.supervision import render_docx, render_markdown
from tests.export import courses
from tests.export.reading import W, document, headings, parts, words
from tests.export.test_naughty_text import NAUGHTY

if TYPE_CHECKING:
    from ipt_notes.course.model import Course

TODAY = dt.date(2026, 4, 1)
SECTIONS = [
    "Where the course stands", "Formulation and focus", "People", "Goals", "Communication analysis", "What is owed",
    "Open findings", "Questions for the supervisor",
]  # fmt: skip
CANARIES = ("Zebulon", "Quartermaine", "Tobias", "Quillfeather", "MK-9041", "1992-03-01", "1 March 1992")
SAID = "Tobias Quillfeather (MK-9041, born 1992-03-01, 1 March 1992) and Zebulon Quartermaine, Zebulon's way."


def _markdown(course: Course) -> str:
    return render_markdown(course, check_course(course, TODAY))


def _docx(course: Course) -> bytes:
    return render_docx(course, check_course(course, TODAY), TODAY)


def _everywhere(text: str, name: str = "Tobias Quillfeather", label: str = "Zebulon Quartermaine") -> Course:
    """A course in which every field of the catalogue, and everything else a person types, is `text`."""
    script = Script(text, (Line(label, text, text, text, text, text), Line(text, text)), {"author": (text,)})
    sections = [
        Section(
            kind.id,
            text,
            text,
            {field.key: (text,) for field in kind.fields},
            (Entry(label, text, {field.key: (text,) for field in kind.entry_fields or ()}, text),),
            script=script if kind.subsections else None,
            alternatives=(text,) if kind.subsections else (),
        )
        for kind in CATALOGUE
    ]
    areas = ("grief", "role_dispute")
    sections += [Section("problem_area", fields={"area": (area,), "person": (label, text)}) for area in areas]
    return courses.replayed(
        [
            *courses.opened("MK-9041", name),
            courses.written(tuple(sections)),
            r.MeasureTaken(courses.COURSE, courses.START, ScoreLine("other", (), 3, text)),
            r.SessionMissed(courses.COURSE, courses.START, Absence.NO_SHOW, text),
            r.CourseEnded(courses.COURSE, courses.START, None, None, text, text),
        ]
    )


def test_the_view_of_a_course_reads_as_written_down() -> None:
    """A role dispute of twelve sessions, from end to end; the file beside this test is the whole of it."""
    written = (Path(__file__).parent / "supervision.md").read_text(encoding="utf-8")
    assert _markdown(courses.whole()) == written


@pytest.mark.parametrize("canary", CANARIES)
def test_what_identifies_is_in_no_part_of_either_file(canary: str) -> None:
    """The client's name, code and birthday, and another person's name, typed into every field there is."""
    course = _everywhere(SAID)
    assert canary.casefold() not in _markdown(course).casefold()
    for name, part in parts(_docx(course)).items():
        assert canary.encode() not in part, name


@pytest.mark.parametrize("third_party", courses.THIRD_PARTIES[:3])
def test_people_of_an_ordinary_course_appear_by_their_initials(third_party: str) -> None:
    """In scripts as everywhere."""
    told = _markdown(courses.whole())
    assert third_party not in told
    assert "Z. Q. (partner)" in told
    assert "**Z.** (arms folded): “Are you in on Sunday, Z.?”" in told


def test_the_script_is_there_word_for_word_with_what_was_meant() -> None:
    """It is what supervision is about; the client speaks as the client."""
    told = _markdown(courses.whole())
    assert "**Client** (eyes on the phone): “It depends on the roster, as ever.”" in told
    assert "- intended: can we talk\n- communicated: you are never here" in told
    assert "- name the shift first" in told


def test_both_files_have_the_same_parts() -> None:
    """In the same order, and room for the questions."""
    told, data = _markdown(courses.whole()), _docx(courses.whole())
    assert [line[3:] for line in told.splitlines() if line.startswith("## ")] == SECTIONS
    assert [text for level, text in headings(data) if level == 1] == SECTIONS
    assert told.endswith("## Questions for the supervisor\n\n1.\n2.\n3.\n")


def test_the_word_document_names_neither_client_nor_author() -> None:
    """Not in its properties either; the date is that of the day it was made."""
    core = parts(_docx(courses.whole()))["docProps/core.xml"].decode()
    assert "<dc:title>Supervision view</dc:title>" in core
    assert "<dc:creator></dc:creator>" in core
    assert "2026-04-01T00:00:00Z" in core


def test_word_finds_every_style_and_python_docx_opens_it() -> None:
    """No heading level is skipped."""
    data = _docx(courses.whole())
    known = set(
        etree.fromstring(parts(data)["word/styles.xml"]).xpath("//@w:styleId", namespaces={"w": W[1:-1]})
    )
    used = set(document(data).xpath("//w:pStyle/@w:val", namespaces={"w": W[1:-1]}))
    levels = [level for level, _ in headings(data)]
    assert used <= known
    assert levels[0] == 0
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert Document(BytesIO(data)).paragraphs[0].text == "Supervision view"


def test_the_same_course_makes_the_same_file() -> None:
    """Byte for byte, on the same day."""
    assert _docx(courses.whole()) == _docx(courses.whole())


def test_an_empty_course_is_told_as_empty() -> None:
    """Every part is there and says that there is nothing."""
    told = _markdown(courses.replayed(courses.opened()))
    assert "Phase: beginning, no session held yet of 12" in told
    assert "Problem area: none agreed yet" in told
    assert "No communication analysis is written down yet." in told


def test_an_overridden_finding_is_not_brought_as_open() -> None:
    """Its reason was documented."""
    course = courses.replayed(
        [
            *courses.opened(),
            courses.written((Section("check_in", prose="Rang twice."),)),
            r.FindingOverridden(
                courses.COURSE, "BEG010", "typed in later from paper", courses.START, None, "A"
            ),
        ]
    )
    told = _markdown(course)
    assert "SAF001 (error" in told
    assert "BEG010" not in told


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
def test_a_naughty_text_in_every_field_leaves_sound_files(text: str) -> None:
    """The Word document is well-formed; in the Markdown no typed word opens a heading or hides what follows."""
    _check(text)


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_text_in_every_field_leaves_sound_files(text: str) -> None:
    """Surrogates and all; as somebody's name too."""
    _check(text)


def _check(text: str) -> None:
    course = _everywhere(text, name=text, label=text or "N.")
    told, data = _markdown(course), _docx(course)
    told.encode()
    assert [line[3:] for line in told.splitlines() if line.startswith("## ")] == SECTIONS
    assert "<!--" not in told.replace("\\<", "")
    for name, part in parts(data).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert "Questions for the supervisor" in words(document(data))
