"""A vault whose records lie in partitions, made with the statements of docs/scale.md, is a vault."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.vault.locate import create_vault, open_vault
from tests.postgres_server import needs_postgres
from tests.scale import plans
from tests.vault.contract import OPEN, VAULT, VaultContract

if TYPE_CHECKING:
    from tests.postgres_server import Server

pytestmark = needs_postgres
PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


def divide(server: Server, place: str) -> None:
    """What the page says, in the schema of this place."""
    found = re.search(r"^```sql\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    server.run(found[1].replace("ipt_notes.", f"{place.rpartition('=')[2]}."))


class TestPartitioned(VaultContract):
    """Every promise of the port."""

    @pytest.fixture
    def open_again(self, server: Server) -> OPEN:
        """One schema, opened again and again."""
        place = server.new_place()
        create_vault(place, VAULT, []).close()
        divide(server, place)
        return lambda: open_vault(place)

    @pytest.fixture
    def fresh(self, server: Server) -> OPEN:
        """A new schema each time."""

        def make():
            place = server.new_place()
            create_vault(place, VAULT, []).close()
            divide(server, place)
            return open_vault(place)

        return make


def test_every_statement_stays_on_the_primary_keys_of_the_partitions(server: Server) -> None:
    """And what names a stream asks the one in which it lies."""
    schema = plans.filled(server, 200_000, lambda place: divide(server, place))
    found = list(plans.plans(server, schema))
    assert {plan.name: plan.nodes for plan in found if not plan.stays_on_the_key} == {}
    assert {plan.name for plan in found if len(plan.indexes) > 1} == {"STREAMS", "PLACES"}
