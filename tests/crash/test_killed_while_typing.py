"""kill -9 of the editor and the program while somebody types: the draft has it, and the next command offers it.

That no more than five seconds are lost is a figure, not a test: `make crash` measures it for each editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash.looking import look
from tests.crash.places import CODE, start
from tests.crash.typing_in import EDITORS, FIRST, offered, seconds_until_kept, type_in, writing
from tests.programs import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crash.places import Place

CHOICES = [pytest.param(name, marks=[] if name == "builtin" else needs(name)) for name in EDITORS]


@pytest.fixture
def place(beside: Path) -> Iterator[Place]:
    """A practice with one client."""
    fresh = start("client", beside).again()
    yield fresh
    fresh.remove()


@pytest.mark.parametrize("editor", CHOICES)
def test_what_was_typed_survives_the_death_of_editor_and_program(
    editor: str, place: Place, beside: Path
) -> None:
    """Never saved in the editor; the agenda tells of the draft, and `write` opens it again with the words in it."""
    with writing(place, editor) as terminal:
        type_in(terminal, editor, FIRST)
        seconds_until_kept(place, terminal, FIRST, beside)
    assert any(FIRST in text for text in look(place).drafts)
    assert "draft" in place.run("agenda").stdout
    assert offered(place, f"write {CODE}", editor, FIRST)
