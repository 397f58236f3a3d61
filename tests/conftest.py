"""What tests of several rooms take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real PostgreSQL server, for all tests of this process."""
    from tests.postgres_server import a_server

    with a_server() as running:
        yield running
