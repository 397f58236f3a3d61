"""A chart that leaves is the same chart where it is read back: every date, every revision, every text."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.signatures import AS_STATED
from ipt_notes.course.vocabulary import EndType, ProblemArea
from ipt_notes.errors import UsageProblem
from ipt_notes.export.chart_file import (
    ABOUT,
    chart_schema,
    imported_records,
    read_chart_file,
    to_chart_file,
    write_chart_file,
)
from ipt_notes.export.whole_chart import SUMS, whole_chart
from tests.builders import COURSE, MEASURE, RISK, START, THERAPIST, a_course, by_manual, digest, id_of

if TYPE_CHECKING:
    from ipt_notes.course.model import Chart, Course
    from tests.builders import CourseBuilder

NAMES = {THERAPIST: "Dr Ada Example"}
HERE = {"client": "e" * 32, "author": "f" * 32, "epoch": 3, "at": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)}
LETTER = st.characters(blacklist_categories=("Cc", "Cs"))
TEXTS = st.text(LETTER, min_size=1, max_size=60).map(lambda text: text.replace("#", "").strip()).filter(bool)


def signed_course() -> CourseBuilder:
    """A whole course with everything that can be signed, and things that were withdrawn."""
    built = by_manual("role dispute", sessions=5).sign(1, 2, 3).amend(2, RISK, days=9)
    built.revise(4, "## Check-in\nWritten anew.").miss(
        START,
    ).contact(START).measure("gad7", total=9)
    built.override("BEG001", 4).plan(14).measure("phq9", total=3).void_last()
    text = "## Course of treatment\nTwelve sessions."
    built.then(r.SummarySaved(COURSE, 1, text))
    return built.conclude().then(r.SummarySigned(COURSE, 1, digest(text), "Dr Ada Example"))


def moved(records: list[r.Record]) -> Chart:
    """The chart as another vault replays it from the file."""
    data = write_chart_file(to_chart_file("EX-001", records, NAMES))
    return replay_chart(imported_records(read_chart_file(data), **HERE))


def without_marks(course: Course, of: Course) -> Course:
    """The course with what an import marks taken off again: the client's id, what stands behind each signature, and that
    no member of this practice wrote it.
    """
    author = next((each.saved_by for each in of.sessions), "")
    mark = f" ({AS_STATED})"

    def plain(signed):
        is_stated = {"is_stated": False} if hasattr(signed, "is_stated") else {}
        return signed and replace(signed, by=signed.by.removesuffix(mark), member=author, **is_stated)

    def own(text):
        return replace(text, signature=plain(text.signature), begun_by=author, saved_by=author)

    sessions = tuple(
        replace(own(session), addenda=tuple(map(plain, session.addenda))) for session in course.sessions
    )
    summary = course.summary and own(course.summary)
    return replace(course, client=of.client, sessions=sessions, summary=summary)


@st.composite
def built_courses(draw: st.DrawFn) -> CourseBuilder:
    """Courses of every area and length, with whatever can happen in one."""
    built = by_manual(draw(st.sampled_from([*ProblemArea])), sessions=draw(st.integers(1, 16)))
    last = len(built.typed)
    if draw(st.booleans()):
        built.write(last, f"## Check-in\n{draw(TEXTS)}")
    built.sign(*draw(st.sets(st.integers(1, last), min_size=1)))
    for on in draw(st.lists(st.dates(START, dt.date(2026, 12, 31)), max_size=3, unique=True)):
        built.miss(on).contact(on, draw(TEXTS)).measure("phq9", total=draw(st.integers(0, 27)), on=on)
    if draw(st.booleans()):
        built.plan(draw(st.integers(last, 40))).override("SES002").void_last()
    if draw(st.booleans()):
        built.conclude(draw(st.sampled_from(EndType)))
    return built


@given(built_courses())
@settings(max_examples=60, deadline=None)
def test_a_course_that_is_read_back_is_the_same_course(built: CourseBuilder) -> None:
    """But for whose vault it is in, and the mark behind each signature."""
    before, after = built.course(), moved(built.records()).course()
    assert without_marks(after, before) == before
    assert moved(built.records()).hold == built.chart().hold


def test_everything_that_can_be_signed_comes_along_and_is_marked() -> None:
    """Note, addendum and summary: who, and when, as the source states it."""
    built = signed_course()
    before, after = built.course(), moved(built.records()).course()
    assert without_marks(after, before) == before
    signatures = [session.signature for session in after.sessions if session.signature]
    assert len(signatures) == 3
    assert all(each.is_stated and each.by == f"Dr Ada Example ({AS_STATED})" for each in signatures)
    assert after.sessions[1].addenda[0].by.endswith(f"({AS_STATED})")
    assert after.summary is not None
    assert after.summary.signature is not None
    assert after.summary.signature.is_stated
    assert after.sessions[0].signature.at == before.sessions[0].signature.at


def test_no_import_passes_for_a_signature_of_this_vault() -> None:
    """Whatever a file says of itself, each of its records is one that was imported."""
    records = [replace(each, stated=r.Stated(each.at, "somebody")) for each in signed_course().records()[:3]]
    here = imported_records(
        to_chart_file("EX-001", [*records, *signed_course().records()[3:]], NAMES), **HERE
    )
    assert all(each.stated is not None and each.author == HERE["author"] for each in here)
    assert [each.stated.by for each in here[:4]] == ["somebody"] * 3 + ["Dr Ada Example"]


def test_a_chart_that_moves_twice_keeps_what_its_first_source_stated() -> None:
    """The second vault is no witness of the first."""
    records = signed_course().records()
    once = imported_records(to_chart_file("EX-001", records, NAMES), **HERE)
    twice = imported_records(to_chart_file("EX-001", once, {HERE["author"]: "Dr Bo Example"}), **HERE)
    assert [each.stated for each in twice] == [r.Stated(each.at, "Dr Ada Example") for each in records]


def test_records_of_keys_stay_where_the_keys_are() -> None:
    """A chart that had a new key is read back like any other."""
    records = by_manual(sessions=1).records()
    renewed = replace(records[-1], id=id_of("epoch"), body=r.EpochBegun(2), epoch=2)
    later = replace(records[-1], id=id_of("later"), epoch=2, body=r.CoursePlanned(COURSE, 9, START))
    chart = moved([*records, renewed, later])
    assert chart.course().planned == 9
    assert "epoch-begun" not in [line.kind for line in chart.history]


def test_the_folder_holds_each_text_as_it_was_typed() -> None:
    """The latest revision of each note, addenda beside them, the narrative."""
    built = signed_course()
    files = whole_chart(built.chart(), built.records(), NAMES)
    for session in built.course().sessions:
        assert files[f"course-1/notes/session-{session.number:02}.md"].decode() == session.text
    assert files["course-1/addenda/session-02-1.md"].decode() == RISK
    assert b"Twelve sessions." in files["course-1/termination-summary.md"]
    assert b"signed by Dr Ada Example on" in files["README.md"]
    assert b"not signed" in files["README.md"]
    assert {line.split("  ")[1] for line in files[SUMS].decode().splitlines()} == {*files} - {SUMS}


def test_the_folder_says_that_private_notes_are_not_in_it() -> None:
    """For whoever reads it, person or program."""
    files = whole_chart(a_course().note(1, MEASURE).chart(), a_course().note(1, MEASURE).records(), NAMES)
    assert "Private notes are not in it" in ABOUT
    assert ABOUT in json.loads(files["chart.json"])["about"]
    assert ABOUT in " ".join(files["README.md"].decode().split())


def test_the_same_chart_gives_the_same_files() -> None:
    """To the byte."""
    one, other = (whole_chart(b.chart(), b.records(), NAMES) for b in (signed_course(), signed_course()))
    assert one == other


def test_the_json_file_is_what_its_schema_says() -> None:
    """And something else is not."""
    built = signed_course()
    files = whole_chart(built.chart(), built.records(), NAMES)
    schema = json.loads(files["chart.schema.json"])
    assert schema == json.loads(json.dumps(chart_schema()))
    jsonschema.validate(json.loads(files["chart.json"]), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": "ipt-notes chart"}, schema)


# --- what is no chart, or no longer ---


def broken(change) -> bytes:
    """The file of a course in which something was changed afterwards."""
    told = json.loads(write_chart_file(to_chart_file("EX-001", signed_course().records(), NAMES)))
    change(told)
    return json.dumps(told).encode()


def _another_text(told) -> None:
    told["records"][2]["body"]["text"] += "\nadded later"


WRONG = {
    "signs another text": _another_text,
    "record 4 is of another client": lambda told: told["records"][3].update(client="1" * 32),
    "record 1 has no id": lambda told: told["records"][0].update(id="../etc"),
    "record 2 does not fit": lambda told: told["records"].insert(1, told["records"].pop(4)),
    "record 1 does not fit": lambda told: told["records"].clear(),
    "plans a number of sessions": lambda told: told["records"][1]["body"].update(planned=10**9),
    "of a length that can't be": lambda told: told["records"][1]["body"].update(minutes=0),
    "number can't be": lambda told: told["records"][2]["body"]["content"].update(session=10**6),
    "record 2 has a day that can't be": lambda told: told["records"][1]["body"].update(start="0001-01-01"),
    "record 3 has a day that can't be": lambda told: told["records"][2]["body"]["content"].update(
        date="9999-12-31"
    ),
    "two notes are of one session": lambda told: told["records"][3]["body"]["content"].update(session=1),
    "is of keys": lambda told: told["records"][4].update(body={"kind": "epoch-begun", "epoch": 1}),
    "(records[1].body)": lambda told: told["records"][1]["body"].pop("course"),
    "it is no chart": lambda told: told.update(format="something else"),
    "newer ipt-notes (version 2)": lambda told: told.update(version=2),
}


@pytest.mark.parametrize("told", WRONG)
def test_what_is_no_longer_the_chart_is_told_with_its_record(told: str) -> None:
    """And nothing of its content is."""
    with pytest.raises(UsageProblem) as problem:
        read_chart_file(broken(WRONG[told]))
    assert told in problem.value.message
    assert "Example" not in f"{problem.value.message} {problem.value.hint}"


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b"null", b"[" * 100_000])
def test_what_is_no_json_is_told(data: bytes) -> None:
    """In a sentence."""
    with pytest.raises(UsageProblem):
        read_chart_file(data)


def test_an_invented_value_is_not_repeated() -> None:
    """What stands in a file may be a client's words."""
    data = broken(lambda told: told["records"][2]["body"]["content"].update(phase="a secret"))
    with pytest.raises(UsageProblem) as problem:
        read_chart_file(data)
    assert "secret" not in problem.value.message
    assert "records[2].body.content.phase" in problem.value.message
