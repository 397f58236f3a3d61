"""A document is written for its owner alone, complete or not at all."""

import os
import stat
from pathlib import Path

import pytest

from ipt_notes.errors import Refused, WorldProblem
from ipt_notes.export.files import placed, write_private
from tests.vault.surroundings import as_ordinary_user, ordinary_folder


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


@posix
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    """Mode 0600, whatever the umask allows, also when it replaces an open file."""
    target = tmp_path / "summary.docx"
    before = os.umask(0)
    try:
        write_private(target, b"one")
        target.chmod(0o644)
        write_private(target, b"two", replace=True)
    finally:
        os.umask(before)
    assert target.read_bytes() == b"two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert _names(tmp_path) == ["summary.docx"]


def test_a_file_that_is_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    """The old bytes stay, and the hint says how to overwrite."""
    target = tmp_path / "summary.docx"
    target.write_bytes(b"old")
    with pytest.raises(Refused) as caught:
        write_private(target, b"new")
    assert "--replace" in caught.value.hint
    assert target.read_bytes() == b"old"
    assert _names(tmp_path) == ["summary.docx"]


def test_a_folder_is_told_from_a_file(tmp_path: Path) -> None:
    """Even when overwriting is allowed."""
    with pytest.raises(WorldProblem, match="is a folder"):
        write_private(tmp_path, b"new", replace=True)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """With what to do about it."""
    with pytest.raises(WorldProblem) as caught:
        write_private(tmp_path / "nowhere" / "summary.docx", b"new")
    assert "make the folder first" in caught.value.hint


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """One clear line, no traceback."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WorldProblem):
        write_private(tmp_path / "file" / "summary.docx", b"new")


@posix
def test_a_device_or_pipe_is_never_replaced(tmp_path: Path) -> None:
    """A document goes into an ordinary file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(WorldProblem, match="not an ordinary file"):
        write_private(pipe, b"new", replace=True)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """The kernel's own limit on a file's size stands in for the disk: no half-written file, the old one whole."""
    import subprocess
    import sys

    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from ipt_notes.errors import WorldProblem; from ipt_notes.export.files import placed, write_private\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_private(Path(sys.argv[1]), b'x' * 5000, replace=True)\n"
        "except WorldProblem: sys.exit(8)\n"
    )
    target = tmp_path / "summary.docx"
    target.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", script, str(target)], cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == 8
    assert target.read_bytes() == b"old"
    assert _names(tmp_path) == ["summary.docx"]


@posix
def test_a_folder_without_permission_is_told() -> None:
    """With what to do about it."""
    with ordinary_folder() as folder:
        folder.chmod(0o500)
        as_ordinary_user(lambda: _is_refused(folder))


def _is_refused(folder: Path) -> None:
    with pytest.raises(WorldProblem) as caught:
        write_private(folder / "summary.docx", b"new")
    assert "you may write to" in caught.value.hint


def test_a_name_no_file_system_takes_is_told(tmp_path: Path) -> None:
    """A NUL, a lone surrogate, or three hundred letters."""
    for name in ("nul\0.docx", "half a letter \ud800.docx", "n" * 300):
        with pytest.raises(WorldProblem):
            write_private(tmp_path / name, b"new")
    assert _names(tmp_path) == []


@pytest.mark.parametrize("error", [OSError("the disclosure could not be recorded"), KeyboardInterrupt()])
def test_a_step_that_fails_in_between_costs_no_file(tmp_path: Path, error: BaseException) -> None:
    """The file to be replaced stays, nothing half-done is left, and the error is told as it was."""
    target = tmp_path / "summary.docx"
    target.write_bytes(b"old")
    with pytest.raises(type(error)) as caught, placed(target, b"new", replace=True):
        raise error
    assert caught.value is error
    assert target.read_bytes() == b"old"
    assert _names(tmp_path) == ["summary.docx"]


def test_what_can_fail_fails_before_the_step_in_between(tmp_path: Path) -> None:
    """Nothing is recorded for a file that has no place to go to."""
    done = []
    with pytest.raises(WorldProblem), placed(tmp_path / "nowhere" / "summary.docx", b"new"):
        done.append("recorded")
    assert done == []


def test_the_file_appears_after_the_step_in_between(tmp_path: Path) -> None:
    """Not a moment earlier."""
    target = tmp_path / "summary.docx"
    with placed(target, b"new"):
        assert not target.exists()
    assert target.read_bytes() == b"new"
