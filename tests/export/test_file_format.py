"""The file is what Word, a screen reader and an archive expect."""

import hashlib
import io
import itertools
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from lxml import etree

from ipt_notes.course import records as r
from ipt_notes.course.note import Entry, Section
from ipt_notes.export.termination import render
from tests.export import courses
from tests.export.reading import W, document, headings, parts

ROOT = Path(__file__).parents[2]
FINAL = render(courses.whole(), narrative=courses.NARRATIVE, therapist="Dr Ada Example")
DRAFT = render(courses.whole(), narrative={}, therapist="Dr Ada Example", draft_findings=["one", "two"])
EMPTY = render(courses.replayed(courses.opened()), narrative={}, therapist="", draft_findings=())
ALL = pytest.mark.parametrize("data", [FINAL, DRAFT, EMPTY], ids=["final", "draft", "empty"])

_MAKE = """
import hashlib
from ipt_notes.export.termination import render
from tests.export import courses
data = render(courses.whole(), narrative=courses.NARRATIVE, therapist="Dr Ada Example")
print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("4711", "Pacific/Auckland")])
def test_the_same_course_gives_the_same_bytes_in_any_process(seed: str, zone: str) -> None:
    """Whatever the hash seed and the time zone."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-c", _MAKE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == hashlib.sha256(FINAL).hexdigest()


def test_an_earlier_export_does_not_change_the_bytes() -> None:
    """The disclosure log is no part of the document."""
    bodies = [*courses.opened(), r.Disclosed(courses.COURSE, "termination summary", "full", "0" * 64)]
    again = render(courses.replayed(bodies), narrative={}, therapist="", draft_findings=())
    assert again == EMPTY


@ALL
def test_every_part_is_well_formed_and_related(data: bytes) -> None:
    """Each XML part parses; each relationship's target and each declared part is in the package."""
    found = parts(data)
    for name, part in found.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    for name, part in found.items():
        if name.endswith(".rels"):
            folder = name.partition("_rels/")[0]
            for relation in etree.fromstring(part):
                assert os.path.normpath(folder + relation.get("Target")) in found
    for override in etree.fromstring(found["[Content_Types].xml"]).findall("{*}Override"):
        assert override.get("PartName")[1:] in found


@ALL
def test_every_style_that_is_used_exists(data: bytes) -> None:
    """A paragraph never falls back to a look nobody chose."""
    styles = {
        style.get(f"{W}styleId")
        for style in etree.fromstring(parts(data)["word/styles.xml"]).iter(f"{W}style")
    }
    for name in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        root = etree.fromstring(parts(data)[name])
        used = {e.get(f"{W}val") for tag in ("pStyle", "tblStyle") for e in root.iter(f"{W}{tag}")}
        assert used <= styles


@ALL
def test_tables_can_be_read_aloud(data: bytes) -> None:
    """Header rows are marked, cells end in a paragraph, each table has a description."""
    for table in document(data).iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert len(rows) > 1
        assert table.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val")
        for cell in table.iter(f"{W}tc"):
            assert cell[-1].tag == f"{W}p"


@ALL
def test_headings_start_with_the_title_and_do_not_skip(data: bytes) -> None:
    """A reader can walk the outline."""
    levels = [level for level, _ in headings(data)]
    assert levels[0] == 0
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(text.strip() for _, text in headings(data))


def test_a_course_without_repeated_scores_has_no_chart_part() -> None:
    """No empty picture."""
    assert not [name for name in parts(EMPTY) if "chart" in name or "embeddings" in name]


@ALL
def test_language_title_and_dates_are_set(data: bytes) -> None:
    """The file says what it is; its dates are the course's, never today's."""
    found = parts(data)
    core = etree.fromstring(found["docProps/core.xml"])
    assert core.findtext("{*}title") == "Termination summary: EX-014"
    assert core.findtext("{*}created") == core.findtext("{*}modified")
    assert core.findtext("{*}created") in ("2026-03-23T00:00:00Z", "2026-01-05T00:00:00Z")
    language = next(etree.fromstring(found["word/styles.xml"]).iter(f"{W}lang"))
    assert language.get(f"{W}val") == "en-GB"


def test_a_long_code_leaves_the_title_within_what_word_takes() -> None:
    """255 characters at most."""
    course = courses.replayed(courses.opened(code="\U0001f469" * 400))
    core = etree.fromstring(parts(render(course, narrative={}, therapist="A" * 999))["docProps/core.xml"])
    assert len(core.findtext("{*}title")) <= 255
    assert len(core.findtext("{*}creator")) <= 255


@ALL
def test_python_docx_opens_it(data: bytes) -> None:
    """Another reader of the format finds its way: A4, paragraphs, the author."""
    opened = docx.Document(io.BytesIO(data))
    assert opened.paragraphs[0].style.name == "Title"
    assert (opened.sections[0].page_width.cm, opened.sections[0].page_height.cm) == pytest.approx(
        (21, 29.7), abs=0.1
    )
    assert opened.core_properties.title == "Termination summary: EX-014"


def test_the_footer_carries_the_code_and_the_page() -> None:
    """A page that was printed and fell out of the folder can be put back."""
    footer = parts(FINAL)["word/footer1.xml"].decode()
    assert "EX-014" in footer
    assert " PAGE " in footer
    assert " NUMPAGES " in footer


@pytest.mark.parametrize(("words", "is_together"), [("brief", True), ("at length " * 60, False)])
def test_a_short_table_stays_on_one_page_and_a_long_one_may_go_on_overleaf(
    words: str, *, is_together: bool
) -> None:
    """Under its header row, which is repeated; no page is left half empty for it."""
    signs = tuple(Entry(f"sign {number}", fields={"first_step": (words,)}) for number in range(3))
    course = courses.replayed(
        [*courses.opened(), courses.written((Section("warning_signs", entries=signs),))]
    )
    root = document(render(course, narrative={}, therapist="A", draft_findings=()))
    table = list(root.iter(f"{W}tbl"))[-1]
    first_row = list(table.iter(f"{W}tr"))[1]
    style = first_row.find(f".//{W}pStyle").get(f"{W}val")
    assert (style == "TableText") is is_together
