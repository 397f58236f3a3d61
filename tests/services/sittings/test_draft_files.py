"""Both ways to hold a draft: locked itself, and with a lock beside it for systems where open files stay in the way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ipt_notes.services.sittings.draft_files import DraftFiles, DraftsWithLocks, LockedDrafts
from tests.vault.surroundings import in_a_process, with_largest_file

WAYS = pytest.mark.parametrize("way", [LockedDrafts, DraftsWithLocks])


@WAYS
def test_the_latest_state_is_there_and_private_and_nothing_is_left_when_it_is_removed(
    tmp_path: Path, way: type[DraftFiles]
) -> None:
    """Neither a lock nor half a draft."""
    files, path = way(), tmp_path / "a-1.draft"
    for blob in (b"longer than", b"the next"):
        files.write(path, blob)
        assert path.read_bytes() == blob
        assert path.stat().st_mode & 0o777 == 0o600
        assert not files.is_held_elsewhere(path)
    files.remove(path)
    files.remove(path)
    assert list(tmp_path.iterdir()) == []


@WAYS
def test_a_draft_is_held_while_its_program_lives(tmp_path: Path, way: type[DraftFiles]) -> None:
    """Others see that, and can't remove it; afterwards they can."""
    path = tmp_path / "a-1.draft"
    reading, writing = os.pipe()
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        way().write(path, b"sealed")
        os.write(telling, b"kept")
        os.read(reading, 1)
        os._exit(0)
    os.close(reading)
    assert os.read(told, 4) == b"kept"
    files = way()
    assert files.is_held_elsewhere(path)
    files.remove(path)
    assert path.read_bytes() == b"sealed"
    os.close(writing)
    os.waitpid(child, 0)
    assert not files.is_held_elsewhere(path)
    files.remove(path)
    assert list(tmp_path.iterdir()) == []


@WAYS
def test_a_full_disk_leaves_the_earlier_state(tmp_path: Path, way: type[DraftFiles]) -> None:
    """And no half-written file."""
    files, path = way(), tmp_path / "a-1.draft"
    files.write(path, b"earlier")

    def write_more() -> None:
        with pytest.raises(OSError, match="large"):
            files.write(path, b"x" * 9000)

    with_largest_file(5000, write_more)
    assert path.read_bytes() == b"earlier"
    assert not path.with_suffix(".new").exists()


def test_beside_a_lock_no_file_is_open_when_it_is_replaced_or_removed(tmp_path: Path) -> None:
    """Where an open file can be neither renamed nor removed, that would fail each time."""
    path = tmp_path / "a-1.draft"

    def work() -> None:
        seen: list[str] = []

        def look(event: str, given: tuple[object, ...]) -> None:
            if event in ("os.rename", "os.remove"):
                seen.append(event)
                still_open = {os.path.realpath(each) for each in Path("/proc/self/fd").iterdir()}
                assert not still_open & {str(each) for each in given}, event

        sys.addaudithook(look)
        files = DraftsWithLocks()
        files.write(path, b"one")
        files.write(path, b"two")
        files.remove(path)
        assert seen == ["os.rename", "os.rename", "os.remove", "os.remove", "os.remove"]

    in_a_process(work)
