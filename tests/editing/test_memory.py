"""Where the file of an external editor may lie, and what becomes of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ipt_notes.editing.edit import NoEditor, find_outside
from ipt_notes.editing.memory import (
    MemoryFolder,
    NoMemoryFolder,
    Place,
    find_place,
    is_memory,
    leave_in_memory,
    wipe,
    wipe_old,
)
from ipt_notes.editing.swap import swap_in_the_clear
from ipt_notes.errors import UsageProblem
from tests.editing.desks import Desk, memory


def _mounts() -> dict[str, str]:
    """Mount points and their types as the kernel lists them: the independent witness."""
    lines = [line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    return {fields[4]: fields[fields.index("-", 6) + 1] for fields in lines}


def test_the_kernel_is_asked_what_a_folder_is_on() -> None:
    """Every readable mount point is told as memory exactly when the list of mounts calls it one of its kinds."""
    mounts = {
        point: kind for point, kind in _mounts().items() if Path(point).is_dir() and os.access(point, os.R_OK)
    }
    assert {point: is_memory(point) for point in mounts} == {
        point: kind in ("tmpfs", "ramfs", "devtmpfs") for point, kind in mounts.items()
    }
    assert "tmpfs" in mounts.values()


def test_a_name_proves_nothing(tmp_path: Path) -> None:
    """A folder that is only called shm, or a link from memory to the disk, is not memory."""
    (tmp_path / "shm").mkdir()
    assert not is_memory(tmp_path / "shm")
    with memory() as runtime:
        (runtime / "link").symlink_to(tmp_path)
        assert not is_memory(runtime / "link")
        (tmp_path / "back").symlink_to(runtime)
        assert is_memory(tmp_path / "back")


def test_the_login_s_own_memory_comes_first(desk: Desk) -> None:
    """$XDG_RUNTIME_DIR when it is verified, else /dev/shm."""
    assert find_place(desk.env) == Place(desk.runtime, is_memory=True)
    assert find_place({"XDG_RUNTIME_DIR": str(desk.home)}) == Place(Path("/dev/shm"), is_memory=True)


def test_without_memory_it_is_refused_with_the_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows, where the kernel can't be asked."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(NoMemoryFolder) as error:
        find_place({})
    assert "--editor builtin" in error.value.hint
    assert "IPT_NOTES_PLAINTEXT_FOLDER" in error.value.hint


def test_a_folder_on_a_disk_is_used_only_by_name_and_with_a_warning(desk: Desk) -> None:
    """The person decides, and is told what it means."""
    env = {**desk.env, "IPT_NOTES_PLAINTEXT_FOLDER": str(desk.home), "VISUAL": "cat"}
    assert find_place(env) == Place(desk.home, is_memory=False)
    find_outside(env, desk.warned.append, is_wanted=False)
    assert "on a disk" in desk.warned[0]
    with pytest.raises(UsageProblem):
        find_place({"IPT_NOTES_PLAINTEXT_FOLDER": str(desk.home / "missing")})


def test_the_built_in_editor_opens_where_no_editor_is_set_or_no_memory_is_there(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silently without an editor; with one, the reason is told."""
    assert find_outside(desk.env, desk.warned.append, is_wanted=False) is None
    assert desk.warned == []
    with pytest.raises(NoEditor):
        find_outside(desk.env, desk.warned.append, is_wanted=True)
    monkeypatch.setattr(sys, "platform", "darwin")
    env = {**desk.env, "EDITOR": "cat"}
    assert find_outside(env, desk.warned.append, is_wanted=False) is None
    assert desk.warned[0].endswith("the built-in editor opens instead")
    with pytest.raises(NoMemoryFolder):
        find_outside(env, desk.warned.append, is_wanted=True)


def test_a_file_is_overwritten_before_it_is_removed(desk: Desk) -> None:
    """What still has the file open afterwards reads nothing of it; links lead nowhere else."""
    outside = desk.home / "outside"
    outside.write_text("stays")
    with MemoryFolder(Place(desk.runtime, is_memory=True)) as folder:
        (folder.path / "deep/er").mkdir(parents=True)
        (folder.path / "deep/er/note.md").write_text("gone")
        (folder.path / "link").symlink_to(outside)
        (folder.path / "deep/folder").symlink_to(desk.home)
        os.mkfifo(folder.path / "pipe")
        still_open = (folder.path / "deep/er/note.md").open()
    with still_open:
        assert still_open.read() == "\0\0\0\0"
    assert outside.read_text() == "stays"
    assert list(desk.runtime.iterdir()) == []


def test_wiping_what_is_gone_already_is_no_error(tmp_path: Path) -> None:
    """An editor may have removed the folder itself."""
    wipe(tmp_path / "missing")


def test_what_nothing_else_holds_is_left_in_memory_and_never_on_a_disk(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One private file in a private folder; a folder on a disk that is named for the editor is not used for it."""
    env = {**desk.env, "IPT_NOTES_PLAINTEXT_FOLDER": str(desk.home)}
    left = leave_in_memory("note.md", b"words", env)
    assert left is not None
    assert (left.read_bytes(), left.name, left.parent.parent) == (b"words", "note.md", desk.runtime)
    assert [path.stat().st_mode & 0o777 for path in (left, left.parent)] == [0o600, 0o700]
    with MemoryFolder(Place(desk.runtime, is_memory=True)):
        assert left.exists()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert leave_in_memory("note.md", b"words", env) is None


def test_without_locks_a_folder_is_removed_a_day_after_the_last_change_in_it(desk: Desk) -> None:
    """The rule for a system that can't tell whether a program lives: an open text that is still typed at stays."""
    folder = desk.home / "ipt-notes-edit-x"
    folder.mkdir()
    (folder / "note.md").write_text("words")
    day = 24 * 3600
    os.utime(folder, (0, 0))
    os.utime(folder / "note.md", (day, day))
    wipe_old(folder, 2 * day - 1)
    assert (folder / "note.md").read_text() == "words"
    wipe_old(folder, 2 * day + 1)
    assert not folder.exists()


def test_swap_is_told_unless_it_lies_on_encryption(tmp_path: Path) -> None:
    """A plain partition is named; zram and a device that lies on dm-crypt are not."""
    swaps, devices = tmp_path / "swaps", tmp_path / "block"
    number = tmp_path.stat().st_dev
    device = devices / f"{os.major(number)}:{os.minor(number)}"
    (device / "slaves/sda/dm").mkdir(parents=True)
    file = tmp_path / "swap file"
    file.touch()
    name = str(file).replace(" ", "\\040")
    swaps.write_text(f"Filename Type Size Used Priority\n/dev/zram0 partition 1 0 5\n{name} file 1 0 -2\n")
    assert swap_in_the_clear(swaps, devices) == [str(file)]
    (device / "slaves/sda/dm/uuid").write_text("CRYPT-LUKS2-0123\n")
    assert swap_in_the_clear(swaps, devices) == []
    assert swap_in_the_clear(tmp_path / "none", devices) == []
