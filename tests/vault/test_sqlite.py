"""The vault in one SQLite file is a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ipt_notes.vault.sqlite import create, open_
from tests.vault.contract import OPEN, VAULT, VaultContract

if TYPE_CHECKING:
    from pathlib import Path


class TestSqlite(VaultContract):
    """Every promise of the port."""

    @pytest.fixture
    def open_again(self, tmp_path: Path) -> OPEN:
        """One file, opened again and again."""
        create(tmp_path / "vault.ipt", VAULT, []).close()
        return lambda: open_(tmp_path / "vault.ipt")

    @pytest.fixture
    def fresh(self, tmp_path: Path) -> OPEN:
        """A new file each time."""

        def make():
            (tmp_path / "vault.ipt").unlink(missing_ok=True)
            return create(tmp_path / "vault.ipt", VAULT, [])

        return make
