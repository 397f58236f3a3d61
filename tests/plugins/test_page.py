"""docs/plugins.md names all that there is, as the program has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from ipt_notes.plugins import API, ROOMS
from ipt_notes.plugins.installed import PERMISSIONS
from ipt_notes.services.plugging import State
from ipt_notes.services.plugging_events import KINDS, PATIENCE, Event
from tests.plugins.conftest import EXAMPLES, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        [f"`ipt_notes.{room}`" for room in ROOMS],
        [f"`{kind}`" for kind in KINDS.values()],
        [f'("{asked}",)' for asked in PERMISSIONS],
        [f"`{field}`" for field in Event.__struct_fields__ if field not in PERMISSIONS],
        list(get_args(State)),
        [f"API = {API}", "After three seconds"],
    ],
    ids=["rooms", "events", "permissions", "an event's fields", "states", "version"],
)
def test_the_page_names_what_there_is(words: Iterable[str]) -> None:
    """Rooms, events, what may be asked for, and how a plugin may stand."""
    assert [word for word in words if word not in TEXT] == []
    assert PATIENCE == 3


def test_every_example_is_named_and_has_a_page() -> None:
    """And each says how it is enabled."""
    listed = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    folders = {each.name for each in (ROOT / "examples").iterdir() if each.is_dir()}
    assert folders == set(EXAMPLES)
    for name in EXAMPLES:
        assert f"[{name}]" in listed
        page = (ROOT / "examples" / name / "README.md").read_text(encoding="utf-8")
        assert f"ipt-notes plugin enable {name}" in page
