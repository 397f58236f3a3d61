"""What lies beside the tables: files that SQLite would obey, a file that is cut, rows that no machine could hold, and new roots."""

from __future__ import annotations

import struct
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import KeysGone, KeysReplaced, RolledBack, VaultDamaged
from ipt_notes.services import clients
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import rekeying
from ipt_notes.services.unlock.unlocking import open_practice, open_with_root
from ipt_notes.vault.sqlite import SqliteVault
from tests.tampering.flips import query
from tests.tampering.looking import not_for_ever, read, untrue, verified
from tests.tampering.scene import NEW_WORDS, PLAIN, SIGNED
from tests.tampering.thief import Thief
from tests.vault.building import Scripted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tampering.looking import Look
    from tests.tampering.scene import Scene

WRITTEN = "is not as it was last written"
_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
"""What a rollback journal of SQLite begins with, and what the name of a super-journal ends with (fileformat2.html, 3)."""


@pytest.fixture
def there(scene: Scene, tmp_path: Path) -> Scene:
    """A practice of one's own."""
    return scene.copy(tmp_path / "practice")


def journal_naming(other: Path, pages: int) -> bytes:
    """A rollback journal without a page, which belongs to a super-journal: once it is played back, SQLite deletes that."""
    name = bytes(other)
    header = _MAGIC + struct.pack(">IIIII", 0, 0, pages, 512, 16384)
    lock_page = 0x40000000 // 16384 + 1
    return (
        header.ljust(512, b"\0")
        + struct.pack(">I", lock_page)
        + name
        + struct.pack(">II", len(name), sum(name))
        + _MAGIC
    )


def test_a_journal_beside_the_vault_deletes_no_file(there: Scene) -> None:
    """Who can write into the vault's folder would have any file of its owner deleted by the next command."""
    diary = there.folder / "diary.txt"
    diary.write_text("It rained all of Tuesday.\n")
    journal = there.vault.with_name("vault.ipt-journal")
    journal.write_bytes(journal_naming(diary, there.vault.stat().st_size // 16384))
    with pytest.raises(VaultDamaged) as told:
        open_practice(there.settings(), Nobody())
    assert "a journal lies beside it" in told.value.message
    assert verified(there.settings())
    assert diary.exists()
    assert journal.exists()


def test_a_link_to_an_older_vault_is_no_move(there: Scene) -> None:
    """An older copy elsewhere may be looked into; in the place of the vault it is told, however it came there."""
    elsewhere = there.folder / "aside.ipt"
    elsewhere.write_bytes(there.earlier["before the new key"])
    there.vault.unlink()
    there.vault.symlink_to(elsewhere)
    with pytest.raises(RolledBack):
        open_practice(there.settings(), Nobody())
    assert "is older than this computer has seen it" in "\n".join(verified(there.settings()))


@pytest.mark.parametrize("part", [0, 1, 99, 100, 16384, 16385, 40000, 131071])
def test_a_file_that_was_cut_is_told(there: Scene, truth: Look, part: int) -> None:
    """Wherever it ends."""
    there.vault.write_bytes(there.vault.read_bytes()[:part])
    assert verified(there.settings())
    look = read(there.settings())
    assert look.told
    assert untrue(look, truth) == []


def test_every_page_can_be_torn_out_or_put_in_anothers_place(there: Scene, truth: Look) -> None:
    """As a disk does that loses a write, or writes it to the wrong place."""
    whole, size = there.vault.read_bytes(), 16384
    for page in range(0, len(whole), size):
        for other in (bytes(size), whole[-size:], whole[size : 2 * size]):
            there.vault.write_bytes(whole[:page] + other + whole[page + size :])
            with not_for_ever():
                problems, look = verified(there.settings()), read(there.settings())
            assert problems or look == truth
            assert untrue(look, truth) == []


def test_rows_in_no_order_are_not_read_for_ever(there: Scene, truth: Look) -> None:
    """SQLite looks for what comes after the last row, and would find the first one again."""
    whole = there.vault.read_bytes()
    streams = [
        stream for (stream,) in query(there.vault, "SELECT DISTINCT stream FROM record ORDER BY stream")
    ]
    slots = [row for (row,) in query(there.vault, "SELECT id FROM key_row WHERE kind = 'slot' ORDER BY id")]
    for key in (streams[-1], slots[-1]):
        there.vault.write_bytes(whole.replace(key, bytes(16)))
        with not_for_ever():
            problems, look = verified(there.settings()), read(there.settings())
        assert problems
        assert untrue(look, truth) == []


def test_a_record_of_300_megabytes_is_not_read(there: Scene, truth: Look) -> None:
    """It is no record that this program wrote; what else is there is read."""
    with closing(Thief(there)) as thief:
        stream = thief.streams[PLAIN]
        thief.sql("UPDATE record SET blob = zeroblob(300000000) WHERE stream = ? AND seq = 2", stream)
    look = read(there.settings())
    assert "a row is larger than any that this program writes" in "\n".join(look.told)
    assert look.found[SIGNED] == truth.found[SIGNED]
    assert untrue(look, truth) == []


def test_strange_slots_cost_one_look_at_the_ledger(there: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: else a file of them would make every command wait."""
    with closing(Thief(there)) as thief:
        ledger = thief.streams["ledger"]
        thief.many_slots(200)
    looks, true_read = [], SqliteVault.read

    def read_ledger(port: SqliteVault, stream: bytes, after: int = 0) -> object:
        looks.extend([after] if stream == ledger else [])
        return true_read(port, stream, after)

    monkeypatch.setattr(SqliteVault, "read", read_ledger)
    with open_practice(there.settings(), Nobody()) as practice:
        assert len(practice.damage) == 200
    assert looks.count(0) == 1


def test_a_new_client_does_not_cover_up_for_one_who_was_removed(there: Scene) -> None:
    """The ledger would tell of the new grant, and nobody of the old one."""
    with closing(Thief(there)) as thief:
        thief.sql("DELETE FROM key_row WHERE id = ?", thief.tags[PLAIN])
        thief.put(PLAIN, [])
    with open_practice(there.settings(), Nobody()) as practice, pytest.raises(KeysGone):
        clients.add_client(practice, PLAIN, "", None, clients.NewCourse())
    assert f"the grant of {PLAIN} is gone" in "\n".join(read(there.settings()).told)


def test_a_new_key_does_not_cover_up_for_an_old_grant(there: Scene) -> None:
    """It is not made of a grant that was put back."""
    with closing(Thief(there)) as thief:
        thief.keys_from_earlier("before the new key", "kind = 'grant'")
    with open_practice(there.settings(), Nobody()) as practice, pytest.raises(KeysReplaced):
        rekeying.rekey_client(practice, SIGNED)


def test_the_old_ways_in_open_no_new_root(there: Scene) -> None:
    """Old slots alone open nothing that fits; with the old identity they do, and that is told by each command."""
    practice, opened_by = open_with_root(there.settings(), Nobody())
    there.earlier["with the old root"] = there.vault.read_bytes()
    with practice:
        kit = there.folder / "new-kit.txt"
        rekeying.rekey_vault(practice, opened_by.root, Scripted(NEW_WORDS), kit=kit)
    with closing(Thief(there)) as thief:
        thief.keys_from_earlier("with the old root", "kind = 'slot'")
        assert "the identity of a member" in "\n".join(read(there.settings()).told)
        thief.keys_from_earlier("with the old root", "kind = 'member'")
    told = f"the identity of a member {WRITTEN}"
    assert told in read(there.settings()).told
    assert told in verified(there.settings())
