"""Doctor ends whatever this machine lacks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import WorldProblem
from ipt_notes.keys import kdf
from ipt_notes.services.doctoring import examine
from ipt_notes.services.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Nothing but a place for a vault."""
    return {"IPT_NOTES_VAULT": str(tmp_path / "vault.ipt"), "IPT_NOTES_NO_KEYRING": "1"}


def test_a_machine_without_argon2id_is_told(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named as missing, with what to do about it."""

    def lacking(*_: object) -> bytes:
        raise WorldProblem(what="Argon2id is missing")

    monkeypatch.setattr(kdf, "stretch", lacking)
    examined = examine(read_settings(env=env))
    encryption = next(point for point in examined.points if point.about == "encryption")
    assert encryption.state == "missing"
    assert "it lacks Argon2id" in encryption.found
    assert encryption.todo
    assert not examined.is_able


def test_a_keyring_that_is_not_to_be_used_is_not_asked(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With IPT_NOTES_NO_KEYRING its file is not even imported."""
    monkeypatch.setitem(sys.modules, "ipt_notes.keys.keyring_store", None)
    keyring = next(point for point in examine(read_settings(env=env)).points if point.about == "keyring")
    assert keyring.found == "left out by IPT_NOTES_NO_KEYRING"
