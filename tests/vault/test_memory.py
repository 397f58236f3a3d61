"""The vault in memory is a vault."""

from __future__ import annotations

import pytest

from tests.vault.contract import OPEN, VAULT, VaultContract
from tests.vault_memory import MemoryVault, Store


class TestMemory(VaultContract):
    """Every promise of the port."""

    @pytest.fixture
    def open_again(self) -> OPEN:
        """One store, opened again and again."""
        store = Store(VAULT)
        return lambda: MemoryVault(store)

    @pytest.fixture
    def fresh(self) -> OPEN:
        """A new store each time."""
        return lambda: MemoryVault(Store(VAULT))
