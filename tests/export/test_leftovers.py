"""An export of a chart that is killed leaves its plain text no longer than to the next one beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ipt_notes.export.folders import placed_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = {"chart.json": b"{}", "notes/1.md": b"what was said"}
WRITER = """
import sys
from pathlib import Path
from ipt_notes.export.folders import placed_folder
with placed_folder(Path(sys.argv[1]), {"chart.json": b"{}", "notes/1.md": b"what was said"}):
    print("written", flush=True)
    sys.stdin.read()
"""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A real program that has written its files beside the place and waits with them."""
    command = [sys.executable, "-c", WRITER, str(tmp_path / "first")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "written\n"
        yield program
        program.kill()


def test_what_a_killed_export_left_is_removed_by_the_next(
    tmp_path: Path, writer: subprocess.Popen[str]
) -> None:
    """A real SIGKILL; nothing but the new folder is there afterwards."""
    writer.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    writer.wait()
    (left,) = tmp_path.glob(".ipt-*.tmp")
    assert (left / "notes/1.md").read_bytes() == b"what was said"
    with placed_folder(tmp_path / "second", FILES):
        assert not left.exists()
    assert names(tmp_path) == {"second"}


def test_an_export_that_still_runs_loses_nothing(tmp_path: Path, writer: subprocess.Popen[str]) -> None:
    """Two at the same moment, into the same folder."""
    with placed_folder(tmp_path / "second", FILES):
        pass
    writer.communicate()
    assert writer.returncode == 0
    assert names(tmp_path) == {"first", "second"}
    assert (tmp_path / "first" / "notes/1.md").read_bytes() == b"what was said"


@pytest.mark.parametrize("kind", ["no lock", "a lock with words", "a link"])
def test_what_we_did_not_make_is_never_removed(tmp_path: Path, kind: str) -> None:
    """A folder that only looks like ours, and one that a link of such a name leads to."""
    place = tmp_path / "place"
    theirs, mark = place / f".ipt-{'0' * 16}.tmp", place / f".ipt-{'0' * 16}.lock"
    place.mkdir()
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("theirs")
    if kind == "a link":
        theirs.symlink_to(tmp_path / "kept", target_is_directory=True)
        mark.touch()
    else:
        theirs.mkdir()
        (theirs / "file").write_text("theirs")
    if kind == "a lock with words":
        mark.write_text("not ours")
    with placed_folder(place / "second", FILES):
        pass
    assert (theirs / "file").read_text() == "theirs"


def test_nothing_is_left_of_an_export_that_fails(tmp_path: Path) -> None:
    """When its disclosure can't be recorded, say."""

    def failing() -> None:
        with placed_folder(tmp_path / "first", FILES):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert names(tmp_path) == set()
