"""Scores over sessions, on the terminal and as a drawing."""

import datetime as dt
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ipt_notes.course.model import Course
from ipt_notes.course.note import ScoreLine, Section
from ipt_notes.pictures.lettering import width
from ipt_notes.pictures.score_chart import ScoreChart, score_charts
from ipt_notes.pictures.score_plot import COLUMNS, plotted
from ipt_notes.pictures.score_svg import drawn
from tests.builders import a_course
from tests.export.courses import whole

SVG = "{http://www.w3.org/2000/svg}"
INCIDENT = "## Interpersonal incident: the silent dinner\n- date: 2026-01-09\n- person: N."


def _one(course: Course, name: str = "PHQ-9") -> ScoreChart:
    (found,) = score_charts(course, name)
    return found


def _texts(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]


def test_each_measure_has_a_chart_and_one_can_be_named() -> None:
    """In the order they were first taken; a name is understood as it is everywhere."""
    assert [chart.name for chart in score_charts(whole())] == ["PHQ-9", "GAD-7"]
    assert _one(whole(), "gad 7").name == "GAD-7"
    assert score_charts(whole(), "WSAS") == ()
    assert score_charts(a_course().course()) == ()


def test_a_chart_can_do_without_what_happened() -> None:
    """It is the same chart otherwise."""
    course = (
        a_course().note(1, "## Measure\n- PHQ-9: 16", INCIDENT).note(2, "## Measure\n- PHQ-9: 12").course()
    )
    (whole_chart,), (bare,) = score_charts(course), score_charts(course, has_events=False)
    assert whole_chart.events
    assert bare == replace(whole_chart, events=())


def test_a_tool_the_program_does_not_know_is_drawn_without_bands() -> None:
    """By its own name, on a scale that holds its totals."""
    course = a_course().note(1, "## Measure\n- other tool: BDI-II, 30").course()
    chart = _one(course, "bdi-ii")
    assert (chart.levels, chart.cut_off, chart.source) == ((), None, "")
    assert (chart.bottom, chart.top) == (0, 30)


def test_sessions_stand_equally_far_apart_and_events_between_them() -> None:
    """A score between two sessions has a place of its own; an incident stands by its date."""
    built = a_course(start=dt.date(2026, 1, 5))
    built.note(1, "## Measure\n- PHQ-9: 16").note(2, "## Measure\n- PHQ-9: 12", INCIDENT)
    built.measure("phq9", total=9, on=built.day(2) + dt.timedelta(days=3)).note(3)
    chart = _one(built.course())
    assert [tick.label for tick in chart.ticks] == ["1", "2", "", "3"]
    assert [(point.at, point.total) for point in chart.points] == [(0, 16), (1, 12), (2, 9)]
    (event,) = chart.events
    assert event.words == "incident: the silent dinner"
    assert event.at == pytest.approx(4 / 7)


def test_what_lies_outside_the_course_is_no_event_of_it() -> None:
    """The life chart goes back years; dates that are not exact have no place."""
    timeline = "## Timeline\n- 2019-04-01: moved house; low\n- spring 2026: a promotion; better\n- 2026-01-07: a row; low"
    built = a_course(start=dt.date(2026, 1, 5)).note(1, "## Measure\n- PHQ-9: 16", timeline).note(2)
    assert [event.words for event in _one(built.course()).events] == ["a row"]


def test_the_phases_are_told_as_the_notes_state_them() -> None:
    """From their first session to their last."""
    spans = _one(whole()).spans
    assert [(span.phase, span.first, span.last) for span in spans] == [
        ("beginning", 0, 2),
        ("middle", 3, 8),
        ("final", 9, 11),
    ]


def test_the_terminal_shows_scores_bands_phases_and_events() -> None:
    """The picture in words: every total, every band, the cut-off, the source."""
    text = "\n".join(plotted(_one(whole())))
    assert "PHQ-9: 16 to 4, session 1 to session 12; reliable improvement" in text
    assert re.search(r"^total +16 +15 +14 +12 +13 +11 +12 +9 +8 +6 +5 +4$", text, re.MULTILINE)
    for words in (
        "severe",
        "moderately severe",
        "moderate",
        "mild",
        "minimal",
        "beginning",
        "middle",
        "final",
    ):
        assert words in text
    assert "╌ cut-off 10" in text
    assert "PMC8411661" in text
    assert text.count("●") == 12
    assert "\x1b" not in text


def test_a_lower_total_stands_lower() -> None:
    """Row by row."""
    course = a_course()
    for number, total in enumerate((27, 20, 10, 0), 1):
        course.note(number, f"## Measure\n- PHQ-9: {total}")
    lines = list(plotted(_one(course.course())))
    rows = {line.index("●"): row for row, line in enumerate(lines) if "●" in line}
    assert len(rows) == 4
    assert [rows[column] for column in sorted(rows)] == sorted(rows.values())


_totals = st.lists(st.integers(0, 27) | st.none(), min_size=1, max_size=70)
_titles = st.text(max_size=90)


def _course(totals: list[int | None], title: str) -> Course:
    built = a_course(planned=len(totals))
    for number, total in enumerate(totals, 1):
        happened = Section("interpersonal_incident", title)
        taken = (
            ()
            if total is None
            else (ScoreLine("phq9", total=total), ScoreLine("other", total=total * 4, name=title))
        )
        built.note_of(number, happened, Section("measure", scores=taken))
    return built.course()


@given(_totals, _titles)
def test_any_course_fits_on_a_terminal_and_gives_a_sound_picture(
    totals: list[int | None], title: str
) -> None:
    """80 columns whatever the titles hold; the SVG is XML, and nothing is drawn outside it."""
    charts = score_charts(_course(totals, title))
    for chart in charts:
        assert max(map(width, plotted(chart))) <= COLUMNS
    if charts:
        picture = ET.fromstring(drawn(charts))
        size = float(picture.attrib["width"]), float(picture.attrib["height"])
        for circle in picture.iter(f"{SVG}circle"):
            assert 0 <= float(circle.attrib["cx"]) <= size[0]
            assert 0 <= float(circle.attrib["cy"]) <= size[1]
        for text in picture.iter(f"{SVG}text"):
            assert float(text.attrib["y"]) <= size[1]


def test_the_drawing_holds_totals_bands_phases_and_events() -> None:
    """As words that can be selected, and told to a screen reader."""
    svg = drawn(score_charts(whole()))
    texts = _texts(svg)
    for words in (
        "PHQ-9",
        "GAD-7",
        "16",
        "moderately severe",
        "cut-off 10",
        "cut-off 8",
        "beginning",
        "final",
    ):
        assert words in texts
    assert any("incident: Sunday" in text for text in texts)
    assert "<title" in svg
    assert "PHQ-9: 16 to 4" in svg


def test_the_drawing_names_nobody() -> None:
    """Neither the client's code nor their name is in the picture of their scores."""
    course = whole()
    assert course.client.name
    svg = drawn(score_charts(course))
    assert course.client.code not in svg
    assert course.client.name not in svg


def test_the_same_course_gives_the_same_picture() -> None:
    """Byte for byte."""
    assert drawn(score_charts(whole())) == drawn(score_charts(whole()))
