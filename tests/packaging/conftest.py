"""A repository with this tree as its only commit, and releases made from clones of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMITTED = 1_772_532_000
"""2026-03-03 10:00 UTC, when the commit says it was made."""
_LEFT_OUT = (
    ".git",
    ".venv",
    "dist",
    "build",
    ".fuzz",
    ".hypothesis",
    ".benchmarks",
    "__pycache__",
    ".*_cache",
)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This tree, as it is now, committed on a fixed day with a changelog that has a section for its version."""
    folder = tmp_path_factory.mktemp("repository") / "tree"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    _state_the_release(folder / "CHANGELOG.md")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A release")
    return folder


def _state_the_release(changelog: Path) -> None:
    version = subprocess.run(
        [sys.executable, "-m", "hatchling", "version"],
        cwd=changelog.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    text = changelog.read_text(encoding="utf-8")
    if f"## [{version}]" not in text:
        text = text.replace("## [Unreleased]", f"## [Unreleased]\n\n## [{version}] - 2026-03-03")
        changelog.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def released(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `dist/` of a release of this tree."""
    clone = a_clone(repository, tmp_path_factory.mktemp("released") / "clone")
    done = release(clone)
    assert done.returncode == 0, done.stderr
    return clone / "dist"


def git(folder: Path, *words: str) -> str:
    """What git prints, without anybody's own settings."""
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        env |= {f"GIT_{role}_NAME": "Ada Example", f"GIT_{role}_EMAIL": "ada@example.org"}
        env[f"GIT_{role}_DATE"] = f"{COMMITTED} +0000"
    return subprocess.run(
        ["git", *words], cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout


def a_clone(repository: Path, folder: Path) -> Path:
    """A fresh clone in `folder`."""
    git(repository, "clone", "--quiet", str(repository), str(folder))
    return folder


def release(clone: Path, umask: int = 0o022, **env: str) -> subprocess.CompletedProcess[str]:
    """Run what `make release` runs, in a clone."""
    return subprocess.run(
        [sys.executable, "-m", "release"],
        cwd=clone,
        env=os.environ | env,
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
