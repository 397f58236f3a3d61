"""What a program asks of a server at once: few connections, and few rows, however much is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import vaults
from ipt_notes.vault.locate import copy_vault, create_vault, open_vault
from ipt_notes.vault.port import Append, KeyChange
from ipt_notes.vault.tables import RECORDS, ROWS
from tests.postgres_server import Server, needs_postgres
from tests.vault.contract import ANN, ONE, VAULT
from tests.vault.losing_answers import Side, way_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ipt_notes.vault.port import VaultPort

pytestmark = needs_postgres
PROGRAM = str(Path(sys.executable).parent / "ipt-notes")


class Answers:
    """Counts the rows of each answer; a row is a message that begins with a D."""

    def __init__(self) -> None:
        """None yet."""
        self.rows, self.most = 0, 0

    def __call__(self, side: Side, message: bytes) -> None:
        """Another message."""
        self.rows = self.rows + (message[:1] == b"D") if side == "server" else 0
        self.most = max(self.most, self.rows)


@pytest.mark.parametrize(
    ("read", "page"),
    [
        (lambda vault: vault.read(ONE), RECORDS),
        (lambda vault: vault.streams(), ROWS),
        (lambda vault: vault.key_rows("grant"), ROWS),
        (lambda vault: vault.key_rows("grant", ANN), ROWS),
        (lambda vault: vault.check(), ROWS),
        (lambda vault: vault.status(), ROWS),
    ],
    ids=["a stream", "streams", "grants", "a member's grants", "check", "status"],
)
def test_an_answer_is_a_page_however_much_is_there(
    server: Server, read: Callable[[VaultPort], Iterator[object]], page: int
) -> None:
    """So memory does not grow with the vault, on either side; all of it is read."""
    place = server.new_place()
    ids = [number.to_bytes(16, "big") for number in range(600)]
    appends = [Append(ONE, seq, b"r") for seq in range(1, 601)] + [Append(each, 1, b"r") for each in ids]
    create_vault(place, VAULT, [KeyChange("grant", ANN, each, b"g") for each in ids], appends).close()
    with way_to(server) as (way, folder), open_vault(place.replace(str(server.folder), folder)) as vault:
        way.on_message = answers = Answers()
        found = read(vault)
        if not isinstance(found, list | tuple):
            assert len(list(found)) >= 600
        assert 0 < answers.most <= page


def test_a_command_is_one_connection_and_a_batch_one_for_each_process(server: Server, tmp_path: Path) -> None:
    """`check --all` reads everything over one; `--jobs` has one each, and that of the command itself."""
    env = vaults.make(tmp_path / "vault", 6, is_finished=True)
    place = server.new_place()
    with open_vault(env["IPT_NOTES_VAULT"]) as vault:
        copy_vault(vault, place, lambda _: None)
    Path(env["IPT_NOTES_VAULT"]).unlink()  # the vault has moved there
    with way_to(server) as (way, folder):
        env["IPT_NOTES_VAULT"] = place.replace(str(server.folder), folder)
        batch, again = (["export", "batch", "--out", str(tmp_path / name)] for name in ("out", "again"))
        for words, most in (
            (["check", "--all"], 1),
            ([*batch, "--jobs", "1"], 1),
            ([*again, "--jobs", "2"], 3),
        ):
            way.most_inside = 0
            done = subprocess.run([PROGRAM, *words], env=env, capture_output=True, check=False, text=True)
            assert done.returncode in {0, 1}, done.stderr
            assert way.most_inside == most
    assert [len(list((tmp_path / name).glob("*.docx"))) for name in ("out", "again")] == [6, 6]


def test_a_commit_waits_for_the_server_twice_and_a_page_once(server: Server) -> None:
    """Over a network each time costs more than what the server does."""
    place = server.new_place()
    create_vault(place, VAULT, []).close()
    turns: list[Side] = []

    def listen(side: Side, _: bytes) -> None:
        if turns[-1:] != [side]:
            turns.append(side)

    with way_to(server) as (way, folder), open_vault(place.replace(str(server.folder), folder)) as vault:
        way.on_message = listen
        appends = [Append(ONE, seq, b"r") for seq in range(1, RECORDS)]
        vault.commit([*appends, Append(ANN, 1, b"a")], [KeyChange("grant", ANN, b"i", b"g")])
        assert turns == ["program", "server"] * 2
        turns.clear()
        assert len(list(vault.read(ONE))) == RECORDS - 1
        assert turns == ["program", "server"]
