"""What killed programs were building is found and removed; what a living one is building is left alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ipt_notes.vault import copies
from ipt_notes.vault.copies import beside, hidden, left_behind, sweep
from ipt_notes.vault.sqlite import create

if TYPE_CHECKING:
    from pathlib import Path


def killed(folder: Path, *endings: str) -> None:
    """A program that was building something there, and is gone."""
    child = os.fork()
    if child == 0:
        try:
            with hidden(folder / "backup.ipt") as building:
                for ending in endings:
                    building.with_name(building.name + ending).write_bytes(b"half")
                os._exit(9)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def names(folder: Path) -> list[str]:
    """What lies there."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("endings", [(), ("",), ("-journal",), ("", "-wal", "-shm")])
def test_what_a_killed_program_was_building_is_swept(tmp_path: Path, endings: tuple[str, ...]) -> None:
    """However far it had come."""
    killed(tmp_path, *endings)
    assert len(left_behind(tmp_path)) == 1
    sweep(tmp_path)
    assert names(tmp_path) == []


def test_the_next_copy_in_that_folder_sweeps_first(tmp_path: Path) -> None:
    """Whatever its name is to be."""
    killed(tmp_path, "", "-wal")
    with create(tmp_path / "another.ipt", bytes(16), ()):
        assert [name for name in names(tmp_path) if name.startswith(".")] == []


def test_what_a_living_program_is_building_is_left_alone(tmp_path: Path) -> None:
    """Two programs build in the same folder."""
    with hidden(tmp_path / "backup.ipt") as building:
        building.write_bytes(b"half")
        with hidden(tmp_path / "backup.ipt") as other:
            assert other != building
        sweep(tmp_path)
        assert left_behind(tmp_path) == []
        assert building.read_bytes() == b"half"
    assert names(tmp_path) == []


def test_a_name_that_a_living_program_took_just_now_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the folder and the removal."""
    with hidden(tmp_path / "backup.ipt") as building:
        building.write_bytes(b"half")
        monkeypatch.setattr(copies, "is_locked", lambda _: False)
        sweep(tmp_path)
        assert building.read_bytes() == b"half"


@pytest.mark.parametrize(
    "name", [".backup.ipt.0a1b2c3d", "backup.ipt.0a1b2c3d.building", ".x.zz1b2c3d.building"]
)
def test_a_file_of_somebody_else_is_never_swept(tmp_path: Path, name: str) -> None:
    """Though its name is nearly one of ours."""
    (tmp_path / name).write_bytes(b"mine")
    sweep(tmp_path)
    assert names(tmp_path) == [name]


def test_the_vaults_beside_a_vault_are_told_from_other_files(tmp_path: Path) -> None:
    """By how they begin; a pipe is not opened."""
    for name in ("vault.ipt", "copy", "vault.ipt.format-1"):
        create(tmp_path / name, bytes(16), ()).close()
    (tmp_path / "letter.txt").write_text("SQLite format 3", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert [path.name for path in beside(tmp_path / "vault.ipt")] == ["copy", "vault.ipt.format-1"]
    assert beside(tmp_path / "nowhere" / "vault.ipt") == []
