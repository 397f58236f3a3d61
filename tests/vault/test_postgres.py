"""The vault on a PostgreSQL server is a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.vault.locate import create_vault, open_vault
from tests.postgres_server import needs_postgres
from tests.vault.contract import OPEN, VAULT, VaultContract

if TYPE_CHECKING:
    from tests.postgres_server import Server

pytestmark = needs_postgres


class TestPostgres(VaultContract):
    """Every promise of the port."""

    @pytest.fixture
    def open_again(self, server: Server) -> OPEN:
        """One schema, opened again and again."""
        place = server.new_place()
        create_vault(place, VAULT, []).close()
        return lambda: open_vault(place)

    @pytest.fixture
    def fresh(self, server: Server) -> OPEN:
        """A new schema each time."""
        return lambda: create_vault(server.new_place(), VAULT, [])
