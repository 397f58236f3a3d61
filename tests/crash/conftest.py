from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crash import breaking, places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def beside() -> Iterator[Path]:
    """The folder that all places of a session are in."""
    with places.workroom() as folder:
        yield folder
    breaking.plan.cache_clear()
    places.start.cache_clear()
