"""Backup, restore, and a vault that is taken as it is: proven before it has its place, and told for what it is."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import FileInTheWay, RolledBack, UsageProblem, VaultExists
from ipt_notes.services import backing_up
from ipt_notes.services.backing_up import Unproven
from ipt_notes.services.ledger import Accepted, BackedUp, Restored, read_ledger
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlocking import open_practice, open_untrusted
from ipt_notes.services.verifying import verify_vault
from tests.vault.building import contacts, make_practice, note_contact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    with make_practice(tmp_path, "MK-014") as practice:
        note_contact(practice, "MK-014", "first")
        yield practice


def said(practice: Practice, kind: type) -> list:
    """What the ledger says of this kind."""
    bodies = (record.body for record, _ in read_ledger(practice.port, practice.member))
    return [body for body in bodies if isinstance(body, kind)]


def backup_of(practice: Practice, tmp_path: Path) -> Settings:
    """The settings of a command at a backup made now."""
    backing_up.back_up(practice, tmp_path / "backup.ipt")
    return practice.settings._replace(where=str(tmp_path / "backup.ipt"))


def test_a_backup_holds_everything_and_is_recorded(practice: Practice, tmp_path: Path) -> None:
    """It opens with the same ways in, and is all authentic."""
    there = backup_of(practice, tmp_path)
    with open_untrusted(there, Nobody()) as backup:
        assert contacts(backup, "MK-014") == ["first"]
        assert verify_vault(backup, against_seen=False).problems == ()
    (line,) = said(practice, BackedUp)
    assert line.records == 7


def test_a_backup_never_takes_the_place_of_a_file(practice: Practice, tmp_path: Path) -> None:
    """Nor is it recorded."""
    (tmp_path / "there").write_text("a letter", encoding="utf-8")
    with pytest.raises(FileInTheWay):
        backing_up.back_up(practice, tmp_path / "there")
    assert (tmp_path / "there").read_text(encoding="utf-8") == "a letter"
    assert said(practice, BackedUp) == []


def test_a_backup_is_of_one_moment_while_others_write(practice: Practice, tmp_path: Path) -> None:
    """Whatever another program appends meanwhile, the copy is whole, and the vault has everything."""

    def write() -> None:
        with open_practice(practice.settings, Nobody()) as other:
            for number in range(20):
                note_contact(other, "MK-014", str(number))

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(3):
        backing_up.back_up(practice, tmp_path / f"{number}.ipt")
    writer.join()
    assert contacts(practice, "MK-014") == ["first", *map(str, range(20))]
    for number in range(3):
        with open_untrusted(
            practice.settings._replace(where=str(tmp_path / f"{number}.ipt")), Nobody()
        ) as one:
            one.heads.forget()
            texts = contacts(one, "MK-014")
            assert texts == ["first", *map(str, range(len(texts) - 1))]
            assert verify_vault(one, against_seen=False).problems == ()


def test_a_damaged_vault_makes_no_backup(practice: Practice, tmp_path: Path) -> None:
    """What is wrong is told, and no file is left."""
    stream = practice.find("MK-014").client
    practice.port._db.execute(
        "UPDATE record SET blob = zeroblob(2000) WHERE stream = ? AND seq = 2", (stream,)
    )
    with pytest.raises(Unproven) as told:
        backing_up.back_up(practice, tmp_path / "backup.ipt")
    assert any("MK-014" in line for line in told.value.details)
    assert not any("backup" in path.name for path in tmp_path.iterdir())


def test_a_restored_vault_is_as_the_backup_was_and_says_so(practice: Practice, tmp_path: Path) -> None:
    """What came later is not in it; this machine takes it for the truth from now on."""
    there = backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    practice.close()
    where = tmp_path / "vault.ipt"
    where.rename(tmp_path / "lost.ipt")
    with open_untrusted(there, Nobody()) as backup:
        backing_up.restore(backup, practice.settings)
    with open_practice(practice.settings, Nobody()) as restored:
        assert contacts(restored, "MK-014") == ["first"]
        assert len(said(restored, Restored)) == 1
        assert verify_vault(restored).problems == ()
        note_contact(restored, "MK-014", "anew")


def test_nothing_is_restored_over_a_vault(practice: Practice, tmp_path: Path) -> None:
    """Move it aside first."""
    there = backup_of(practice, tmp_path)
    with open_untrusted(there, Nobody()) as backup, pytest.raises(VaultExists):
        backing_up.restore(backup, practice.settings)
    assert contacts(practice, "MK-014") == ["first"]


def test_a_backup_put_back_by_hand_is_told_and_can_be_accepted(practice: Practice, tmp_path: Path) -> None:
    """By the next command, whatever it is; with a reason it is accepted, and the ledger tells."""
    backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    practice.close()
    shutil.copy(tmp_path / "backup.ipt", tmp_path / "vault.ipt")
    with pytest.raises(RolledBack):
        open_practice(practice.settings, Nobody())
    with open_untrusted(practice.settings, Nobody()) as older:
        assert any("older than this computer" in line for line in verify_vault(older).problems)
        with pytest.raises(UsageProblem):
            backing_up.accept(older, " ")
        backing_up.accept(older, "the disk failed")
    with open_practice(practice.settings, Nobody()) as accepted:
        assert contacts(accepted, "MK-014") == ["first"]
        assert [line.reason for line in said(accepted, Accepted)] == ["the disk failed"]


def test_a_damaged_vault_is_not_accepted(practice: Practice) -> None:
    """Older is one thing, changed another."""
    practice.port._db.execute("DELETE FROM key_row WHERE kind = 'grant'")
    with pytest.raises(Unproven):
        backing_up.accept(practice, "never mind")
    assert said(practice, Accepted) == []


def test_another_machine_asks_before_it_takes_a_restored_vault(practice: Practice, tmp_path: Path) -> None:
    """It has seen more; the error tells that a backup was restored, and when."""
    there = backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    elsewhere = practice.settings._replace(state_folder=tmp_path / "elsewhere")
    open_practice(elsewhere, Nobody()).close()
    practice.close()
    (tmp_path / "vault.ipt").unlink()
    with open_untrusted(there, Nobody()) as backup:
        backing_up.restore(backup, practice.settings)
    with pytest.raises(RolledBack) as told:
        open_practice(elsewhere, Nobody())
    assert "a backup was restored on 2026-03-16" in told.value.details[0]


def test_a_restore_that_died_before_it_remembered_is_understood(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger names what this machine had seen: nobody is asked."""
    there = backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    practice.close()
    (tmp_path / "vault.ipt").unlink()
    monkeypatch.setattr(backing_up, "learn_anew", lambda _: None)
    with open_untrusted(there, Nobody()) as backup:
        backing_up.restore(backup, practice.settings)
    with open_practice(practice.settings, Nobody()) as restored:
        assert contacts(restored, "MK-014") == ["first"]
