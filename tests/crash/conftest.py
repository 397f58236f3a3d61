from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.crash import breaking, places

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def beside() -> Iterator[Path]:
    """The folder that all places of a session are in."""
    folder = Path(tempfile.mkdtemp(prefix="ipt-crash-"))
    yield folder
    breaking.plan.cache_clear()
    places.start.cache_clear()
    shutil.rmtree(folder)
