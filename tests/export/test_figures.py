"""Charts of scores and closeness circles are native, told in words, and name nobody."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from ipt_notes.course import records as r
from ipt_notes.course.note import Entry, ScoreLine, Section
from ipt_notes.export.termination import render
from ipt_notes.measures.measure import find_measure
from tests.export import courses, more_courses
from tests.export.reading import W, document, part_texts, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.course.model import Course

WHOLE = render(courses.whole(), narrative=courses.NARRATIVE, therapist="Dr Ada Example")
LONG = render(more_courses.long_and_full(), narrative={}, therapist="A", draft_findings=())
CDR = "{http://schemas.openxmlformats.org/drawingml/2006/chartDrawing}"


def _chart(data: bytes, number: int) -> etree._Element:
    return etree.fromstring(parts(data)[f"word/charts/chart{number}.xml"])


def _series(data: bytes, number: int) -> dict[str, list[str]]:
    return {
        series.findtext("{*}tx//{*}v"): [v.text for v in series.findall("{*}val//{*}v")]
        for series in _chart(data, number).iter("{*}ser")
    }


def _marks(data: bytes, number: int) -> list[str]:
    """The words drawn over a chart."""
    root = etree.fromstring(parts(data)[f"word/drawings/drawing{number}.xml"])
    return ["".join(shape.itertext("{*}t")) for shape in root.iter(f"{CDR}sp")]


def _alts(data: bytes) -> dict[str, str]:
    return {about.get("name"): about.get("descr") for about in document(data).iter("{*}docPr")}


def test_every_measure_has_a_chart_of_its_own() -> None:
    """With each of its totals, in the order they were taken."""
    assert _series(WHOLE, 1)["PHQ-9"] == [
        "16", "15", "14", "12", "13", "11", "12", "9", "8", "6", "5", "4",
    ]  # fmt: skip
    assert _series(WHOLE, 2)["GAD-7"] == ["14", "11", "8", "5", "3"]
    charts = [name for name in parts(LONG) if name.startswith("word/charts/chart")]
    assert len(charts) == 4


def test_the_bands_of_a_chart_add_up_to_the_measure_s_range() -> None:
    """Each is as high as it is published, from the least total to the greatest; they are the same at every session."""
    phq9 = find_measure("phq9")
    assert phq9 is not None
    series = _series(WHOLE, 1)
    bands = [series[band.words.capitalize()] for band in phq9.bands]
    assert [float(band[0]) for band in bands] == [5, 5, 5, 5, 7]
    assert sum(float(band[0]) for band in bands) == phq9.total_max
    assert all(len(band) == 12 and len(set(band)) == 1 for band in bands)


def test_a_chart_names_its_bands_phases_and_cut_off() -> None:
    """Nothing has to be told from a colour."""
    assert _marks(WHOLE, 1) == [
        "Beginning", "Middle", "Final", "minimal", "mild", "moderate", "moderately severe", "severe", "cut-off 10",
    ]  # fmt: skip
    assert _series(WHOLE, 1)["Cut-off 10"] == ["10"] * 12


def test_the_bounds_of_phases_stand_between_their_sessions() -> None:
    """Between the third and the fourth, and between the ninth and the tenth of twelve."""
    root = etree.fromstring(parts(WHOLE)["word/drawings/drawing1.xml"])
    layout = _chart(WHOLE, 1).find(".//{*}manualLayout")
    left, width = (float(layout.find(f"{{*}}{key}").get("val")) for key in "xw")
    bounds = [
        float(anchor.findtext(f"{CDR}from/{CDR}x"))
        for anchor in root
        if anchor.find(f"{CDR}cxnSp") is not None
    ]
    assert bounds == pytest.approx([left + width * 3 / 12, left + width * 9 / 12], abs=1e-3)


@pytest.mark.parametrize(("data", "charts"), [(WHOLE, 2), (LONG, 4)])
def test_the_workbook_of_a_chart_holds_every_number_that_it_shows(data: bytes, charts: int) -> None:
    """Word draws from it as soon as somebody edits the chart."""
    for number in range(1, charts + 1):
        cells = _cells(parts(data)[f"word/embeddings/scores{number}.xlsx"])
        for reference in _chart(data, number).iter("{*}strRef", "{*}numRef"):
            shown = {int(pt.get("idx")): pt.findtext("{*}v") or "" for pt in reference.iter("{*}pt")}
            assert {at: cells[place] for at, place in _places(reference) if place in cells} == shown


def _cells(workbook: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        sheet = etree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    return {cell.get("r"): "".join(cell.itertext("{*}v", "{*}t")) for cell in sheet.iter("{*}c")}


def _places(reference: etree._Element) -> Iterator[tuple[int, str]]:
    first, _, last = reference.findtext("{*}f").removeprefix("Scores!").replace("$", "").partition(":")
    letter, start = first.rstrip("0123456789"), int(first.lstrip("ABCDEFGHIJ"))
    end = int(last.removeprefix(letter)) if last else start
    for place in range(start, end + 1):
        yield place - start, f"{letter}{place}"


def test_a_tool_that_is_not_known_is_charted_without_bands_or_names() -> None:
    """Between nothing and what was scored; a name in the tool's own name stays out of every part."""
    taken = [
        r.MeasureTaken(courses.COURSE, courses.START + dt.timedelta(days=n), ScoreLine("other", (), 30 - n, f"Scale of {courses.THIRD_PARTIES[0]}"))
        for n in range(3)
    ]  # fmt: skip
    people = courses.written((Section("inventory", entries=(Entry(courses.THIRD_PARTIES[0], "partner"),)),))
    course = courses.replayed([*courses.opened(), people, *taken])
    data = render(course, narrative={}, therapist="A", draft_findings=())
    assert _series(data, 1) == {"Scale of [partner]": ["30", "29", "28"]}
    assert _marks(data, 1) == ["Beginning"]
    for name, part in parts(data).items():
        assert b"Zebulon" not in part, name


def test_a_measure_that_was_taken_once_has_no_chart() -> None:
    """The table holds it; a single dot shows no course."""
    once = r.MeasureTaken(courses.COURSE, courses.START, ScoreLine("phq9", (), 9))
    data = render(courses.replayed([*courses.opened(), once]), narrative={}, therapist="A", draft_findings=())
    assert not [name for name in parts(data) if "chart" in name or "embeddings" in name or "drawings" in name]
    assert "no measure was taken twice" in part_texts(data)["8. Measures"]


@pytest.mark.parametrize("make", [courses.whole, *more_courses.ALL])
def test_every_figure_has_a_name_a_number_of_its_own_and_words_for_it(make: Callable[[], Course]) -> None:
    """A screen reader tells each of them apart, and what it shows."""
    data = render(make(), narrative={}, therapist="A", draft_findings=())
    found = list(document(data).iter("{*}docPr"))
    numbers = [about.get("id") for about in (*found, *document(data).iter("{*}cNvPr"))]
    assert len(set(numbers)) == len(numbers)
    assert len({about.get("name") for about in found}) == len(found)
    assert all(about.get("descr") for about in found)


def test_a_chart_is_told_in_words() -> None:
    """First and last total, bands, cut-off, phases, and where the numbers are."""
    alt = _alts(WHOLE)["PHQ-9 over sessions"]
    for words in (
        "16 to 4, session 1 to session 12; reliable improvement",
        "minimal from 0, mild from 5",
        "Cut-off: 10",
        "beginning from session 1, middle from session 4, final from session 10",
        "table below",
    ):
        assert words in alt, words


def test_the_circles_are_told_in_words() -> None:
    """Who is in which ring, who moved, who is confided in."""
    alts = _alts(WHOLE)
    start, end = alts["Closeness circle at the start"], alts["Closeness circle at the end"]
    assert "Middle ring: colleague (confidant); mother." in start
    assert "Outer ring: partner." in start
    assert "Inner ring: partner (confidant, was outer, now a confidant)." in end


def test_the_circles_are_native_shapes_with_a_place_and_a_name_for_everyone() -> None:
    """Three rings, the client, and each person; a name is a relationship."""
    groups = list(document(WHOLE).iter("{*}wgp"))
    assert len(groups) == 2
    for group in groups:
        ellipses = [shape for shape in group.iter("{*}prstGeom") if shape.get("prst") == "ellipse"]
        assert len(ellipses) == 3 + 1 + 3
        words = ["".join(box.itertext(f"{W}t")) for box in group.iter("{*}txbx")]
        assert {"Partner", "Colleague", "Mother", "inner", "middle", "outer"} <= set(words)


def test_no_shape_stands_beyond_its_circle_s_figure() -> None:
    """However many people there are; nothing is cut off on paper."""
    for group in document(LONG).iter("{*}wgp"):
        extent = group.find("{*}grpSpPr/{*}xfrm/{*}ext")
        wide, high = int(extent.get("cx")), int(extent.get("cy"))
        for place in group.iterfind("{*}wsp/{*}spPr/{*}xfrm"):
            at, size = place.find("{*}off"), place.find("{*}ext")
            assert 0 <= int(at.get("x")) <= int(at.get("x")) + int(size.get("cx")) <= wide
            assert 0 <= int(at.get("y")) <= int(at.get("y")) + int(size.get("cy")) <= high


def test_without_anybody_in_a_ring_no_circle_is_drawn() -> None:
    """The table tells who is in the inventory; empty rings would say that nobody is close."""
    people = courses.written((Section("inventory", entries=(Entry("N.", "partner"),)),))
    data = render(
        courses.replayed([*courses.opened(), people]), narrative={}, therapist="A", draft_findings=()
    )
    assert not list(document(data).iter("{*}wgp"))
    assert "Partner" in part_texts(data)["9. Goals, functioning and relationships"]
