"""The source and the wheel, built from what the last commit holds and from nothing else that lies about."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def require_clean() -> None:
    """Exit with what is changed or new and in no commit: a release is what a commit says."""
    changed = _git("status", "--porcelain").decode("utf-8", "replace")
    if changed:
        sys.exit(f"No release from a tree with changes that are in no commit:\n{changed}")


def commit_time() -> datetime:
    """When the last commit was made: the only time that a release holds."""
    return datetime.fromtimestamp(int(_git("log", "-1", "--format=%ct")), UTC)


def export_commit(folder: Path) -> None:
    """The files of the last commit, in a new folder."""
    with tarfile.open(fileobj=io.BytesIO(_git("archive", "--format=tar", "HEAD"))) as archive:
        archive.extractall(folder, filter="data")


def release_version(tree: Path) -> str:
    """The version that the tree states. Exits where the changelog has no section for it."""
    version = _hatchling(tree, "version").strip()
    changes = (tree / "CHANGELOG.md").read_text(encoding="utf-8")
    if f"\n## [{version}] - " not in changes:
        sys.exit(f"No release of {version}: CHANGELOG.md has no section `## [{version}] - YEAR-MONTH-DAY`.")
    return version


def build(tree: Path, folder: Path) -> tuple[Path, Path]:
    """Wheel and source in `folder`. The wheel is built from the unpacked source, which so proves that it is enough."""
    _hatchling(tree, "build", "--target", "sdist", "--directory", str(folder))
    (source,) = folder.glob("*.tar.gz")
    unpacked = tree.with_name("unpacked")
    with tarfile.open(source) as archive:
        archive.extractall(unpacked, filter="data")
    (inside,) = unpacked.iterdir()
    _hatchling(inside, "build", "--target", "wheel", "--directory", str(folder))
    (wheel,) = folder.glob("*.whl")
    return wheel, source


def _hatchling(tree: Path, *words: str) -> str:
    """Run the build tool that requirements-dev.lock names, with the commit's time as the time of every file."""
    env = os.environ | {"SOURCE_DATE_EPOCH": str(int(commit_time().timestamp()))}
    command = [sys.executable, "-m", "hatchling", *words]
    return subprocess.run(command, cwd=tree, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], check=True, stdout=subprocess.PIPE).stdout
