"""Files and folders that are there for good are for their owner alone."""

import os
import stat
from pathlib import Path

import pytest

from ipt_notes.durable import write_secret

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_folder_that_is_made_is_the_owner_s_alone(tmp_path: Path) -> None:
    """Not only the last one, whatever the umask allows; a folder that was there stays as it is."""
    there = tmp_path / "there"
    there.mkdir()
    there.chmod(0o755)
    old = os.umask(0o022)
    try:
        write_secret(there / "a" / "b" / "c" / "key", "x\n")
    finally:
        os.umask(old)
    made = [there / "a", there / "a" / "b", there / "a" / "b" / "c"]
    assert [_mode(folder) for folder in made] == [0o700] * 3
    assert _mode(made[-1] / "key") == 0o600
    assert _mode(there) == 0o755


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    """A second secret does not take the first one's place."""
    write_secret(tmp_path / "key", "first")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "key", "second")
    assert (tmp_path / "key").read_text(encoding="utf-8") == "first"
