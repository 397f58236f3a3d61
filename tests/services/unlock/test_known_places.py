"""A vault that is gone is told from one that never was."""

from __future__ import annotations

import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import VaultNotFound
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import make_vault, with_key_file

if TYPE_CHECKING:
    from pathlib import Path


def test_where_this_computer_knew_a_vault_a_missing_one_is_lost_or_moved(tmp_path: Path) -> None:
    """The hint names both ways out, and no longer a new vault."""
    where = make_vault(tmp_path)
    (tmp_path / "vault.ipt").unlink()
    with pytest.raises(VaultNotFound, match="there is no vault at") as gone:
        open_practice(where, Nobody())
    assert "this computer knew a vault here" in gone.value.hint
    assert "vault restore" in gone.value.hint
    assert "--vault" in gone.value.hint


def test_where_none_was_known_a_new_one_is_made(tmp_path: Path) -> None:
    """Another vault of this computer makes no difference."""
    known = tmp_path / "known"
    known.mkdir()
    where = make_vault(known)
    open_practice(where, Nobody()).close()
    elsewhere = where._replace(where=str(tmp_path / "elsewhere.ipt"))
    with pytest.raises(VaultNotFound) as never:
        open_practice(elsewhere, Nobody())
    assert "ipt-notes init" in never.value.hint


def test_the_note_of_it_names_no_place_and_is_the_user_s_own(tmp_path: Path) -> None:
    """An empty file named by a digest, and the place's name in a sealed one; both 0600."""
    where = make_vault(tmp_path)
    notes = sorted((where.state / "places").iterdir(), key=lambda note: note.stat().st_size)
    assert len(notes) == 2
    assert notes[0].read_bytes() == b""
    assert b"vault" not in notes[1].read_bytes()
    for note in notes:
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
        assert "vault" not in note.name


def test_a_state_folder_that_can_not_be_written_stands_in_nobody_s_way(tmp_path: Path) -> None:
    """The vault opens; there is only no note of its place."""
    make_vault(tmp_path)
    where = with_key_file(tmp_path)
    shutil.rmtree(where.state / "places")
    (where.state / "places").write_text("in the way")
    open_practice(where, Nobody()).close()
    (tmp_path / "vault.ipt").unlink()
    with pytest.raises(VaultNotFound) as gone:
        open_practice(where, Nobody())
    assert "ipt-notes init" in gone.value.hint
