"""A key file: private, whole, never written over, and told in words when it can't be used."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Locked, WorldProblem
from ipt_notes.keys.key_file import KeyFileUnusable, new_secret, read_key_file, write_key_file
from tests.vault.surroundings import with_largest_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_key_file_is_private_and_read_back(tmp_path: Path) -> None:
    """0600, its folders made 0700; two are never alike."""
    path, secret = tmp_path / "new" / "key", new_secret()
    write_key_file(path, secret)
    assert read_key_file(path) == secret != new_secret()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    """The one that is there may open another vault."""
    path = tmp_path / "key"
    write_key_file(path, new_secret())
    before = path.read_bytes()
    with pytest.raises(WorldProblem, match="already"):
        write_key_file(path, new_secret())
    assert path.read_bytes() == before


def test_a_key_file_is_written_wholly_or_not_at_all(tmp_path: Path) -> None:
    """Half a key would look like one."""

    def write() -> None:
        with pytest.raises(WorldProblem):
            write_key_file(tmp_path / "key", new_secret())

    with_largest_file(40, write)
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o602])
def test_a_key_file_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    """The hint is the command that mends it, as a shell takes it."""
    path = tmp_path / "my key"
    write_key_file(path, new_secret())
    path.chmod(mode)
    with pytest.raises(KeyFileUnusable, match="by others") as refused:
        read_key_file(path)
    assert refused.value.hint == f"run: chmod 600 '{path}'"


@pytest.mark.parametrize(
    "text",
    ["", "ipt-notes key file\n", "ipt-notes key file\nabcd\n", f"{'ab' * 32}\n", f"ipt-notes key file\n{'zz' * 32}\n",
     f"ipt-notes key file\n{'ab' * 32}\nmore\n", "\0" * 64, "Dear diary ä"],
)  # fmt: skip
def test_what_is_no_key_file_is_told(tmp_path: Path, text: str) -> None:
    """Never taken for a key; nothing of it is shown."""
    path = tmp_path / "key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFileUnusable, match="is no key file"):
        read_key_file(path)


def test_a_key_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    """Line ends do not matter."""
    path, secret = tmp_path / "key", new_secret()
    path.write_bytes(f"ipt-notes key file\r\n{secret.hex()}\r\n\r\n".encode())
    path.chmod(0o600)
    assert read_key_file(path) == secret


@pytest.mark.parametrize("name", ["missing", ".", "missing/key"])
def test_a_key_file_that_is_not_there_keeps_the_vault_locked(tmp_path: Path, name: str) -> None:
    """Exit code 3, and the path is named."""
    with pytest.raises(Locked) as locked:
        read_key_file(tmp_path / name)
    assert locked.value.exit_code == 3
    assert str(tmp_path / name) in locked.value.message
