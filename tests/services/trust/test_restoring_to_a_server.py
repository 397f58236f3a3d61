"""A practice whose vault is on a server: the nightly backup in a file, and how it comes back when the server is lost."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import VaultExists, VaultNotFound
from ipt_notes.services import clients
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import backing_up
from ipt_notes.services.trust.backing_up import Unproven
from ipt_notes.services.trust.copies_in_steps import NotTheSame
from ipt_notes.services.trust.ledger import BackedUp, Restored, read_ledger
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted
from ipt_notes.vault.contents import UnfinishedCopy
from ipt_notes.vault.locate import begin_copy, copy_vault, open_vault, remove_vault
from ipt_notes.vault.port import Append
from ipt_notes.vault.postgres_address import read_address
from ipt_notes.vault.postgres_copying import GrowingCopy
from ipt_notes.vault.postgres_session import Session
from tests.cli.transcript import Command, environment, run
from tests.postgres_server import Server, needs_postgres
from tests.services.trust.test_copying import (
    SECONDS,
    contents,
    count_of,
    rows_of_keys_locked,
    wait_until_it_waits,
)
from tests.vault.building import contacts, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.settings import Settings

pytestmark = needs_postgres


@pytest.fixture
def where(tmp_path: Path, server: Server) -> Iterator[Settings]:
    """The settings of a command at a vault on the server with one chart; `backup.ipt` is of after the first call."""
    place = server.new_place()
    with make_practice(tmp_path, "MK-014") as practice:
        note_contact(practice, "MK-014", "first")
        copy_vault(practice.port, place, lambda _: None)
    (tmp_path / "vault.ipt").unlink()
    there = practice.settings._replace(where=place)
    with open_practice(there, Nobody()) as practice:
        backing_up.back_up(practice, tmp_path / "backup.ipt")
    return there


def restore(where: Settings, tmp_path: Path, backup: str = "backup.ipt") -> backing_up.Copied:
    """Bring the backup back to the place."""
    with open_untrusted(where._replace(where=str(tmp_path / backup)), Nobody()) as opened:
        return backing_up.restore(opened, where)


def ipt(folder: Path, typed: str) -> str:
    """What the program says to a command, and its exit code."""
    return "\n".join(run(Command(f"ipt {typed}", ""), folder, environment(folder)).lines)


def said(where: Settings, kind: type[BackedUp | Restored]) -> list[object]:
    """What the ledger tells of a kind."""
    with open_practice(where, Nobody()) as practice:
        lines = read_ledger(practice.port, practice.member)
        return [record.body for record, _ in lines if isinstance(record.body, kind)]


def test_a_lost_server_comes_back_from_a_backup_as_it_is_typed(where: Settings, tmp_path: Path) -> None:
    """Proven when it is made and when it comes back; the ledger tells of both, and what came after is told to be missing."""
    assert "backed up and proven: 1 chart" in ipt(
        tmp_path, f"vault backup $DIR/night.ipt --vault '{where.where}'"
    )
    assert "[exit" not in ipt(tmp_path, f"client add OTHER --start 2026-03-02 --vault '{where.where}'")
    remove_vault(where.where)
    told = ipt(tmp_path, f"vault restore $DIR/night.ipt --vault '{where.where}'")
    assert "restored and proven: 1 chart" in told
    assert "MK-014" in ipt(tmp_path, f"client list --vault '{where.where}'")
    assert "all authentic" in ipt(tmp_path, f"vault verify --vault '{where.where}'")
    assert len(said(where, Restored)) == 1


def test_a_vault_that_is_there_is_never_replaced(where: Settings, tmp_path: Path) -> None:
    """As with files: whoever wants the older one moves the newer one aside first."""
    with open_practice(where, Nobody()) as practice:
        note_contact(practice, "MK-014", "second")
    before = contents(where.where)
    with pytest.raises(VaultExists) as told:
        restore(where, tmp_path)
    assert "ALTER SCHEMA" in told.value.hint
    assert contents(where.where) == before


@pytest.mark.parametrize(("how", "words"), [(signal.SIGKILL, ""), (signal.SIGINT, "unfinished")])
def test_a_restore_that_is_ended_in_the_middle_is_gone_on_with(
    where: Settings, server: Server, tmp_path: Path, how: signal.Signals, words: str
) -> None:
    """What is there is no vault until then, and the ledger tells of one restore."""
    remove_vault(where.where)
    with open_vault(str(tmp_path / "backup.ipt")) as port:
        begin_copy(port, where.where)
    command = [
        sys.executable,
        "-m",
        "ipt_notes",
        "vault",
        "restore",
        str(tmp_path / "backup.ipt"),
        "--vault",
        where.where,
    ]
    with rows_of_keys_locked(server, where.where) as link:
        child = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment(tmp_path), text=True)
        wait_until_it_waits(link)
        assert count_of(link, where.where, "record") > 0
        child.send_signal(how)
        assert words in child.communicate(timeout=SECONDS)[1]
    with pytest.raises(UnfinishedCopy):
        open_vault(where.where)
    assert restore(where, tmp_path).charts == 1
    assert len(said(where, Restored)) == 1
    with open_practice(where, Nobody()) as practice:
        assert contacts(practice, "MK-014") == ["first"]
        assert verify_vault(practice).problems == ()


def test_what_another_backup_began_is_not_taken_for_this_one(where: Settings, tmp_path: Path) -> None:
    """A newer backup left an unfinished copy: records behind the end of this one would come to light again."""
    with open_practice(where, Nobody()) as practice:
        note_contact(practice, "MK-014", "second")
        backing_up.back_up(practice, tmp_path / "newer.ipt")
    remove_vault(where.where)
    with open_vault(str(tmp_path / "newer.ipt")) as newer:
        begin_copy(newer, where.where)
        with Session(read_address(where.where)) as session:
            copy = GrowingCopy(session)
            for stream, _ in newer.streams():
                for seq, blob in newer.read(stream):
                    copy.take([Append(stream, seq, blob)], [])
    with pytest.raises(NotTheSame):
        restore(where, tmp_path)
    with pytest.raises(UnfinishedCopy):
        open_vault(where.where)
    assert restore(where, tmp_path, "newer.ipt").charts == 1


def test_a_damaged_backup_is_not_begun_with(where: Settings, tmp_path: Path) -> None:
    """Nothing is on the server afterwards, and no unfinished copy either."""
    remove_vault(where.where)
    with open_vault(str(tmp_path / "backup.ipt")) as port:
        port._db.execute("UPDATE record SET blob = zeroblob(length(blob)) WHERE seq = 2")  # type: ignore[attr-defined]
    with pytest.raises(Unproven):
        restore(where, tmp_path)
    with pytest.raises(VaultNotFound):
        open_vault(where.where)


def test_a_practice_of_some_charts_goes_and_comes_byte_for_byte(
    where: Settings, server: Server, tmp_path: Path
) -> None:
    """The backup holds what the vault held; what is restored holds what the backup holds, and the word of it."""
    with open_practice(where, Nobody()) as practice:
        for number in range(12):
            clients.add_client(practice, f"C-{number}", "", None, clients.NewCourse())
            note_contact(practice, f"C-{number}", "a call")
        before = contents(where.where)
        backing_up.back_up(practice, tmp_path / "all.ipt")
    assert contents(str(tmp_path / "all.ipt")) == before
    shutil.rmtree(tmp_path / "state")
    there = where._replace(where=server.new_place())
    assert restore(there, tmp_path, "all.ipt").charts == 13
    restored = contents(there.where)
    assert restored[0] == before[0]
    assert len(restored[1]) == len(before[1]) + 1
    assert set(before[1]) <= set(restored[1])
