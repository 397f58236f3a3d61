"""Fixtures for the tests of plugins, and of programs that use the API; pytest finds them where ipt-notes is installed.

def test_my_rule(ipt_course):
    assert list(my_rule.check(ipt_course("grief", sessions=3).course(), Setting(date(2026, 2, 1))))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ipt_notes.testing.building import CourseBuilder
    from ipt_notes.testing.vaults import SyntheticVault


@pytest.fixture
def ipt_vault(tmp_path: Path) -> SyntheticVault:
    """An empty vault of an invented practice, in a folder of its own: `add` clients, `open` it, `run` the program."""
    from ipt_notes.testing.vaults import SyntheticVault

    folder = tmp_path / "ipt-notes"
    folder.mkdir(mode=0o700)
    return SyntheticVault(folder)


@pytest.fixture
def ipt_course() -> Callable[..., CourseBuilder]:
    """`by_manual`: an invented course as the manuals have it, which a test then changes."""
    from ipt_notes.testing.manual import by_manual

    return by_manual
