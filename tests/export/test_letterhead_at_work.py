"""A practice's letterhead by the program itself: on a summary, on those of a batch, and where it can't be used."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest

from ipt_notes.services import clients
from tests.export import canaries
from tests.export.test_audiences_at_work import CODE, ipt
from tests.vault.building import make_practice

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "Practice at the Old Harbour"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with one client, and a letterhead beside it."""
    folder = tmp_path_factory.mktemp("letterhead")
    with make_practice(folder, "EX-000") as practice:
        added, started = canaries.begun()
        course = clients.NewCourse(start=started.start, planned=12, condition=started.condition)
        clients.add_client(practice, CODE, added.name, added.born, course)
        bodies = canaries.bodies(canaries.QUIET_AS_TYPED, practice.open(CODE).course.id)
        practice.write(practice.find(CODE), lambda _: bodies)
    letterhead = docx.Document()
    letterhead.core_properties.author = "Somebody Else"
    letterhead.sections[0].header.paragraphs[0].text = HEADER
    letterhead.save(str(folder / "practice.docx"))
    return folder


def parts(data: bytes) -> str:
    """All XML of a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(
            package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".rels"))
        )


def test_a_summary_stands_on_the_letterhead(world: Path) -> None:
    """Its header is on the page, and nothing of who made it."""
    ipt(world, "termination", CODE, "--draft", "-o", "own.docx", "--letterhead", "practice.docx")
    text = parts((world / "own.docx").read_bytes())
    assert HEADER in text
    assert "Somebody Else" not in text


def test_those_of_a_batch_do_too(world: Path) -> None:
    """By two processes; and another letterhead is another document."""
    words = ("batch", "--out", "all", "--draft", "--jobs", "2")
    ipt(world, *words, "--letterhead", "practice.docx")
    made = world / "all" / f"{CODE}.docx"
    assert HEADER in parts(made.read_bytes())
    ipt(world, *words)
    assert HEADER not in parts(made.read_bytes())


def test_one_that_can_not_serve_is_told_before_anything_is_written(world: Path) -> None:
    """Why, and what to do."""
    (world / "old.docx").write_text("no document at all")
    words = ("termination", CODE, "--draft", "-o", "never.docx", "--letterhead", "old.docx")
    assert "this letterhead can not serve: it is no Word document" in ipt(world, *words, code=2)[1]
    assert not (world / "never.docx").exists()


def test_markdown_has_no_letterhead(world: Path) -> None:
    """It is refused, and not ignored."""
    words = ("termination", CODE, "--draft", "-o", "never.md", "--letterhead", "practice.docx")
    assert "--letterhead goes with a Word document" in ipt(world, *words, code=2)[1]
