"""Backup, restore, and a vault that is taken as it is: proven before it has its place, and told for what it is."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import FileInTheWay, RolledBack, UsageProblem, VaultExists
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import accepting, auditing, backing_up, upgrading
from ipt_notes.services.trust.backing_up import Unproven
from ipt_notes.services.trust.copies import VaultIsCopy
from ipt_notes.services.trust.ledger import Accepted, BackedUp, Restored, read_ledger
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock.unlocking import open_practice, open_untrusted
from tests.vault.building import contacts, make_practice, note_contact, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings


GOLDEN = Path(__file__).parents[2] / "vault" / "golden" / "format-1"


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
            accepting.accept(older, " ")
        accepting.accept(older, "the disk failed")
    with open_practice(practice.settings, Nobody()) as accepted:
        assert contacts(accepted, "MK-014") == ["first"]
        assert [line.reason for line in said(accepted, Accepted)] == ["the disk failed"]


def test_a_damaged_vault_is_not_accepted(practice: Practice) -> None:
    """Older is one thing, changed another."""
    practice.port._db.execute("DELETE FROM key_row WHERE kind = 'grant'")
    with pytest.raises(Unproven):
        accepting.accept(practice, "never mind")
    assert said(practice, Accepted) == []


def test_another_machine_asks_before_it_takes_a_restored_vault(practice: Practice, tmp_path: Path) -> None:
    """It has seen more; the error tells that a backup was restored, and when."""
    there = backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    elsewhere = practice.settings._replace(state_folder=tmp_path / "elsewhere")
    with open_practice(elsewhere, Nobody()) as other:
        other.open("MK-014")
        auditing.record_looks(other, "note show")
    practice.close()
    (tmp_path / "vault.ipt").unlink()
    with open_untrusted(there, Nobody()) as backup:
        backing_up.restore(backup, practice.settings)
    with pytest.raises(RolledBack) as told:
        open_practice(elsewhere, Nobody())
    assert "in the place of another on 2026-03-16" in told.value.details[0]
    assert "the chart of MK-014 lacks a record that this computer has seen" in told.value.details


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


def test_a_copy_of_another_day_can_be_looked_into(practice: Practice, tmp_path: Path) -> None:
    """At another place it is read, and not written; what this machine knows of the vault stays as it is."""
    there = backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    with open_practice(there, Nobody()) as copy:
        assert contacts(copy, "MK-014") == ["first"]
        assert any("older copy" in line for line in copy.asides)
        with pytest.raises(VaultIsCopy):
            note_contact(copy, "MK-014", "in the wrong one")
    with open_practice(practice.settings, Nobody()) as real:
        assert contacts(real, "MK-014") == ["first", "later"]


def test_a_drill_leaves_the_real_vault_as_it_is(practice: Practice, tmp_path: Path) -> None:
    """A backup restored to another place is looked into there; the real one goes on."""
    there = backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    drill = practice.settings._replace(where=str(tmp_path / "drill.ipt"))
    with open_untrusted(there, Nobody()) as backup:
        assert backing_up.restore(backup, drill).is_elsewhere_too
    with open_practice(drill, Nobody()) as copy:
        assert contacts(copy, "MK-014") == ["first"]
    with open_practice(practice.settings, Nobody()) as real:
        assert contacts(real, "MK-014") == ["first", "later"]
        note_contact(real, "MK-014", "and on")


def test_a_moved_vault_is_the_same_vault(practice: Practice, tmp_path: Path) -> None:
    """It is written at its new place, and an older one put there is told from then on."""
    practice.close()
    (tmp_path / "vault.ipt").rename(tmp_path / "moved.ipt")
    moved = practice.settings._replace(where=str(tmp_path / "moved.ipt"))
    shutil.copy(tmp_path / "moved.ipt", tmp_path / "early.ipt")
    with open_practice(moved, Nobody()) as again:
        note_contact(again, "MK-014", "here")
    shutil.copy(tmp_path / "early.ipt", tmp_path / "moved.ipt")
    with open_practice(moved, Nobody()) as older:
        assert any("the chart of MK-014 is older" in line for line in older.damage)


def test_an_older_copy_that_is_accepted_is_the_vault_from_then_on(practice: Practice, tmp_path: Path) -> None:
    """And the one at the old place is the older copy now, for it lacks what is written here."""
    there = backup_of(practice, tmp_path)
    note_contact(practice, "MK-014", "later")
    with open_untrusted(there, Nobody()) as copy:
        accepting.accept(copy, "the other disk is failing")
    with open_practice(there, Nobody()) as accepted:
        note_contact(accepted, "MK-014", "here")
    with open_practice(practice.settings, Nobody()) as other:
        assert other.port.read_only


def test_a_vault_of_format_1_that_was_put_back_is_accepted_and_brought_up_to_date(tmp_path: Path) -> None:
    """Otherwise each command would name the other."""
    for name in ("vault.ipt", "key"):
        shutil.copy(GOLDEN / name, tmp_path / name)
        (tmp_path / name).chmod(0o600)
    where = settings(tmp_path, {"IPT_NOTES_KEY_FILE": str(tmp_path / "key")})
    with open_practice(where, Nobody()) as practice:
        upgrading.upgrade(practice)
        note_contact(practice, "MK-014", "later")
    (tmp_path / "vault.ipt").unlink()
    (tmp_path / "vault.ipt.format-1").rename(tmp_path / "vault.ipt")
    with open_untrusted(where, Nobody()) as older:
        accepting.accept(older, "the disk failed")
    with open_practice(where, Nobody()) as practice:
        assert "later" not in contacts(practice, "MK-014")
        note_contact(practice, "MK-014", "anew")
