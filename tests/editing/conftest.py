from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.editing.desks import Desk, memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A fresh home on the disk and a fresh folder in memory."""
    with memory() as runtime:
        yield Desk(tmp_path, runtime)
