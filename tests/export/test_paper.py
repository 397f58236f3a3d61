"""A document is laid out for A4 or for Letter; whatever the sheet, its tables go on overleaf as they should."""

import io

import docx
import pytest

from ipt_notes.errors import UsageProblem
from ipt_notes.export.termination import render
from tests.export import courses, more_courses
from tests.export.reading import W, document


@pytest.mark.parametrize(("paper", "size"), [("a4", (21.0, 29.7)), ("letter", (21.59, 27.94)), ("Letter", (21.59, 27.94))])  # fmt: skip
def test_the_sheet_is_the_one_that_was_asked_for(paper: str, size: tuple[float, float]) -> None:
    """In centimetres, with the same width of text on both."""
    data = render(courses.whole(), narrative={}, therapist="A", paper=paper)
    section = docx.Document(io.BytesIO(data)).sections[0]
    assert (section.page_width.cm, section.page_height.cm) == pytest.approx(size, abs=0.01)
    text = section.page_width - section.left_margin - section.right_margin
    assert text == pytest.approx(9298 * 635, abs=635)


def test_nothing_is_wider_than_the_text() -> None:
    """Neither a table nor a figure reaches into the margin."""
    root = document(render(more_courses.long_and_full(), narrative={}, therapist="A", draft_findings=()))
    assert all(int(width.get(f"{W}w")) <= 9298 for width in root.iter(f"{W}tblW"))
    for paragraph in root.iter(f"{W}p"):
        assert sum(int(extent.get("cx")) for extent in paragraph.iterfind(".//{*}extent")) <= 9298 * 635


def test_an_unknown_paper_is_a_usage_error_that_names_the_known_ones() -> None:
    """A typing mistake is told before anything is written."""
    with pytest.raises(UsageProblem) as caught:
        render(courses.whole(), narrative={}, therapist="A", paper="a5")
    assert caught.value.hint == "known: a4, letter"


def test_a_long_table_leaves_no_single_row_on_a_page() -> None:
    """Under its header stand two rows at least, and two at least overleaf; none is broken, the header comes along."""
    root = document(render(courses.whole(), narrative={}, therapist="A"))
    table = next(t for t in root.iter(f"{W}tbl") if len(list(t.iter(f"{W}tr"))) == 13)
    header, *rows = table.iter(f"{W}tr")
    assert header.find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (header, *rows))
    styles = [row.find(f".//{W}pStyle").get(f"{W}val") for row in rows]
    assert styles == ["TableText", *["TableLast"] * 8, "TableText", "TableText", "TableLast"]
