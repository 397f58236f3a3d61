"""Whatever records a chart holds: a course, damage, or nothing; and always the same."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.checks.engine import check_course, export_obstacles
from ipt_notes.course import note as n
from ipt_notes.course import records as r
from ipt_notes.course.model import Chart, Course
from ipt_notes.course.records import Record
from ipt_notes.course.replay import replay_chart
from ipt_notes.course.sections import CATALOGUE
from ipt_notes.course.variants import VARIANTS
from ipt_notes.course.vocabulary import Absence, Channel, EndType, NextStep, Phase
from ipt_notes.errors import Damaged

IDS = st.sampled_from("abcd").map(lambda letter: letter * 32)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
WORDS = st.sampled_from(
    [
        "",
        "yes",
        "no",
        "none",
        "not asked: x",
        "grief",
        "role dispute",
        "astrology",
        "N.",
        "inner",
        "middle",
        "high",
        "moderate",
        "impasse",
        "12",
        "16 x",
        "-3",
        "2026-01-05",
        "2062-13-13",
        "deceased",
        "broad",
        "weekly",
        "fortnightly",
    ]
)
KEYS = sorted(
    {field.key for kind in CATALOGUE for field in (*kind.fields, *(kind.entry_fields or ()))} | {"own"}
)
VALUES = st.lists(WORDS, min_size=1, max_size=2).map(tuple)
FIELDS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4)
SCORES = st.builds(
    n.ScoreLine,
    st.sampled_from(["phq9", "gad7", "other", "nothing", ""]),
    st.lists(st.integers(-1, 4), max_size=10).map(tuple),
    st.none() | st.integers(-1, 30).map(float),
)
SECTIONS = st.builds(
    n.Section,
    st.sampled_from([kind.id for kind in CATALOGUE] + ["own"]),
    prose=WORDS,
    fields=FIELDS,
    entries=st.lists(st.builds(n.Entry, WORDS, WORDS, FIELDS), max_size=2).map(tuple),
    scores=st.lists(SCORES, max_size=2).map(tuple),
    events=st.lists(st.builds(n.TimelineEvent, WORDS, WORDS, WORDS), max_size=1).map(tuple),
)
NOTES = st.builds(
    n.Note,
    st.just("EX-001"),
    st.integers(0, 6),
    DAYS,
    st.sampled_from(Phase),
    st.none() | st.integers(0, 90),
    sections=st.lists(SECTIONS, max_size=4).map(tuple),
)
REVISIONS = st.integers(1, 3)
VARIANT = st.sampled_from([*VARIANTS, "ipt_acute", "ipt_acute", "unheard_of"])
BODIES = st.one_of(
    st.builds(r.NoteSaved, IDS, IDS, REVISIONS, WORDS, NOTES),
    st.builds(r.NoteSaved, IDS, st.just("a" * 32), REVISIONS, WORDS, NOTES),
    st.builds(r.NoteSigned, IDS, REVISIONS, WORDS),
    st.builds(r.AddendumAdded, IDS, WORDS, WORDS, NOTES),
    st.builds(r.CourseStarted, IDS, VARIANT, DAYS, st.integers(-1, 20), st.integers(0, 90)),
    st.builds(r.CoursePlanned, IDS, st.integers(-1, 20), DAYS),
    st.builds(r.SessionMissed, IDS, DAYS, st.sampled_from(Absence)),
    st.builds(r.ContactMade, IDS, DAYS, st.sampled_from(Channel), WORDS),
    st.builds(r.MeasureTaken, IDS, DAYS, SCORES),
    st.builds(r.FindingOverridden, IDS, st.sampled_from(["BEG001", "SAF001", "x"]), WORDS, DAYS, st.none() | st.integers(-1, 9)),
    st.builds(r.CourseEnded, IDS, DAYS, st.none() | st.sampled_from(EndType), st.none() | st.sampled_from(NextStep)),
    st.builds(r.SummarySaved, IDS, REVISIONS, WORDS),
    st.builds(r.SummarySigned, IDS, REVISIONS, WORDS),
    st.builds(r.Disclosed, IDS, WORDS, WORDS, WORDS),
    st.builds(r.ClientChanged, WORDS),
    st.integers(0, 12).map(lambda number: r.RecordVoided(f"{number:032x}", "a mistake")),
)  # fmt: skip


def _records(bodies: list[r.Bodies]) -> list[Record]:
    at = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
    opened = [r.ClientAdded("EX-001"), r.CourseStarted("a" * 32, "ipt_acute", at.date(), 16, 50)]
    return [
        Record(f"{number:032x}", "c" * 32, "a" * 32, 1, at + dt.timedelta(hours=number), body)
        for number, body in enumerate([*opened, *bodies])
    ]


def _replayed(records: list[Record]) -> Chart | str:
    try:
        return replay_chart(records)
    except Damaged as told:
        return told.message


@settings(max_examples=250, deadline=None)
@given(st.lists(BODIES, max_size=6))
def test_any_records_make_a_chart_or_damage_and_the_same_every_time(bodies: list[r.Bodies]) -> None:
    """Nothing but Damaged comes out of the replay, whatever the records say."""
    records = _records(bodies)
    assert _replayed(records) == _replayed(list(records))


USUAL = st.one_of(
    st.builds(r.CoursePlanned, st.just("a" * 32), st.integers(-1, 20), DAYS),
    st.builds(r.MeasureTaken, st.just("a" * 32), DAYS, SCORES),
    st.builds(r.FindingOverridden, st.just("a" * 32), st.sampled_from(["BEG001", "SAF001"]), WORDS, DAYS, st.none() | st.integers(-1, 9)),
    st.builds(r.CourseEnded, st.just("a" * 32), DAYS),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(NOTES, max_size=4), st.lists(USUAL, max_size=3))
def test_every_rule_has_something_sensible_to_say_on_any_course(
    notes: list[n.Note], usual: list[r.Bodies]
) -> None:
    """No rule falls over a course, however odd; each finding is a line, and safety is never overridden."""
    saved = [r.NoteSaved(f"{number:032x}", "a" * 32, 1, "", note) for number, note in enumerate(notes)]
    course = Course.replay(_records([*saved, *usual]))
    for finding in check_course(course, dt.date(2026, 3, 2)):
        assert finding.message
        assert "\n" not in finding.message
        assert not (finding.is_overridden and finding.rule != "BEG001")
    export_obstacles(course, dt.date(2026, 3, 2))
    assert course.next_phase(course.last_number + 1) in Phase


@settings(max_examples=60, deadline=None)
@given(st.lists(NOTES, min_size=2, max_size=5, unique_by=lambda note: note.session), st.randoms())
def test_the_order_in_which_notes_are_written_changes_nothing(notes: list[n.Note], random: object) -> None:
    """What session 3's note says belongs to session 3, even if it was typed last."""
    saved = [r.NoteSaved(f"{number:032x}", "a" * 32, 1, "", note) for number, note in enumerate(notes)]
    opened, written = _records([])[:2], _records(saved)[2:]
    shuffled = list(written)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Course.replay([*opened, *written]) == Course.replay([*opened, *shuffled])
