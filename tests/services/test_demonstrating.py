"""The demo is four believable courses that `check` finds as they should be, on whichever day it is made."""

from __future__ import annotations

import datetime as dt
import re
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from ipt_notes.course.sections import BY_ID
from ipt_notes.errors import IptNotesError, Refused, UsageProblem
from ipt_notes.notes.parse import parse
from ipt_notes.notes.summary_parts import PARTS
from ipt_notes.notes.summary_reading import parse_summary
from ipt_notes.services import demonstrating, stories
from ipt_notes.services.agenda import agenda
from ipt_notes.services.person import Nobody
from ipt_notes.services.reading import list_notes, note_text
from ipt_notes.services.settings import Settings
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.surroundings import with_largest_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.demonstrating import DemoMade
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.stories import Story

MONDAY = dt.date(2026, 3, 16)
DAYS = (
    MONDAY,
    dt.date(2026, 3, 18), dt.date(2026, 3, 21), dt.date(2026, 3, 22),
    dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2000, 2, 29),
    dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2027, 1, 2),
)  # fmt: skip
ANY_DAY = st.dates(dt.date(1900, 1, 1), dt.date(8999, 12, 31))
FOUND = {("DEMO-D2", "END002", 8, False), ("DEMO-I4", "BEG001", 3, True), ("DEMO-T3", "SES002", 6, False)}
PHQ9 = {
    "DEMO-G1": (19, 18, 17, 15, 14, 16, 13, 11, 11, 10, 9, 9, 7, 6, 5, 4),
    "DEMO-D2": (16, 15, 14, 12, 13, 11, 12, 9, 8, 6, 5, 4),
    "DEMO-T3": (14, 13, 12, 11, 9, 8, 6, 4),
    "DEMO-I4": (17, 16, 16, 15, 14, 14),
}
ITEM_NINE = {"DEMO-G1": {1: 1, 2: 1}, "DEMO-I4": {1: 1, 2: 1}}
STORIES = stories.read_stories()
by_code = pytest.mark.parametrize("story", STORIES, ids=[story.code for story in STORIES])


def _settings(today: dt.date) -> Settings:
    """A command on a day; its clock stands at noon."""
    noon = dt.datetime.combine(today, dt.time(12), dt.UTC)
    return Settings({}, "nowhere", today, lambda: noon)


def _made(folder: Path, today: dt.date = MONDAY) -> DemoMade:
    return demonstrating.make_demo(_settings(today), folder)


def _opened(made: DemoMade, today: dt.date = MONDAY) -> Practice:
    return open_practice(_settings(today)._replace(env=made.environment, where=made.vault), Nobody())


def _findings(made: DemoMade) -> set[tuple[str, str, int | None, bool]]:
    return {
        (checked.code, finding.rule, finding.session, finding.is_overridden)
        for checked in made.checked.courses
        for finding in checked.findings
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoMade:
    """A demo that is only looked at."""
    return _made(tmp_path_factory.mktemp("demo") / "new")


@pytest.fixture
def practice(demo: DemoMade) -> Iterator[Practice]:
    """It, open."""
    with _opened(demo) as practice:
        yield practice


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_check_finds_the_same_on_every_day(tmp_path: Path, today: dt.date) -> None:
    """An ending raised late, an extension with its reason, a long gap; no other finding, at leap days and turns of the year too."""
    assert _findings(_made(tmp_path, today)) == FOUND


def test_made_twice_on_one_day_it_is_the_same(tmp_path: Path) -> None:
    """Findings, courses, and every part of the exported document but the fingerprint of the key that signed it."""
    one, two = _made(tmp_path / "one"), _made(tmp_path / "two")
    assert (one.checked, one.courses) == (two.checked, two.courses)
    assert _parts(one.exported.file) == _parts(two.exported.file)


def _parts(file: str) -> dict[str, bytes]:
    """The parts of a document by name, without a key's fingerprint: 64 hex digits in fours."""
    with ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    whole = parts["word/document.xml"]
    parts["word/document.xml"] = re.sub(rb"\b(?:[0-9a-f]{4} ){15}[0-9a-f]{4}\b", b"", whole)
    assert parts["word/document.xml"] != whole
    return parts


@tries(max_examples=25, deadline=None)
@given(today=ANY_DAY)
def test_nothing_happens_on_a_weekend_of_sessions_or_after_today(today: dt.date) -> None:
    """Sessions are on working days, and no step lies in the future."""
    for story in STORIES:
        assert stories.first_session(story, today).weekday() < 5
        assert all(step.day <= today for step in demonstrating.steps(story, today))


@by_code
@tries(max_examples=25, deadline=None)
@given(day=ANY_DAY)
def test_every_note_is_read_without_a_word(story: Story, day: dt.date) -> None:
    """No error, no warning, no mark left standing, whatever the date."""
    for number, text in enumerate(story.notes, 1):
        typed = stories.dated(text, day)
        assert parse(typed, code=story.code, session=number, today=day).problems == ()
        assert "{" not in typed


@pytest.mark.parametrize(
    ("typed", "day", "read"),
    [
        ("{day}", dt.date(2026, 3, 1), "2026-03-01"),
        ("{day-1} {day+1}", dt.date(2024, 3, 1), "2024-02-29 2024-03-02"),
        ("since {Day-1}", dt.date(2026, 3, 1), "since 28 February 2026"),
        ("{month} {month-3} {month+10}", dt.date(2026, 3, 31), "2026-03 2025-12 2027-01"),
        ("{month-14}", dt.date(2026, 2, 1), "2024-12"),
        ("{year-28}", dt.date(2024, 2, 29), "1996"),
        ("{week} {day-}", dt.date(2026, 3, 1), "{week} {day-}"),
    ],
)
def test_marks_become_dates(typed: str, day: dt.date, read: str) -> None:
    """Days, months and years count from the day of the note; what is no mark stays."""
    assert stories.dated(typed, day) == read


CONCLUDED = [story for story in STORIES if story.summary_after is not None]


@pytest.mark.parametrize("story", CONCLUDED, ids=[story.code for story in CONCLUDED])
@tries(max_examples=25, deadline=None)
@given(day=ANY_DAY)
def test_the_narrative_of_a_concluded_course_leaves_no_part_blank(story: Story, day: dt.date) -> None:
    """Every heading of the document has its words, in reported speech; nothing is wondered about."""
    text = stories.dated(story.summary, day)
    parsed = parse_summary(text)
    assert [heading for heading, _ in parsed.parts] == [part.heading for part in PARTS]
    assert (parsed.unanswered, parsed.problems) == ((), ())
    assert not set('"“”{') & set(text)


@by_code
def test_what_a_document_prints_of_the_client_is_reported_speech(practice: Practice, story: Story) -> None:
    """Verbatim speech is left out of a termination summary; the demo shows how."""
    course = practice.open(story.code).course
    printed = [course.charted_text("formulation", "client_response")]
    printed += [goal.text for goal in course.goals.values()]
    printed += [course.charted_text("ending", field.key) for field in BY_ID["ending"].fields]
    assert printed[0]
    assert not any(mark in said for said in printed for mark in '"“”')


def test_the_signed_narrative_is_the_edited_one(practice: Practice) -> None:
    """It went in by the same service as every summary."""
    for story in CONCLUDED:
        summary = practice.open(story.code).course.summary
        assert summary.signature
        assert summary.text == stories.dated(story.summary, summary.last_saved.date())


@by_code
def test_the_scores_are_those_of_the_clinical_reference(practice: Practice, story: Story) -> None:
    """PHQ-9 totals from session 1 on, entered item by item, with item 9 where it is told."""
    scores = practice.open(story.code).course.scores_of("phq9")
    assert tuple(score.total for score in scores) == PHQ9[story.code]
    assert all(len(score.line.items) == 9 for score in scores)
    nine = {score.session: score.line.items[8] for score in scores if score.line.items[8]}
    assert nine == ITEM_NINE.get(story.code, {})


@by_code
def test_every_session_has_its_risk_assessment(practice: Practice, story: Story) -> None:
    """With a level and what it rests on."""
    course = practice.open(story.code).course
    assert [risk.session for risk in course.risks] == [session.number for session in course.sessions]
    assert all(risk.level and risk.assessment for risk in course.risks)


@by_code
def test_every_communication_analysis_is_a_whole_scene(practice: Practice, story: Story) -> None:
    """A setting, two speakers, a line with what was intended and what was communicated, and another way."""
    scenes = [incident for incident in practice.open(story.code).course.incidents if incident.script]
    assert scenes
    for scene in scenes:
        lines = scene.script.lines
        assert scene.script.setting
        assert len({line.speaker for line in lines}) == 2
        assert any(line.intended and line.communicated for line in lines)
        assert scene.alternatives


def test_the_dispute_is_told_as_the_clinical_reference_has_it(practice: Practice) -> None:
    """The kitchen scene of session 5, and the stage rated anew in session 9."""
    course = practice.open("DEMO-D2").course
    (scene,) = [incident.script for incident in course.incidents if incident.session == 5]
    assert scene.setting == "Kitchen, 22:10, he is in uniform."
    assert [line.words for line in scene.lines[:2]] == ["Are you in on Sunday?", "Depends."]
    assert course.focus.stages == ((3, "impasse"), (9, "renegotiation"))


def test_the_four_courses_are_one_of_each_problem_area(demo: DemoMade) -> None:
    """Two are concluded; the transition waits for its conclusion, the deficits course is in session 7 of 16."""
    assert [
        (course.code, course.focus, course.attended, course.planned, course.end_type)
        for course in demo.courses
    ] == [
        ("DEMO-D2", "role_dispute", 12, 12, "planned"),
        ("DEMO-G1", "grief", 16, 16, "planned"),
        ("DEMO-I4", "interpersonal_deficits", 7, 16, ""),
        ("DEMO-T3", "role_transition", 8, 8, ""),
    ]


@by_code
def test_the_notes_were_written_on_the_evening_of_their_session(practice: Practice, story: Story) -> None:
    """None is a late entry, and each stands in the vault as it was typed."""
    chart = practice.open(story.code)
    assert not any(line.is_late for line in list_notes(chart))
    for session, text in zip(chart.course.sessions, story.notes, strict=True):
        assert session.first_saved.date() == session.date
        typed = stories.dated(text, session.date)
        assert note_text(practice, chart, session.number).text == typed


@pytest.mark.parametrize("today", DAYS[:4], ids=str)
def test_the_agenda_has_something_to_show_on_every_day_of_the_week(tmp_path: Path, today: dt.date) -> None:
    """Two notes of a course to sign in one go, one of another, and a course to conclude; that of a week ago is urgent."""
    with _opened(_made(tmp_path, today), today) as practice:
        owed = agenda(practice).owed
    unsigned = [one.how for one in owed if one.kind == "unsigned"]
    assert sorted(unsigned) == ["ipt-notes note sign --all DEMO-I4", "ipt-notes note sign DEMO-T3 8"]
    assert [one.code for one in owed if one.kind == "conclusion"] == ["DEMO-T3"]
    assert any(one.urgency == "now" and one.how.endswith("--all DEMO-I4") for one in owed)


def test_the_vault_is_authentic_and_everything_in_the_folder_is_private(
    demo: DemoMade, practice: Practice
) -> None:
    """All signatures hold; folder 0700, files 0600, the document among them."""
    assert verify_vault(practice).problems == ()
    folder = Path(demo.folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_the_exported_summary_is_a_word_document_and_recorded(demo: DemoMade, practice: Practice) -> None:
    """Final, not a draft; the disclosure stands in the chart."""
    with ZipFile(demo.exported.file) as document:
        assert "word/document.xml" in document.namelist()
    (disclosure,) = practice.open("DEMO-G1").course.disclosures
    assert (disclosure.sha256, disclosure.is_draft) == (demo.exported.sha256, False)


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    """It need not be made by the demo."""
    assert _made(tmp_path).folder == str(tmp_path)


def test_without_a_folder_it_goes_among_the_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time into a new one."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    one, two = (demonstrating.make_demo(_settings(MONDAY), None) for _ in range(2))
    assert {one.folder, two.folder} == {str(folder) for folder in tmp_path.iterdir()}


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    """Refused in words; what was there is all there is."""
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not empty"):
        _made(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """Told as that."""
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not a folder"):
        _made(tmp_path / "letter.txt")


def test_an_earlier_demo_is_not_overwritten(demo: DemoMade) -> None:
    """Somebody may have written in it: it is told how to go on with it instead."""
    folder = Path(demo.folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(Refused) as told:
        _made(folder)
    assert told.value.details == tuple(f"{name}={value}" for name, value in demo.environment.items())
    assert before == {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("size", [50, 60_000, 300_000])
def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, size: int) -> None:
    """Wherever it gets full: no vault, no key, no folder that was not there."""

    def make() -> None:
        with pytest.raises((IptNotesError, OSError)):
            _made(tmp_path / "new")

    with_largest_file(size, make)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("year", [1, 1899, 9000, 9999])
def test_a_day_outside_the_calendar_of_the_courses_is_told(tmp_path: Path, year: int) -> None:
    """Their past has to fit before it."""
    with pytest.raises(UsageProblem, match="can't be set on"):
        _made(tmp_path / "new", dt.date(year, 1, 1))
    assert list(tmp_path.iterdir()) == []
