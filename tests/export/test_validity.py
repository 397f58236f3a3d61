"""A checker of the format that knows nothing of this program finds nothing wrong with what it writes.

IPT_NOTES_TEST_VALIDITY=1 draws 200 courses instead of 25.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from ipt_notes.export import supervision
from ipt_notes.export._zip import packed
from ipt_notes.export.termination import render
from tests.export import courses, generated, more_courses
from tests.export.reading import parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipt_notes.course.model import Course

COURSES = 200 if os.environ.get("IPT_NOTES_TEST_VALIDITY") else 25
NARRATIVE = ("Outcome", "Course of treatment", "Goals", "Next step", "A heading of one's own")
VALIDATOR = OpenXmlValidator()


def faults(folder: Path, data: bytes) -> list[str]:
    """What openxml-audit says of a document: schema, relationships and meaning, as far as it knows them."""
    path = folder / "summary.docx"
    path.write_bytes(data)
    return [str(error) for error in VALIDATOR.validate(path).errors]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One place for all."""
    return tmp_path_factory.mktemp("validity")


def test_the_checker_finds_a_fault_where_there_is_one(folder: Path) -> None:
    """An element that no schema knows."""
    made = parts(render(courses.whole(), narrative={}, therapist="A"))
    text = made["word/document.xml"].replace(b"<w:cantSplit/>", b"<w:cantSplot/>")
    assert faults(folder, packed({**made, "word/document.xml": text}))


@pytest.mark.parametrize("make", [courses.whole, courses.lost_contact, *more_courses.ALL])
def test_nothing_is_wrong_with_the_known_courses(folder: Path, make: Callable[[], Course]) -> None:
    """On both papers, final and draft, and the supervisor's view; nothing has to be allowed."""
    for paper, findings in (("a4", None), ("letter", ["one"])):
        assert not faults(
            folder, render(make(), narrative={}, therapist="A", paper=paper, draft_findings=findings)
        )
    assert not faults(folder, supervision.render_docx(make(), (), courses.START))


@settings(
    max_examples=COURSES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[*HealthCheck],
)
@given(
    course=generated.any_course(),
    text=generated.TEXTS,
    paper=st.sampled_from(["a4", "letter"]),
    is_draft=st.booleans(),
)
def test_nothing_is_wrong_with_any_course(
    folder: Path, course: Course, text: str, paper: str, *, is_draft: bool
) -> None:
    """Whatever was recorded, and whatever the narrative says."""
    data = render(
        course,
        narrative=dict.fromkeys(NARRATIVE, text),
        therapist=text,
        paper=paper,
        draft_findings=[text] if is_draft else None,
    )
    assert not faults(folder, data)


@pytest.mark.parametrize("text", generated.NAUGHTY.values(), ids=generated.NAUGHTY)
def test_nothing_is_wrong_with_a_naughty_text_in_every_field(folder: Path, text: str) -> None:
    """On both papers, final and draft, and in the supervisor's view."""
    course = generated.naughty_course(text)
    for paper, findings in (("letter", None), ("a4", [text])):
        narrative = dict.fromkeys((*NARRATIVE, text), text)
        data = render(course, narrative=narrative, therapist=text, paper=paper, draft_findings=findings)
        assert not faults(folder, data)
    assert not faults(folder, supervision.render_docx(course, (), courses.START))
