"""Doctor ends whatever this machine lacks."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from ipt_notes.errors import WorldProblem
from ipt_notes.keys import kdf
from ipt_notes.services.doctoring import examine
from ipt_notes.services.settings import read_settings

GOLDEN = Path(__file__).parents[1] / "vault" / "golden" / "format-1"


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


def test_a_vault_of_an_older_format_is_told_with_what_to_do(tmp_path: Path, env: dict[str, str]) -> None:
    """Its permissions are fine."""
    shutil.copy(GOLDEN / "vault.ipt", tmp_path / "vault.ipt")
    vault = next(point for point in examine(read_settings(env=env)).points if point.about == "vault")
    assert "of format 1" in vault.found
    assert vault.todo == "ipt-notes vault upgrade"


def test_copies_beside_the_vault_are_told(tmp_path: Path, env: dict[str, str]) -> None:
    """What an upgrade kept, and what a killed program left: who is erased can still be read there."""
    for name in ("vault.ipt", "vault.ipt.format-1", ".backup.ipt.0a1b2c3d.building"):
        shutil.copy(GOLDEN / "vault.ipt", tmp_path / name)
    told = [point for point in examine(read_settings(env=env)).points if point.about == "copies"]
    assert [point.found for point in told] == [
        "other vaults in its folder: vault.ipt.format-1",
        "left in its folder by programs that were killed: .backup.ipt.0a1b2c3d.building",
    ]
    assert "can still be read there" in told[0].todo


def test_a_vault_alone_in_its_folder_has_no_copies_to_tell_of(tmp_path: Path, env: dict[str, str]) -> None:
    """Nothing is said of them."""
    shutil.copy(GOLDEN / "vault.ipt", tmp_path / "vault.ipt")
    assert "copies" not in [point.about for point in examine(read_settings(env=env)).points]


@pytest.mark.skipif(os.name != "posix", reason="there are no such permissions elsewhere")
def test_a_vault_that_others_can_look_at_is_told(tmp_path: Path, env: dict[str, str]) -> None:
    """With the command that mends it; one for its owner alone is good."""
    where = read_settings(env=env)._replace(state_folder=tmp_path / "no state")
    path = tmp_path / "vault.ipt"
    path.write_bytes(b"")
    for mode, state in ((0o640, "look"), (0o600, "good")):
        path.chmod(mode)
        privacy = next(point for point in examine(where).points if point.about == "privacy")
        assert privacy.state == state
        assert (f"chmod -R go= {path}" in privacy.todo) is (state == "look")


@pytest.mark.skipif(os.name != "posix", reason="paths of other systems fail in other ways")
@pytest.mark.parametrize("name", ["x" * 300, "loop/vault.ipt", "file/vault.ipt"])
def test_a_place_that_can_not_be_looked_at_is_told(tmp_path: Path, env: dict[str, str], name: str) -> None:
    """A name that is too long, a loop of links, a file where a folder should be: the rest is looked at all the same."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").touch()
    examined = examine(read_settings(env=env | {"IPT_NOTES_VAULT": str(tmp_path / name)}))
    assert [point.about for point in examined.points][-1] == "terminal"
    assert "good" not in [point.state for point in examined.points if point.about == "vault"]
