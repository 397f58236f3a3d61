"""How often a save asks the server: each question is a way there and back over the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import vaults
from benchmarks.soak_practice import found
from ipt_notes.services import clients, writing
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_practice
from tests.postgres_server import needs_postgres
from tests.vault.losing_answers import way_to

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import Server
    from tests.vault.losing_answers import Side


class Questions:
    """Counts what the server has answered to the end: it says that it is ready, with a Z."""

    def __init__(self) -> None:
        """None yet."""
        self.count = 0

    def __call__(self, side: Side, message: bytes) -> None:
        """Another message."""
        self.count += side == "server" and message[:1] == b"Z"


@needs_postgres
@pytest.mark.parametrize(("is_seen", "most"), [(True, 3), (False, 4)], ids=["behind the editor", "alone"])
def test_a_save_asks_for_the_grant_and_commits(
    server: Server, tmp_path: Path, most: int, *, is_seen: bool
) -> None:
    """The commit takes two questions. The chart is read once at most, however long it is."""
    (member,) = found(server.new_place(), tmp_path / "made", 1)
    with way_to(server) as (way, folder):
        env = member.env | {
            "IPT_NOTES_VAULT": member.env["IPT_NOTES_VAULT"].replace(str(server.folder), folder)
        }
        with open_practice(member._replace(env=env).settings, Nobody()) as practice:
            clients.add_client(practice, "MK-014", "", None, clients.NewCourse(start=vaults.FIRST_DAY))
            chart = practice.open("MK-014")
            draft = writing.new_draft(practice, chart, vaults.note(1, "MK-014"), 1)
            way.on_message = questions = Questions()
            writing.save_note(practice, draft, seen=chart if is_seen else None)
            assert 0 < questions.count <= most
