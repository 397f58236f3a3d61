"""What this computer remembers of a vault, itself changed: it never makes a sound vault look damaged, and what it is then unable to tell is said."""

from __future__ import annotations

import random
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ipt_notes.services.person import Nobody
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.unlock.unlocking import open_practice
from ipt_notes.vault.port import Head
from tests.tampering.looking import is_earlier, read, verified
from tests.tampering.scene import HERE, PLAIN, SIGNED, THERE, make_scene
from tests.tampering.thief import Thief

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tampering.looking import Look
    from tests.tampering.scene import Scene

GONE = "what this computer remembered of this vault is gone: it can't tell what was cut off since"
NEW = "this computer sees this vault for the first time: it can't tell what was cut off before"


@pytest.fixture
def there(scene: Scene, tmp_path: Path) -> Scene:
    """A practice of one's own."""
    return scene.copy(tmp_path / "practice")


def memory(scene: Scene) -> Path:
    """The file that remembers."""
    (path,) = (scene.folder / HERE / "heads").iterdir()
    return path


def asides(scene: Scene, computer: str = HERE) -> list[str]:
    """What a person hears beside the answer."""
    with open_practice(scene.settings(computer), Nobody()) as practice:
        assert practice.damage == []
        return practice.asides


def assert_all_is_well(scene: Scene, truth: Look) -> None:
    """Everything is read, and nothing is said to be wrong."""
    assert verified(scene.settings()) == ()
    assert read(scene.settings()) == truth


def test_a_memory_that_is_gone_is_said_to_be_gone(there: Scene, truth: Look) -> None:
    """Not that the vault is new here: this computer's own audit is in it."""
    memory(there).unlink()
    assert asides(there) == [GONE]
    assert_all_is_well(there, truth)


def test_a_new_computer_says_that_it_is_new(there: Scene) -> None:
    """It can't know of what was cut off before."""
    assert asides(there, "a new computer") == [NEW]
    assert asides(there, "a new computer") == []


def test_the_memory_of_another_vault_is_none(there: Scene, truth: Look, tmp_path: Path) -> None:
    """Nor that of another member: no row of it opens."""
    other = make_scene(tmp_path / "another")
    memory(there).write_bytes(memory(other).read_bytes())
    assert asides(there) == [GONE]
    assert_all_is_well(there, truth)


def test_an_older_memory_learns_what_it_lacks(there: Scene, truth: Look) -> None:
    """That of an earlier day: the ledger tells the rest."""
    whole = memory(there).read_bytes()
    for length in range(0, len(whole), 77 * 5):
        memory(there).write_bytes(whole[:length])
        assert_all_is_well(there, truth)


def test_a_memory_cut_anywhere_or_changed_anywhere_accuses_nobody(there: Scene, truth: Look) -> None:
    """A row that does not open is none."""
    whole, draw = memory(there).read_bytes(), random.Random(2)
    for _ in range(60):
        at = draw.randrange(len(whole))
        changed = draw.choice(
            [whole[:at], whole[:at] + bytes([whole[at] ^ 1 << draw.randrange(8)]) + whole[at + 1 :]]
        )
        memory(there).write_bytes(changed)
        assert_all_is_well(there, truth)


def test_rows_in_another_order_are_the_same_memory(there: Scene, truth: Look) -> None:
    """An old row behind a new one takes nothing back."""
    whole = memory(there).read_bytes()
    rows = [whole[at : at + 77] for at in range(0, len(whole), 77)]
    memory(there).write_bytes(b"".join(reversed(rows)) + rows[0])
    assert_all_is_well(there, truth)
    with closing(Thief(there)) as thief:
        thief.cut(SIGNED)
    assert f"the chart of {SIGNED} is older" in "\n".join(read(there.settings()).told)


def test_an_older_vault_is_told_by_any_command(there: Scene) -> None:
    """Though it reads another chart than the one that was written last, and nothing else was written since."""
    there.vault.write_bytes(there.earlier["before the last note"])
    with open_practice(there.settings(), Nobody()) as practice:
        practice.open(PLAIN)
        assert [line for line in practice.damage if f"the chart of {SIGNED} is older" in line]


def test_what_was_written_last_is_known_however_much_was_written(there: Scene) -> None:
    """Also when the file that remembers was written anew."""
    with open_practice(there.settings(), Nobody()) as practice:
        heads = practice.heads
        for seq in range(100, 900):
            heads.advance(chain_name(b"a stream" * 2), Head(seq, bytes(32)))
            heads.flush()
        for name in (b"z" * 16, b"b" * 16):
            heads.advance(chain_name(name), Head(1, bytes(32)))
        heads.flush()
    with open_practice(there.settings(), Nobody()) as practice:
        assert [name for name, _ in practice.heads.latest()][-2:] == [
            chain_name(b"z" * 16),
            chain_name(b"b" * 16),
        ]


def test_who_changes_both_back_to_the_same_day_is_not_found_out(there: Scene, truth: Look) -> None:
    """The vault and this computer's memory of one moment agree; the threat model says so. The other computer tells."""
    memory(there).unlink()
    there.vault.write_bytes(there.earlier["yesterday"])
    assert verified(there.settings()) == ()
    look = read(there.settings())
    assert look.told == ()
    assert is_earlier(look, truth)
    assert read(there.settings(THERE)).told
    assert verified(there.settings(THERE))
