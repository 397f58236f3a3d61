"""Each audience is given what its list says, in every format, and nothing beside it."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from ipt_notes.errors import UsageProblem
from ipt_notes.export.audiences import (
    ABOUT,
    AUDIENCES,
    HEADINGS,
    Audience,
    Content,
    Release,
    find_audience,
    require_authorised,
)
from ipt_notes.export.fhir import as_json, document_bundle
from ipt_notes.export.fhir_rules import broken_rules
from ipt_notes.export.given import given_to, is_recorded
from ipt_notes.export.termination import render
from ipt_notes.export.termination_markdown import as_markdown
from ipt_notes.notes.summary_parts import PARTS
from tests.export import canaries, courses
from tests.export.canaries import CANARIES, NARRATIVE, QUIET_AS_TYPED, QUIET_NARRATIVE
from tests.export.courses import replayed
from tests.export.fhir_reading import wrong_by_models
from tests.export.reading import W, document, headings, parts, running_text

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.course.model import Course

NAMES = [audience.id for audience in AUDIENCES]
AUTHORISATION = "signed release 2026-03-02"


@pytest.fixture(scope="module")
def course() -> Course:
    """A word of its own in every field."""
    return replayed([*canaries.begun(), *canaries.bodies(QUIET_AS_TYPED)])


def found_in(text: str) -> set[str]:
    """The canaries that are in a text."""
    plain = " ".join(text.split()).casefold()
    return {word for word in CANARIES if word.casefold() in plain}


def docx_text(data: bytes) -> str:
    """Every word of every part, the charts' workbooks and the file's properties among them."""
    told = []
    for name, part in parts(data).items():
        if zipfile.is_zipfile(io.BytesIO(part)):
            told.append(docx_text(part))
        elif name.endswith((".xml", ".rels")):
            root = etree.fromstring(part)
            told.append("\n".join(root.itertext()))
            told += [value for element in root.iter() for value in element.attrib.values()]
    return "\n".join(told)


def fhir_text(data: bytes) -> str:
    """Every word of a Bundle, and of the document in it."""
    docx = next(
        base64.b64decode(attachment["data"])
        for entry in json.loads(data)["entry"]
        for content in entry["resource"].get("content", ())
        if "data" in (attachment := content["attachment"])
    )
    return html.unescape(data.decode()) + docx_text(docx)


def _rendered(course: Course, audience: str, narrative: dict[str, str]) -> dict[str, str]:
    """The words of each format."""
    docx = render(
        course,
        narrative=narrative,
        therapist="Dr Ada Example",
        audience=audience,
        draft_findings=[canaries.FINDING],
    )
    bundle = document_bundle(
        course,
        "Dr Ada Example",
        Release(),
        narrative=narrative,
        docx=docx,
        is_draft=True,
        audience=audience,
    )
    assert (broken_rules(bundle), wrong_by_models(json.loads(as_json(bundle)))) == ((), [])
    return {"docx": docx_text(docx), "markdown": as_markdown(docx), "fhir": fhir_text(as_json(bundle))}


def _given(audience: str) -> set[str]:
    """The canaries of what an audience is given."""
    return {word for word, content in CANARIES.items() if content in find_audience(audience).holds}


# --- exactly what is on the list ---


@pytest.mark.parametrize("narrative", [NARRATIVE, QUIET_NARRATIVE], ids=["whole narrative", "part of it"])
@pytest.mark.parametrize("audience", NAMES)
def test_what_is_given_is_what_the_list_says(
    audience: str, narrative: dict[str, str], course: Course
) -> None:
    """Of all that a full document shows, an audience sees what it is given, to the word, and nothing more."""
    full, shown = _rendered(course, "full", narrative), _rendered(course, audience, narrative)
    for kind in ("docx", "markdown", "fhir"):
        assert found_in(shown[kind]) == found_in(full[kind]) & _given(audience), kind


def test_every_field_that_can_be_given_is_given_to_somebody(course: Course) -> None:
    """So no canary is silent, and none of those is heard that nobody is given."""
    shown: set[str] = set()
    for narrative in (NARRATIVE, QUIET_NARRATIVE):
        shown |= found_in(" ".join(_rendered(course, "full", narrative).values()))
    assert shown == _given("full")
    assert set(CANARIES.values()) == {*Content, None}


@pytest.mark.parametrize("audience", AUDIENCES, ids=NAMES)
def test_what_is_withheld_can_t_be_reached(audience: Audience, course: Course) -> None:
    """What a document is written from does not hold it; of other people it holds the names that are to be replaced."""
    given = given_to(audience, course, NARRATIVE)
    held = json.dumps(msgspec.to_builtins([given.course, given.narrative]), ensure_ascii=False)
    by_name = {"Zzotherperson"} if "Zzotherperson" in held else set()
    about = {"role dispute", "Zzclientname"}  # told as role_dispute; replaced where the therapist wrote it
    assert found_in(held) - about <= _given(audience.id) | by_name
    if Content.PEOPLE not in audience.holds and not audience.has_narrative:
        assert not by_name


def test_an_insurer_reads_nothing_that_was_typed_as_prose(course: Course) -> None:
    """Names, dates, numbers and words of the program; no person, no incident, no narrative."""
    shown = _rendered(course, "insurer", NARRATIVE)
    typed = {word for text in shown.values() for word in found_in(text) if word.startswith("Zz")}
    assert typed == {"Zzclientname"}
    assert "Other tool 1" in shown["markdown"]


def test_a_supervisor_learns_nowhere_whose_course_it_is(course: Course) -> None:
    """Where the therapist wrote the name, it says "the client"."""
    told = _rendered(course, "supervisor", NARRATIVE)["markdown"]
    assert "Zzownwords about the client and [zzrelation]" in told.replace("Zzrelation", "zzrelation").replace(
        "\\", ""
    )


# --- how it reads ---


@pytest.mark.parametrize("audience", NAMES)
def test_no_heading_stands_without_content(audience: str, course: Course) -> None:
    """Parts are counted without a gap, and each says something."""
    for narrative in (NARRATIVE, {}):
        _require_whole_headings(
            render(course, narrative=narrative, therapist="Dr Ada Example", audience=audience)
        )
    nothing = replayed(courses.opened())
    _require_whole_headings(render(nothing, narrative={}, therapist="", audience=audience))


def _require_whole_headings(data: bytes) -> None:
    numbers = [text.split(".")[0] for level, text in headings(data) if level == 1]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    levels = [*_levels(data), 1]
    bare = [one for one, below in pairwise(levels) if one and below is not None and below <= one]
    assert bare == []


def _levels(data: bytes) -> list[int | None]:
    """The level of each block of the document that is a heading; None for what is said beneath."""
    body = document(data).find(f"{W}body")
    assert body is not None
    styles = [block.find(f"{W}pPr/{W}pStyle") for block in body if block.tag != f"{W}sectPr"]
    names = ["" if style is None else style.get(f"{W}val", "") for style in styles]
    return [int(name[-1]) if re.fullmatch(r"Heading\d", name) else None for name in names]


@pytest.mark.parametrize("audience", NAMES)
def test_every_copy_is_a_valid_document(audience: str, course: Course, tmp_path: Path) -> None:
    """A checker that knows nothing of this program finds no fault, however little is left of a part."""
    for make in (course, courses.whole(), courses.lost_contact(), replayed(courses.opened())):
        (tmp_path / "copy.docx").write_bytes(render(make, narrative={}, therapist="A", audience=audience))
        assert not OpenXmlValidator().validate(tmp_path / "copy.docx").errors


@pytest.mark.parametrize("audience", AUDIENCES[:-1], ids=NAMES[:-1])
def test_a_copy_says_for_whom_it_is_on_every_page(audience: Audience, course: Course) -> None:
    """And whether the rest was left out; the whole summary says nothing of the kind."""
    data = render(course, narrative=NARRATIVE, therapist="Dr Ada Example", audience=audience.id)
    (line,) = [line for line in running_text(data) if line.startswith("Copy for ")]
    assert line.startswith(f"Copy for {audience.reader}.")
    assert ("the rest is left out" in line) == (not audience.has_whole_narrative)
    edges = [text for name, text in parts(data).items() if "footer" in name]
    assert any(f"copy for {audience.reader}".encode() in edge for edge in edges)
    whole = render(course, narrative=NARRATIVE, therapist="Dr Ada Example")
    assert not [line for line in running_text(whole) if "opy for" in line]


def test_what_is_withheld_is_not_told_as_missing(course: Course) -> None:
    """ "Not recorded." is said of what the chart does not hold, never of what a reader is not given."""
    docx = render(course, narrative=NARRATIVE, therapist="Dr Ada Example", audience="insurer")
    missing = re.findall(r"\*\*(.+)\*\*: Not recorded", as_markdown(docx))
    assert missing == ["Supervisor", "Credentials", "Fingerprint of key"]


# --- the lists ---


def test_every_heading_of_the_narrative_belongs_to_something() -> None:
    """A heading the scaffold asks for is never one of the therapist's own."""
    assert {part.heading for part in PARTS} == {name for names in HEADINGS.values() for name in names}
    assert set(ABOUT) == set(Content)


@pytest.mark.parametrize("audience", AUDIENCES, ids=NAMES)
def test_who_is_given_answers_is_given_risk(audience: Audience) -> None:
    """For one of the answers is about self-harm, and is not to be read alone."""
    assert Content.ANSWERS not in audience.holds or Content.RISK in audience.holds


@pytest.mark.parametrize("audience", AUDIENCES, ids=NAMES)
def test_a_copy_that_needs_an_authorisation_is_not_made_without(audience: Audience) -> None:
    """The referrer's and the insurer's; the message names the option."""
    assert audience.needs_authorisation == (audience.id in ("referrer", "insurer"))
    require_authorised(audience, Release(AUTHORISATION))
    if audience.needs_authorisation:
        with pytest.raises(UsageProblem) as told:
            require_authorised(audience, Release(recipient="somebody"))
        assert "--authorisation" in told.value.hint


@pytest.mark.parametrize("content", [each for each in Content if each != Content.FINDINGS])
def test_whether_something_is_recorded_is_known(content: Content, course: Course) -> None:
    """Of everything in a whole course, of next to nothing in one that has only begun."""
    empty = replayed([*canaries.begun()])
    always = {
        Content.SESSIONS,
        Content.IDENTITY,
        Content.DIAGNOSIS,
    }  # of the last, the condition it began with
    assert is_recorded(content, course, NARRATIVE)
    assert is_recorded(content, empty, {}) == (content in always)
