"""A short turn of `make soak`, without its limit of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.soak import Plan, soak
from tests.postgres_server import a_server, needs_postgres

if TYPE_CHECKING:
    from pathlib import Path


@needs_postgres
def test_members_who_write_while_the_server_is_killed_lose_nothing(tmp_path: Path) -> None:
    """Every record that was answered as saved is there byte for byte, no note is there twice, and who came second in a
    shared chart has a draft. The vault is authentic in the eyes of its members.
    """
    plan = Plan(therapists=6, seconds=10, pause=0.3, kills=1, shared=0.6)
    with a_server() as server:
        found = soak(server, tmp_path, plan)
    assert (found.lost, found.twice, found.wrong) == (0, 0, ())
    assert found.records > found.notes > plan.therapists
    assert found.kept > 0
