"""Pages that tell how something is done are walked at a terminal, each on a desk of its own, as the guide is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from tests.docs.blocks import WALKED, WALKED_ON_A_SERVER
from tests.postgres_server import OWNER, needs_postgres

if TYPE_CHECKING:
    from tests.postgres_server import Server

FOLDER = Path(__file__).parents[2] / "docs"
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="a terminal, and a memory file system to edit in"
)


def _walk(name: str, server: str = "", **way: str) -> None:
    """IPT_NOTES_WRITE_TRANSCRIPTS=1 writes the page anew."""
    from tests.docs.walk import Desk, walked

    page = FOLDER / name
    written = page.read_text(encoding="utf-8")
    with TemporaryDirectory(dir="/tmp") as folder, TemporaryDirectory(dir="/dev/shm") as stick:
        now = walked(written, Desk(Path(folder), Path(stick), server, way))
    if os.environ.get("IPT_NOTES_WRITE_TRANSCRIPTS"):
        page.write_text(now, encoding="utf-8")
    else:
        assert now == written


@pytest.mark.parametrize("name", WALKED)
def test_every_command_answers_as_the_page_says(name: str) -> None:
    """On one computer, or on one after the other."""
    _walk(name)


@needs_postgres
@pytest.mark.parametrize("name", WALKED_ON_A_SERVER)
def test_several_people_do_what_the_page_says(name: str, server: Server) -> None:
    """Each at a computer of their own, with one vault on a real server."""
    place = f"postgresql://{OWNER}@/postgres?schema={name.removesuffix('.md')}"
    _walk(name, place, PGHOST=str(server.folder), PGPORT=str(server.port))
