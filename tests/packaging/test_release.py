"""`make release`: the same bytes wherever it is made, with hashes that hold, and never from a half-done tree."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.packaging.conftest import COMMITTED, a_clone, git, release

if TYPE_CHECKING:
    from pathlib import Path

posix = pytest.mark.skipif(os.name != "posix", reason="umask and these locales are POSIX's")


def _held(dist: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in dist.iterdir()}


@posix
def test_two_releases_of_a_commit_are_the_same_bytes(
    repository: Path, released: Path, tmp_path: Path
) -> None:
    """Another folder, minute, umask, time zone, language and home, and an earlier release: nothing of it is inside."""
    folder = tmp_path / "other people's things"
    folder.mkdir()
    clone = a_clone(repository, folder / "somewhere else")
    for file in clone.rglob("*.md"):
        os.utime(file, (1, 1))
    (clone / "dist").mkdir()
    (clone / "dist/ipt_notes-0.0.1-py3-none-any.whl").touch()
    done = release(
        clone, umask=0o077, TZ="Asia/Kathmandu", LC_ALL="C", HOME=str(tmp_path), PYTHONHASHSEED="7"
    )
    assert done.returncode == 0, done.stderr
    assert _held(clone / "dist") == _held(released)


def test_the_only_time_inside_is_the_commits(released: Path) -> None:
    """Files of the wheel and of the source are as old as the commit."""
    (source,), (wheel,) = released.glob("*.tar.gz"), released.glob("*.whl")
    with tarfile.open(source) as archive:
        assert {each.mtime for each in archive} == {COMMITTED}
        assert {(each.uid, each.gid, each.uname, each.gname) for each in archive} == {(0, 0, "", "")}
    moment = datetime.fromtimestamp(COMMITTED, UTC)
    with zipfile.ZipFile(wheel) as archive:
        assert {each.date_time for each in archive.infolist()} == {moment.timetuple()[:6]}


def test_the_hashes_hold_for_everything_that_is_given_out(released: Path) -> None:
    """`SHA256SUMS` names every other file once, with its hash."""
    lines = (released / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    stated = {name: value for value, name in (line.split("  ") for line in lines)}
    held = _held(released)
    del held["SHA256SUMS"]
    assert stated == held
    assert sorted(name.rpartition(".")[2] for name in stated) == ["gz", "json", "txt", "whl"]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="not here: sha256sum")
def test_the_tool_that_people_check_with_reads_the_hashes(released: Path) -> None:
    """As docs/installing.md says it."""
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=released, capture_output=True, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize("name", ["README.md", "new.txt"])
def test_a_tree_with_changes_is_refused(name: str, repository: Path, tmp_path: Path) -> None:
    """A changed file and a new one are named, and nothing is made."""
    clone = a_clone(repository, tmp_path / "clone")
    with (clone / name).open("a", encoding="utf-8") as file:
        file.write("changed\n")
    done = release(clone)
    assert done.returncode == 1
    assert "in no commit" in done.stderr
    assert name in done.stderr
    assert not (clone / "dist").exists()


def test_a_version_that_the_changelog_does_not_tell_is_refused(repository: Path, tmp_path: Path) -> None:
    """Whoever upgrades reads there what changed."""
    clone = a_clone(repository, tmp_path / "clone")
    file = clone / "ipt_notes/__init__.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("__version__")] + '__version__ = "77.0.1"\n', encoding="utf-8")
    git(clone, "commit", "--quiet", "--all", "--message", "Another version")
    done = release(clone)
    assert done.returncode == 1
    assert "CHANGELOG.md has no section `## [77.0.1]" in done.stderr
    assert not (clone / "dist").exists()
