"""Simultaneous saves of one client's notes: every one is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.crash.together import save_together

if TYPE_CHECKING:
    from pathlib import Path


def test_twenty_notes_saved_at_the_same_moment_are_twenty_notes(beside: Path) -> None:
    """Real processes, one chart, no conflict told and no draft left. `make crash` does it with two hundred."""
    assert save_together(20, beside) == []
