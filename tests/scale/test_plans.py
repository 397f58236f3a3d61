"""Whatever a vault on a server is asked, it finds by primary key: in a table of 200,000 records here, of ten million in `make scale`."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ipt_notes.vault
from tests.postgres_server import Server, needs_postgres
from tests.scale import plans

if TYPE_CHECKING:
    from collections.abc import Iterator

VAULT = Path(ipt_notes.vault.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
MAKING = {"postgres_making.py", "postgres_schema.py"}
"""Makes and removes tables, and fills `meta`."""


@pytest.fixture(scope="module")
def schema(server: Server) -> str:
    """A vault of 200,000 records."""
    return plans.filled(server, 200_000)


def test_every_statement_is_looked_at() -> None:
    """A new one needs its values, or why it has no plan that grows."""
    looked_at = plans.VALUES.keys() | plans.OF_FEW_ROWS.keys()
    assert set(plans.statements()) == looked_at
    assert not plans.VALUES.keys() & plans.OF_FEW_ROWS.keys()


def _texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            yield node.value if isinstance(node.value, str) else node.value.decode()


def test_no_statement_stands_elsewhere() -> None:
    """Else it would not be looked at."""
    files = [file for file in VAULT.glob("postgres*.py") if file.name not in MAKING]
    found = {
        (file.name, text)
        for file in files
        if file.name != "postgres_statements.py"
        for text in _texts(file)
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|COPY|TRUNCATE|LOCK|CLUSTER|VACUUM)\s", text)
    }
    assert found == set()
    assert len(files) > 5


@needs_postgres
def test_every_statement_stays_on_a_primary_key(server: Server, schema: str) -> None:
    """No table is read through, and nothing is sorted."""
    found = list(plans.plans(server, schema))
    assert {plan.name: plan.nodes for plan in found if not plan.stays_on_the_key} == {}
    reading = [plan for plan in found if not plan.nodes[0].startswith("Insert")]
    assert all(plan.indexes for plan in reading)


@needs_postgres
def test_a_page_of_a_long_stream_reads_no_more_than_the_page(server: Server, schema: str) -> None:
    """A ledger is longer than any chart, and the server expects streams to be alike."""
    values = (plans.LONG_STREAM, "100")
    *_, scan = plans.explained(server, schema, "READ", values, "ANALYZE, FORMAT JSON")
    assert scan["Node Type"] == "Index Scan"
    assert scan["Actual Rows"] == 32


@needs_postgres
def test_the_page_tells_these_plans(server: Server, schema: str) -> None:
    """docs/scale.md: they are those of ten million records, and the same here."""
    page = PAGE.read_text(encoding="utf-8")
    assert [line for line in plans.told(list(plans.plans(server, schema))) if line not in page] == []
