"""Events beside mood: in the order of time, each once, and legible however many there are."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipt_notes.pictures.lettering import width
from ipt_notes.pictures.timeline import first_day, timeline
from ipt_notes.pictures.timeline_svg import timeline_svg
from ipt_notes.pictures.timeline_text import timeline_lines
from tests.builders import a_course
from tests.pictures.drawn import Drawn, overlaps

INCIDENT = (
    "## Interpersonal incident: Sunday\n- date: 2026-01-14\n- person: N.\n- what happened: no answer\n"
    "- effect on mood: low until the next evening"
)
EVENTS = "## Timeline\n- last winter: snow\n- 2025-11: the move; worse\n- spring 2019: new town\n- 2026-01-16: a letter"


def _course(sessions: int = 3):
    built = a_course()
    for number, total in zip(range(1, sessions + 1), (18, 15, 9), strict=False):
        built.note(number, f"## Measure\n- PHQ-9: {total}")
    return built.write(2, EVENTS, INCIDENT)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2025-04-02", (2025, 4, 2)), ("2025-04", (2025, 4, 1)), ("about 2025-04", (2025, 4, 1)), ("2019", (2019, 1, 1)),
        ("April 2025", (2025, 4, 1)), ("Sept 2024", (2024, 9, 1)), ("spring 2019", (2019, 1, 1)),
    ],
)  # fmt: skip
def test_a_typed_date_is_placed_as_early_as_it_may_be(when: str, day: tuple[int, int, int]) -> None:
    """As exact as the client remembers."""
    assert first_day(when) == dt.date(*day)


@pytest.mark.parametrize("when", ["last winter", "at school", "May 14", "", "12345"])
def test_a_date_without_a_year_is_not_guessed(when: str) -> None:
    """Such an event is listed apart."""
    assert first_day(when) is None


def test_events_and_incidents_stand_between_the_sessions() -> None:
    """Before the course in order; then what happened before each session; what has no date at the end."""
    lines = [line.plain.strip() for line in timeline_lines(timeline(_course().course()))]
    told = [line for line in lines if line[:1].isdigit() or "◆ " in line or "◇ " in line][:-1]
    assert [line.split("  ")[0] for line in told] == [
        "spring 2019", "2025-11", "2026-01-05", "2026-01-12", "2026-01-14", "2026-01-16", "2026-01-19", "last winter",
    ]  # fmt: skip
    assert "◇ Sunday (N.); low until the next evening" in told[4]


def test_the_measure_can_be_chosen() -> None:
    """PHQ-9 unless another is named; one that was never taken is told."""
    course = _course().measure("gad7", total=4).course()
    assert timeline(course).measure == "PHQ-9"
    assert timeline(course, "gad 7").measure == "GAD-7"
    assert timeline(course, "BDI-II") is None


def test_a_tool_the_program_does_not_know_is_drawn_from_its_own_scores() -> None:
    """It has no bands; its scale ends at its highest score."""
    drawn = timeline(a_course().note(1, "## Measure\n- other tool: Mood diary, 41").course())
    assert (drawn.measure, drawn.high, drawn.bands) == ("Mood diary", 41, ())
    assert "Mood diary" in timeline_svg(drawn)


def test_a_course_without_scores_or_events_is_drawn_all_the_same() -> None:
    """The sessions are there, and a word for what is not."""
    drawn = timeline(a_course().note(1).course())
    assert "No scores yet" in timeline_svg(drawn)
    assert any("session 1" in line.plain for line in timeline_lines(drawn))
    empty = timeline(a_course().course())
    assert Drawn(timeline_svg(empty)).told("title") == "Events beside mood, EX-001"


def test_a_screen_reader_hears_scores_and_events() -> None:
    """The description has what the eye sees, in words."""
    told = Drawn(timeline_svg(timeline(_course().course()))).told("desc")
    assert "session 1, 2026-01-05: PHQ-9 18, moderately severe." in told
    assert "incident, 2026-01-14: Sunday (N.) (low until the next evening)." in told


@pytest.mark.parametrize(("total", "edge"), [(-5, 0), (300, 27)])
def test_a_total_that_can_not_be_stays_within_the_plot(total: int, edge: int) -> None:
    """A slip of the finger is at the edge that it lies beyond; `check` tells of it."""

    def places(last: int) -> list[tuple[float, float, float]]:
        built = a_course().note(1).measure("phq9", total=18).note(2).measure("phq9", total=last)
        return Drawn(timeline_svg(timeline(built.course()))).circles()

    assert places(total) == places(edge)
    assert places(edge) != places(18)


events = st.lists(
    st.tuples(
        st.dates(dt.date(2024, 1, 1), dt.date(2026, 3, 1)),
        st.sampled_from(["x", "אירוע; עצב", "a very long story " * 12, "W" * 150]),
    ),
    max_size=40,
)


@settings(max_examples=30, deadline=None)
@given(events)
def test_no_words_lie_over_others_or_off_the_page(found: list[tuple[dt.date, str]]) -> None:
    """With many events, on one day or spread over years."""
    built = _course()
    if found:
        built.write(3, "## Timeline\n" + "\n".join(f"- {day}: {text}" for day, text in found))
    drawn = timeline(built.course())
    shown = Drawn(timeline_svg(drawn))
    assert overlaps(shown.words()) == []
    assert all(each.left >= 0 and each.right <= shown.width for each in shown.words())
    assert all(each.bottom <= shown.height for each in shown.words())
    assert all(width(line.plain) <= 80 for line in timeline_lines(drawn))
