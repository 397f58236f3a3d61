"""A vault's file that is moved, replaced or deleted while it is open, and what an earlier vault left at its place."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import FileInTheWay, VaultMoved
from ipt_notes.vault.port import Append
from ipt_notes.vault.sqlite import create, open_
from tests.vault.contract import ONE, VAULT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _moved(path: Path) -> None:
    path.rename(path.with_name("aside.ipt"))


def _deleted(path: Path) -> None:
    path.unlink()


def _replaced(path: Path) -> None:
    shutil.copy(path, path.with_name("copy.ipt"))
    path.with_name("copy.ipt").replace(path)


@pytest.mark.parametrize("happens", [_moved, _deleted, _replaced])
def test_what_would_be_written_where_nobody_finds_it_is_refused(
    tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    """So that the text stays a draft."""
    path = tmp_path / "vault.ipt"
    with create(path, VAULT, []) as vault:
        vault.commit([Append(ONE, 1, b"r")])
        happens(path)
        with pytest.raises(VaultMoved):
            vault.commit([Append(ONE, 2, b"s")])


def test_a_move_at_the_moment_of_the_commit_is_told(tmp_path: Path) -> None:
    """What was written is in the moved file; the person hears that it is not where it should be."""
    path = tmp_path / "vault.ipt"
    with create(path, VAULT, []) as vault:
        begin = vault._begin

        def meanwhile() -> None:
            begin()
            vault._require_in_place = lambda: (_moved(path), delattr(vault, "_require_in_place"))

        vault._begin = meanwhile
        with pytest.raises(VaultMoved):
            vault.commit([Append(ONE, 1, b"r")])


def test_a_vault_is_not_made_where_an_earlier_ones_newest_notes_lie(tmp_path: Path) -> None:
    """They would be read into it. Nothing of them is touched."""
    path = tmp_path / "vault.ipt"
    (tmp_path / "vault.ipt-wal").write_bytes(b"newest")
    with pytest.raises(FileInTheWay):
        create(path, VAULT, [])
    assert [each.name for each in tmp_path.iterdir()] == ["vault.ipt-wal"]
    assert (tmp_path / "vault.ipt-wal").read_bytes() == b"newest"
    (tmp_path / "vault.ipt-wal").rename(tmp_path / "aside.ipt-wal")
    create(path, VAULT, []).close()
    open_(path).close()
