"""A real word processor opens the document and prints what it should."""

import subprocess
from pathlib import Path

import pytest

from ipt_notes.export.termination import PARTS, render
from tests.export import courses
from tests.programs import needs

pytestmark = [
    pytest.mark.libreoffice,
    needs("soffice", "pdftotext"),
]
MARK = "DRAFT - not for filing"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of every page of a final summary, a draft and an empty draft, printed to PDF."""
    folder = tmp_path_factory.mktemp("printed")
    whole, empty = courses.whole(), courses.replayed(courses.opened())
    made = {
        "final": render(whole, narrative=courses.NARRATIVE, therapist="Dr Ada Example"),
        "draft": render(whole, narrative={}, therapist="Dr Ada Example", draft_findings=["END002: late"]),
        "empty": render(empty, narrative={}, therapist="", draft_findings=[]),
    }
    for name, data in made.items():
        (folder / f"{name}.docx").write_bytes(data)
    files = [str(folder / f"{name}.docx") for name in made]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    return {name: _pages(folder / f"{name}.pdf") for name in made}


def _pages(pdf: Path) -> list[str]:
    read = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, timeout=60
    )
    return read.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("name", ["final", "draft", "empty"])
def test_all_sixteen_headings_are_printed(printed: dict[str, list[str]], name: str) -> None:
    """In order."""
    text = "\n".join(printed[name])
    places = [text.find(f"{number}. {title}") for number, (title, _) in enumerate(PARTS, 1)]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(("name", "is_draft"), [("final", False), ("draft", True), ("empty", True)])
def test_the_draft_mark_is_on_every_page_of_a_draft_alone(
    printed: dict[str, list[str]], name: str, *, is_draft: bool
) -> None:
    """No page can be taken for a signed one, and no signed one for a draft."""
    assert len(printed[name]) >= 2
    assert [MARK in page for page in printed[name]] == [is_draft] * len(printed[name])


def test_every_page_has_the_code_and_its_number(printed: dict[str, list[str]]) -> None:
    """Page 2 of 5."""
    pages = printed["final"]
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "EX-014" in page


def test_the_charts_are_drawn(printed: dict[str, list[str]]) -> None:
    """Axis titles, phases, bands and the cut-off are text that only a drawn chart holds."""
    page = next(page for page in printed["final"] if "Scores over sessions" in page)
    for words in ("Session", "Total", "Beginning", "Middle", "Final", "moderately severe", "cut-off 10"):
        assert words in page, words


def test_the_circles_are_drawn(printed: dict[str, list[str]]) -> None:
    """Start and end side by side, with the rings and the people's relationships."""
    page = next(page for page in printed["final"] if "At the start" in page)
    for words in ("At the end", "by session 3", "inner", "outer"):
        assert words in page, words
    assert page.count("Partner") == 3  # in both circles and in the table
