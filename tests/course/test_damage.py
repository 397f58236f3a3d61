"""Records that contradict each other are damage, told by the number of the record; never a crash."""

import datetime as dt

import pytest
from msgspec.structs import replace

from ipt_notes.course import records as r
from ipt_notes.course.model import Course
from ipt_notes.course.note import Note
from ipt_notes.course.vocabulary import Absence, Channel, Phase
from ipt_notes.errors import ChartDamaged, NotFound
from tests.builders import CODE, COURSE, RISK, START, CourseBuilder, a_course, id_of, note_id

NOTE = Note(CODE, 1, START, Phase.BEGINNING)
OTHER = "e" * 32


def two_notes() -> CourseBuilder:
    """A chart with two notes, the first of them signed: five records."""
    return a_course().note(1, RISK).note(2, RISK).sign(1)


CONTRADICTIONS = {
    "a signature under a note that was never saved": r.NoteSigned("b" * 32, 1, "0" * 64),
    "an addendum to a note that was never saved": r.AddendumAdded("b" * 32, "x", "y", NOTE),
    "an addendum to a note that is not signed": r.AddendumAdded(note_id(2), "x", "y", NOTE),
    "a change to a signed note": r.NoteSaved(note_id(1), COURSE, 2, "x", NOTE),
    "a second signature": r.NoteSigned(note_id(1), 1, "0" * 64),
    "a signature under a revision that is not the last": r.NoteSigned(note_id(2), 7, "0" * 64),
    "a revision that is not new": r.NoteSaved(note_id(2), COURSE, 1, "x", NOTE),
    "a note that moves to another course": r.NoteSaved(note_id(2), OTHER, 2, "x", NOTE),
    "a note of a course that never started": r.NoteSaved("b" * 32, OTHER, 1, "x", NOTE),
    "a plan of a course that never started": r.CoursePlanned(OTHER, 12, START),
    "a missed session of a course that never started": r.SessionMissed(OTHER, START, Absence.NO_SHOW),
    "a contact of a course that never started": r.ContactMade(OTHER, START, Channel.PHONE, "x"),
    "an override of a course that never started": r.FindingOverridden(OTHER, "BEG001", "x", START),
    "an ending of a course that never started": r.CourseEnded(OTHER, START),
    "a summary of a course that never started": r.SummarySaved(OTHER, 1, "x"),
    "a disclosure of a course that never started": r.Disclosed(OTHER, "x", "full", "0" * 64),
    "a signature under a summary that was never saved": r.SummarySigned(COURSE, 1, "0" * 64),
    "a course that starts twice": r.CourseStarted(COURSE, "ipt_acute", START, 16, 50),
    "a variant that does not exist": r.CourseStarted(OTHER, "ipt_zz", START, 16, 50),
    "a second client": r.ClientAdded("EX-002"),
    "a withdrawal of a record that is not there": r.RecordVoided("b" * 32, "x"),
    "a withdrawal of itself": r.RecordVoided(id_of("event 1"), "x"),
}


@pytest.mark.parametrize("body", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_damage_and_names_the_record(body: r.Bodies) -> None:
    """The sixth record of the chart."""
    with pytest.raises(ChartDamaged) as told:
        two_notes().then(body).course()
    assert told.value.fields["seq"] == 6


def test_a_signed_summary_stays_as_it_is() -> None:
    """Neither saved nor signed again, nor signed in a revision that is not the last."""
    saved = [r.SummarySaved(COURSE, 1, "one"), r.SummarySigned(COURSE, 1, "0" * 64)]
    for bodies in (
        [*saved, r.SummarySaved(COURSE, 2, "two")],
        [*saved, r.SummarySigned(COURSE, 1, "0" * 64)],
        [saved[0], r.SummarySigned(COURSE, 3, "0" * 64)],
        [saved[0], r.SummarySaved(COURSE, 1, "again")],
    ):
        built = a_course().note(1, RISK)
        for body in bodies:
            built.then(body)
        with pytest.raises(ChartDamaged):
            built.course()


def test_a_withdrawal_can_not_be_withdrawn() -> None:
    """What it took away is written anew instead."""
    built = a_course().note(1, RISK).void_note(1)
    with pytest.raises(ChartDamaged):
        built.void_last().course()


def test_a_withdrawal_comes_after_what_it_withdraws() -> None:
    """A chart is an append-only log."""
    records = a_course().note(1, RISK).measure("phq9", total=9).void_last().records()
    with pytest.raises(ChartDamaged):
        Course.replay([*records[:-2], records[-1], records[-2]])


def test_a_chart_starts_with_its_client() -> None:
    """Without one, or with a change of one that is not there, it is damage."""
    records = two_notes().records()
    for broken in ([], records[1:], [replace(records[0], body=r.ClientChanged("EX-002")), *records[1:]]):
        with pytest.raises(ChartDamaged):
            Course.replay(broken)


def test_a_withdrawn_start_of_a_course_takes_the_ground_from_its_notes() -> None:
    """The first of them is named."""
    with pytest.raises(ChartDamaged):
        two_notes().then(r.RecordVoided(id_of("course"), "x")).course()


def test_a_chart_holds_one_client_and_no_record_twice() -> None:
    """Another client's record, or the same id again."""
    records = two_notes().records()
    with pytest.raises(ChartDamaged):
        Course.replay([*records, replace(records[-1], id="9" * 32, client="f" * 32)])
    with pytest.raises(ChartDamaged):
        Course.replay([*records, records[-1]])


def test_a_client_without_a_course_is_no_damage() -> None:
    """There is only nothing to show yet."""
    with pytest.raises(NotFound):
        Course.replay(two_notes().records()[:1])


def test_a_damaged_chart_says_nothing_of_its_content() -> None:
    """The message holds a number."""
    built = two_notes().then(
        r.NoteSaved(note_id(1), COURSE, 2, "she said Zebulon", NOTE), dt.datetime.now(dt.UTC)
    )
    with pytest.raises(ChartDamaged) as told:
        built.course()
    assert "Zebulon" not in f"{told.value!r} {told.value.message} {told.value.hint}"
