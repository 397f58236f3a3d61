"""Everyone in a closeness circle can be told from the others, however many there are; the circle stands under its heading."""

from __future__ import annotations

import datetime as dt
import subprocess
from typing import TYPE_CHECKING

import pytest

from ipt_notes.course.note import Entry, Section
from ipt_notes.export._ruler import set_in, wide
from ipt_notes.export.paper import TEXT_WIDTH
from ipt_notes.export.termination import render
from tests.export import courses
from tests.export.reading import W, document, words
from tests.programs import needs

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.course.model import Course

ROLES = ("friend", "cousin", "supervisor at the hospital", "mother-in-law", "running partner from the club", "a friend from secondary school")  # fmt: skip
RINGS = ("inner", "middle", "outer")


def with_people(number: int) -> Course:
    """An inventory of so many, placed at the start and again at the end."""

    def inventory(turn: int) -> tuple[Section, ...]:
        people = (
            Entry(f"P{n} Q{n}", ROLES[n % len(ROLES)], {"closeness_ring": (RINGS[(n + turn) % 3],)})
            for n in range(number)
        )
        return (Section("inventory", entries=tuple(people)),)

    notes = [
        courses.written(inventory(session), session, courses.START + dt.timedelta(weeks=session - 1))
        for session in (1, 12)
    ]
    return courses.replayed([*courses.opened(), *notes])


def told(course: Course) -> list[str]:
    """What stands beside the circles."""
    root = document(render(course, narrative={}, therapist="A", draft_findings=()))
    boxes = root.iter(f"{W}txbxContent")
    return [" ".join(words(box).split("\n")).replace("- ", "-") for box in boxes]


@pytest.mark.parametrize("number", [6, 12, 24, 40])
def test_every_name_stands_whole_beside_the_circles(number: int) -> None:
    """With its number, where several have the same relationship."""
    names = told(with_people(number))
    assert not [name for name in names if "…" in name]
    labels = {name for name in names if name.split(" ")[0] not in ("inner", "middle", "outer", "At", "Now")}
    assert len(labels) == number


def test_a_hundred_people_are_drawn_within_the_page() -> None:
    """No shape has a size below nothing, and none leaves the figure."""
    root = document(render(with_people(100), narrative={}, therapist="A", draft_findings=()))
    sizes = [int(each.get(side)) for each in root.iter("{*}ext") for side in ("cx", "cy") if each.get(side)]
    assert min(sizes) >= 0
    assert max(sizes) <= TEXT_WIDTH * 635 * 2


def test_a_name_that_is_cut_keeps_its_number() -> None:
    """Else two of them would be the same person."""
    assert set_in("A friend from secondary school 12", 47, 7.5, 2)[-1].endswith("… 12")
    assert set_in("x" * 80 + " 4", 47, 7.5, 3)[-1].endswith("… 4")


def test_names_are_broken_after_spaces_and_hyphens() -> None:
    """A sign is never left alone on a line."""
    assert set_in("+ Mother-in-law", 47, 7.5, 3) == ["+ Mother-in-", "law"]
    assert set_in("Supervisor at the hospital", 47, 7.5, 3) == ["Supervisor at", "the hospital"]
    assert set_in("", 47, 7.5, 3) == [""]


def test_no_line_is_wider_than_its_room() -> None:
    """Whatever the script."""
    for name in ("Schwippschwägerin", "祖母と祖父の友人", "جارة من الطابق الأول", "i" * 90, "W" * 30):
        assert all(wide(line) * 7.5 <= 47 for line in set_in(name, 47, 7.5, 3))


@pytest.mark.libreoffice
@needs("soffice", "pdftotext")
def test_the_circles_stand_on_the_page_of_their_heading(tmp_path: Path) -> None:
    """With twelve people, with forty, with a hundred."""
    numbers = (12, 40, 100)
    for number in numbers:
        data = render(with_people(number), narrative={}, therapist="A", paper="letter", draft_findings=())
        (tmp_path / f"{number}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [tmp_path / f"{number}.docx" for number in numbers]
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    for number in numbers:
        read = ["pdftotext", "-layout", tmp_path / f"{number}.pdf", "-"]
        text = subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode()
        (page,) = [page for page in text.split("\f") if "Relationships\n" in page]
        assert "At the start" in page, number
