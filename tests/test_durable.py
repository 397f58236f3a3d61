"""Files and folders that are there for good are for their owner alone."""

import os
import stat
from pathlib import Path

import pytest

from ipt_notes.durable import NewFile, write_secret

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


@pytest.fixture(params=["without a name", "with a hidden name"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to write a file that has no place yet: as on Linux, and as where there is no /proc or no such files."""
    if request.param == "with a hidden name":
        monkeypatch.setattr("ipt_notes.durable._HANDLES", "/nowhere")


@pytest.mark.usefixtures("way")
def test_a_new_file_has_a_place_when_it_is_put_there_and_not_before(tmp_path: Path) -> None:
    """Whole, its owner's alone, and nothing beside it."""
    with NewFile(tmp_path, b"whole") as file:
        assert not (tmp_path / "one").exists()
        file.put(tmp_path / "one")
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    assert (tmp_path / "one").read_bytes() == b"whole"
    assert _mode(tmp_path / "one") == 0o600


@pytest.mark.usefixtures("way")
def test_a_new_file_takes_another_one_s_place_only_when_told(tmp_path: Path) -> None:
    """The old one stays until then, and nothing is left of what was not put."""
    (tmp_path / "one").write_bytes(b"old")
    with pytest.raises(FileExistsError), NewFile(tmp_path, b"new") as file:
        file.put(tmp_path / "one")
    assert (tmp_path / "one").read_bytes() == b"old"
    with NewFile(tmp_path, b"new") as file:
        file.put(tmp_path / "one", replace=True)
    assert (tmp_path / "one").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_where_linux_allows_it_a_new_file_leaves_nothing_to_find(tmp_path: Path) -> None:
    """A kill at this moment would leave an empty folder."""
    if not hasattr(os, "O_TMPFILE"):
        pytest.skip("only Linux has files without a name")
    with NewFile(tmp_path, b"whole"):
        assert list(tmp_path.iterdir()) == []
